import { describe, expect, it } from 'vitest'
import type { BacktestRecord } from '../../src/domain/backtest.ts'
import { earnedStatus } from '../../src/score/rule-standing.ts'
import { aRule } from './score-support.ts'

const HASH = 'a'.repeat(64)
const record = (overrides: Partial<BacktestRecord> = {}): BacktestRecord => ({
  rule: aRule().id,
  title: '',
  ruleHash: HASH,
  data: ['x'],
  dataHash: HASH,
  listings: 10,
  fired: 10,
  right: 10,
  wrong: 0,
  added: 0,
  removed: 0,
  changed: 0,
  date: '2026-11-28',
  ...overrides,
})

describe('earnedStatus', () => {
  it.each<[status: string, records: BacktestRecord[]]>([
    ['stable', [record()]],
    ['stable', [record({ right: 9, wrong: 1 })]],
    ['stable', [record({ right: 1, wrong: 1 }), record({ right: 20, wrong: 0 })]],
    ['test', [record({ right: 8, wrong: 2 })]],
    ['test', [record({ right: 4 })]],
    ['test', [record({ ruleHash: 'b'.repeat(64) })]],
    ['experimental', [record({ fired: 0, right: 0 })]],
    ['experimental', []],
  ])('is %s by the record', (status, records) => {
    expect(earnedStatus(aRule(), HASH, records)).toBe(status)
  })

  it('leaves nets and rules that are switched off as they are', () => {
    expect(earnedStatus(aRule({ status: 'deprecated' }), HASH, [record()])).toBe('deprecated')
    expect(earnedStatus(aRule({ purpose: 'hunting', points: 0 }), HASH, [record()])).toBe('test')
  })
})
