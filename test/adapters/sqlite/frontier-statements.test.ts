import { describe, expect, it } from 'vitest'
import { FRONTIER_MIGRATIONS } from '../../../src/adapters/sqlite/frontier-migrations.ts'
import { FRONTIER_SQL } from '../../../src/adapters/sqlite/frontier-statements.ts'
import { openDatabase } from '../../../src/adapters/sqlite/open-sqlite.ts'

const db = openDatabase({ file: ':memory:', synchronous: 'NORMAL', migrations: FRONTIER_MIGRATIONS })
const statements = Object.entries(FRONTIER_SQL).filter(([, sql]) => /SELECT|UPDATE|INSERT/.test(sql))

function planOf(sql: string): string[] {
  const named = [...sql.matchAll(/@(\w+)/g)].map(([, name]) => [name, 'x'])
  const given = [...sql.matchAll(/\?/g)].map(() => 'x')
  const explain = db.prepare(`EXPLAIN QUERY PLAN ${sql}`)
  const rows = named.length > 0 ? explain.all(Object.fromEntries(named)) : explain.all(...given)
  return (rows as { detail: string }[]).map(({ detail }) => detail)
}

describe('FRONTIER_SQL', () => {
  it.each(statements)('%s reads no table from end to end', (_, sql) => {
    const whole = planOf(sql).filter((step) => /^SCAN (url|fetch|host|tally)\b/.test(step))
    expect(whole).toEqual([])
  })

  it('would be caught reading a table from end to end', () => {
    expect(planOf('SELECT id FROM url WHERE kind = ?')).toEqual(['SCAN url'])
  })
})
