import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ScheduleEntry } from '../../src/domain/schedule.ts'
import { planEntry } from '../../src/jobs/plan-entry.ts'

const nightly = ScheduleEntry.parse({ id: 'nightly', cron: '30 1 * * *', windowEnd: '06:00' })
const DUE = '2026-11-27T17:30:00.000Z'

describe('planEntry', () => {
  it.each([
    ['waits before its Beijing time', '2026-11-27T17:29:59.999Z', { kind: 'wait', until: DUE }],
    ['runs at the very moment', DUE, { kind: 'run', due: DUE, until: '2026-11-27T22:00:00.000Z' }],
    ['catches up within the window', '2026-11-27T21:59:00.000Z', { kind: 'run', due: DUE }],
    [
      'calls the night missed once the window is over',
      '2026-11-27T22:00:00.000Z',
      { kind: 'missed', due: DUE },
    ],
  ])('%s', (_, now, plan) => {
    expect(planEntry(nightly, '2026-11-27T16:00:00.000Z', now)).toMatchObject(plan)
  })

  it('catches up once, however many nights were slept through', () => {
    const entry = ScheduleEntry.parse({ id: 'a', cron: '30 1 * * *' })
    const now = '2026-12-05T03:00:00.000Z'
    const first = planEntry(entry, '2026-11-27T16:00:00.000Z', now)
    expect(first).toMatchObject({ kind: 'run', due: '2026-12-04T17:30:00.000Z' })
    expect(planEntry(entry, '2026-12-04T17:30:00.000Z', now)).toMatchObject({ kind: 'wait' })
  })

  it('ends a window before the next begins, whenever it is asked', () => {
    const start = Date.parse('2026-01-01T00:00:00Z')
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 366 * 86_400 }),
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 0, max: 59 }),
        (seconds, hour, minute) => {
          const clock = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
          const entry = ScheduleEntry.parse({ id: 'a', cron: '30 1 * * *', windowEnd: clock })
          const now = new Date(start + seconds * 1000).toISOString()
          const plan = planEntry(entry, '2025-12-01T00:00:00.000Z', now)
          if (plan.kind === 'wait') throw new Error('a run was due a day ago at most')
          expect(Date.parse(now) - Date.parse(plan.due)).toBeLessThan(86_400_000)
          if (plan.kind === 'run') {
            expect(plan.until && plan.until > now && plan.until > plan.due).toBe(true)
            expect(Date.parse(plan.until ?? '') - Date.parse(plan.due)).toBeLessThanOrEqual(86_400_000)
          }
        },
      ),
      { numRuns: 200 },
    )
  })
})
