import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { chineseWorkingDays } from '../../src/adapters/files/chinese-working-days.ts'
import { loadDeadlines } from '../../src/adapters/files/load-deadlines.ts'
import { DefinitionError } from '../../src/domain/errors.ts'
import { type DeadlineRule, dueOf, stageOf } from '../../src/refer/deadlines.ts'

const data = path.join(import.meta.dirname, '../../data')
const inWorkingDays = (workingDays: number): DeadlineRule => ({
  of: 'referral',
  state: 'sent',
  id: 'x',
  label: '接收',
  workingDays,
  source: '试验',
})
const due = (days: number, since: string) => dueOf(inWorkingDays(days), since, chineseWorkingDays)

describe('dueOf', () => {
  it.each([
    // Wednesday 30 September 2026: the holiday runs from the 1st to the 7th.
    [1, '2026-09-30T02:00:00.000Z', '2026-10-08T16:00:00.000Z'],
    [2, '2026-09-30T02:00:00.000Z', '2026-10-09T16:00:00.000Z'],
    // Saturday 10 October 2026 is worked.
    [3, '2026-09-30T02:00:00.000Z', '2026-10-10T16:00:00.000Z'],
    // Friday 27 November, past midnight in Beijing already Saturday.
    [1, '2026-11-27T17:00:00.000Z', '2026-11-30T16:00:00.000Z'],
  ])('counts %i working days from %s', (days, since, at) => {
    expect(due(days, since)).toMatchObject({ at, isProvisional: false })
  })

  it('says where the holidays are not announced yet', () => {
    const last = Math.max(...chineseWorkingDays.years)
    expect(due(5, `${last}-12-30T02:00:00.000Z`).isProvisional).toBe(true)
  })

  it('lets hours run through nights and holidays', () => {
    const rule: DeadlineRule = {
      of: 'lead',
      state: 'pending',
      id: 'h',
      label: '研判',
      hours: 24,
      source: '试验',
    }
    expect(dueOf(rule, '2026-10-01T02:00:00.000Z', chineseWorkingDays).at).toBe('2026-10-02T02:00:00.000Z')
  })

  it('knows this year and the one before', () => {
    expect(chineseWorkingDays.years).toEqual(expect.arrayContaining([2025, 2026]))
  })
})

describe('stageOf', () => {
  it.each([
    ['2026-11-28T00:00:00.000Z', 'overdue'],
    ['2026-11-28T01:00:00.000Z', 'T-1'],
    ['2026-11-30T01:00:00.000Z', 'T-3'],
    ['2026-12-05T00:00:00.000Z', 'T-7'],
    ['2026-12-05T00:00:01.000Z', 'later'],
  ])('%s is %s', (at, stage) => {
    expect(stageOf(at, '2026-11-28T00:00:00.000Z')).toBe(stage)
  })
})

describe('loadDeadlines', () => {
  it('reads the shipped times and puts those of the unit first', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'qingshao-deadlines-'))
    const own =
      'deadlines: [{id: own, of: referral, state: sent, workingDays: 5, label: 接收, source: 本单位规定}]'
    writeFileSync(path.join(folder, 'deadlines.yml'), own)
    const rules = loadDeadlines(data, folder)
    expect(rules[0]?.id).toBe('own')
    expect(rules.length).toBeGreaterThan(8)
    writeFileSync(
      path.join(folder, 'deadlines.yml'),
      own.replace('workingDays: 5', 'workingDays: 5, hours: 3'),
    )
    expect(() => loadDeadlines(data, folder)).toThrow(DefinitionError)
    rmSync(folder, { recursive: true })
  })
})
