import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BACKTEST_FILE, loadBacktests, saveBacktests } from '../../../src/adapters/files/backtest-file.ts'
import { loadRules } from '../../../src/adapters/files/load-rules.ts'
import type { BacktestRecord } from '../../../src/domain/backtest.ts'
import { DefinitionError } from '../../../src/domain/errors.ts'

const aRecord = (ruleHash: number, overrides: Partial<BacktestRecord> = {}): BacktestRecord => ({
  rule: '6f1d7c1e-2f0b-4c57-9d0e-6f3b1a2c4d5e',
  title: '带“引号":,"的标题',
  ruleHash: String(ruleHash).padStart(64, '0'),
  data: ['stored', 'a/b.jsonl'],
  dataHash: 'a'.repeat(64),
  listings: 10,
  fired: 3,
  added: 2,
  removed: 1,
  changed: 0,
  date: '2026-11-22',
  ...overrides,
})

describe('back-test records', () => {
  let folder: string
  let file: string
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'qingshao-backtests-'))
    file = path.join(folder, BACKTEST_FILE)
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('come back as they were written, one line each', async () => {
    await saveBacktests(file, [aRecord(1)])
    await saveBacktests(file, [aRecord(2)])
    expect(loadBacktests([folder, path.join(folder, 'none')])).toEqual([aRecord(1), aRecord(2)])
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(4)
  })

  it('keep the last one of each state of a rule, and its last states', async () => {
    for (const state of [1, 2, 3, 4, 5, 6]) await saveBacktests(file, [aRecord(state)])
    await saveBacktests(file, [aRecord(3, { fired: 9 })])
    const kept = loadBacktests([folder])
    expect(kept.map(({ ruleHash, fired }) => [Number(ruleHash), fired])).toEqual([
      [2, 3],
      [4, 3],
      [5, 3],
      [6, 3],
      [3, 9],
    ])
  })

  it('are no rule', async () => {
    await saveBacktests(file, [aRecord(1)])
    expect(loadRules([folder])).toEqual([])
  })

  it('are refused where somebody wrote something else into them', () => {
    writeFileSync(file, 'records:\n  - {rule: 1}\n')
    expect(() => loadBacktests([folder])).toThrow(DefinitionError)
  })
})
