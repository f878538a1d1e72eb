import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { runCli } from '../support/run-cli.ts'

describe('the history of a seller', () => {
  let home: string
  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), 'qingshao-seller-'))
  })
  afterEach(() => rmSync(home, { recursive: true, force: true }))

  async function importOne(id: string, title: string): Promise<void> {
    const file = path.join(home, `${id}.jsonl`)
    const row = { id, title, platform: 'secondhand', price: '300', seller: '山货老王' }
    writeFileSync(file, JSON.stringify(row))
    const { code, stderr } = await runCli(['import', file, '--source', 'hotline', '--home', home])
    expect(code, stderr).toBe(EXIT.ok)
  }

  it('is a signal of the next lead of the same seller, and moves no score', async () => {
    await importOne('1', '出穿山甲片 自家存的 懂的来')
    await importOne('2', '出穿山甲片 自家存的 懂的来')
    const { stdout } = await runCli(['leads', 'list', '--home', home, '--json'])
    const leads = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const historyOf = (listingId: string) =>
      leads
        .find(({ listing }) => listing.id === listingId)
        .assessment.signals.filter(({ kind }: { kind: string }) => kind === 'seller-history')
    expect(historyOf('hotline:1')).toEqual([])
    expect(historyOf('hotline:2')).toEqual([
      { kind: 'seller-history', text: '同一卖家此前有 1 条信息被标记' },
    ])
    expect(leads[0].assessment.score).toBe(leads[1].assessment.score)
  }, 60_000)
})
