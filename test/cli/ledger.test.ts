import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { runCli } from '../support/run-cli.ts'

let home: string
const run = async (...args: string[]) => await runCli([...args, '--home', home])

beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'qingshao-ledger-'))
  const feed = path.join(home, 'feed.jsonl')
  const rows = [
    {
      id: '1',
      title: '出穿山甲片 五斤 懂的来 加微',
      body: '野生的，无证，包邮',
      price: '3000',
      url: 'https://a.test/1',
    },
    { id: '2', title: '象牙白连衣裙', body: '包邮', price: '99', url: 'https://a.test/2' },
  ]
  writeFileSync(
    feed,
    rows.map((row) => `${JSON.stringify({ ...row, platform: 'secondhand', seller: '甲店' })}\n`).join(''),
  )
  await run('import', feed, '--source', 'hotline')
}, 120_000)
afterAll(() => rmSync(home, { recursive: true, force: true }))

describe('ledger, due and outcomes', () => {
  it('adds up before and after a decision, and writes both formats', async () => {
    const before = JSON.parse((await run('ledger', '--json')).stdout)
    expect(before).toMatchObject({ found: 2, flagged: 1, cleared: 1, failed: 0, byState: { pending: 1 } })
    const csv = path.join(home, 'out.csv')
    const xlsx = path.join(home, 'out.xlsx')
    expect((await run('ledger', '--out', csv)).code).toBe(EXIT.ok)
    expect(readFileSync(csv, 'utf8')).toContain('穿山甲片')
    expect((await run('ledger', '--out', xlsx)).code).toBe(EXIT.ok)
    expect(readFileSync(xlsx).subarray(0, 2).toString()).toBe('PK')
    expect((await run('ledger', '--out', 'a.pdf')).code).toBe(EXIT.input)
    expect((await run('ledger', '--run', 'none')).code).toBe(EXIT.input)
  }, 60_000)

  it('reminds of a lead that waits, and no longer once it is decided', async () => {
    const [due] = (await run('due', '--json')).stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(due).toMatchObject({ of: 'lead', stage: 'T-1', rule: { id: 'lead-urgent' } })
    await run('leads', 'confirm', due.id, '--by', '甲', '--reason', '属实')
    expect((await run('due')).stdout).toContain('没有将到期的事项')
    const { rules, terms } = JSON.parse((await run('outcomes', '--json')).stdout)
    expect(rules[0]).toMatchObject({ confirmed: 1, dismissed: 0 })
    expect(terms.length).toBeGreaterThan(0)
    expect((await run('leads', 'undo', due.id, '--by', '乙')).stderr).toContain('只能由本人撤回')
    expect((await run('leads', 'undo', due.id, '--by', '甲')).stdout).toContain('待研判')
    expect(JSON.parse((await run('outcomes', '--json')).stdout).rules).toEqual([])
  }, 60_000)
})
