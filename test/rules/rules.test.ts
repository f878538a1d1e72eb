import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadLexicon } from '../../src/adapters/files/load-lexicon.ts'
import { loadRules } from '../../src/adapters/files/load-rules.ts'
import { loadSignalTables } from '../../src/adapters/files/load-signal-tables.ts'
import { loadTerritory } from '../../src/adapters/files/load-territory.ts'
import type { Rule, RuleCase } from '../../src/domain/rule.ts'
import { firesOn } from '../../src/jobs/try-case.ts'
import { compileLexicon } from '../../src/match/compile-lexicon.ts'
import { compilePolicy } from '../../src/score/compile-policy.ts'

const root = join(import.meta.dirname, '../..')
const terms = loadLexicon([join(root, 'keywords')])
const lexicon = compileLexicon(terms)
const loaded = loadRules([join(root, 'rules')])
const divisions = loadTerritory(join(root, 'data/territory'))
const signalTables = loadSignalTables(join(root, 'data/signals'), () => true)

describe('shipped rules', () => {
  it('are enough to cover the field', () => {
    const filters = loaded.filter(({ file }) => file.includes('/filters/'))
    expect(loaded.length - filters.length).toBeGreaterThanOrEqual(40)
    expect(filters.length).toBeGreaterThanOrEqual(12)
    expect(loaded.filter(({ rule }) => rule.purpose === 'hunting').length).toBeGreaterThanOrEqual(8)
  })

  describe.each(loaded.map((rule) => [rule.rule.title, rule] as const))('%s', (_title, { rule, cases }) => {
    it.each(cases.fires.map((given) => [given.title, given] as const))('fires on “%s”', (_text, given) => {
      expect(fires(rule, given)).toBe(true)
    })
    it.each(cases.silent.map((given) => [given.title, given] as const))(
      'is silent on “%s”',
      (_text, given) => {
        expect(fires(rule, given)).toBe(false)
      },
    )
  })
})

function fires(rule: Rule, given: RuleCase): boolean {
  const policy = compilePolicy({
    rules: [rule],
    terms,
    law: { articles: [], rules: [], gaps: [], hints: [] },
    routing: { rules: [] },
    taxa: [],
    divisions,
    signalTables,
    on: '2026-11-22',
  })
  return firesOn(rule, given, { lexicon, policy })
}
