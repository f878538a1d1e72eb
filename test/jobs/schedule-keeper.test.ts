import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BusyError, StorageError } from '../../src/domain/errors.ts'
import type { RunSummary } from '../../src/domain/run.ts'
import { type ScheduledRun, ScheduleEntry, ScheduleState } from '../../src/domain/schedule.ts'
import { type ScanOrder, ScheduleKeeper } from '../../src/jobs/schedule-keeper.ts'

/** Time that stands still until it is moved; state that survives a new keeper, as a file would. */
class Night {
  now = Date.parse('2026-11-27T16:00:00Z')
  state: ScheduleState = { entries: {} }
  readonly orders: ScanOrder[] = []
  readonly told: ScheduledRun[] = []
  outcome: (order: ScanOrder) => RunSummary['status'] = () => 'finished'
  /** Those that wait for time to pass: no test waits for real time. */
  readonly #timers: { readonly atMs: number; readonly abort: () => void }[] = []
  entries = [ScheduleEntry.parse({ id: 'nightly', cron: '30 1 * * *', windowEnd: '06:00' })]

  keeper(): ScheduleKeeper {
    return new ScheduleKeeper(this.entries, {
      clock: { now: () => this.iso() },
      store: {
        load: () => ScheduleState.parse(structuredClone(this.state)),
        save: async (state) => {
          this.state = ScheduleState.parse(JSON.parse(JSON.stringify(state)))
        },
      },
      after: (ms) => {
        const timer = new AbortController()
        this.#timers.push({ atMs: this.now + ms, abort: () => timer.abort() })
        return timer.signal
      },
      newRunId: (startedAt) => `R${startedAt}`,
      scan: async (order) => {
        this.orders.push(order)
        return aSummary(order, this.outcome(order))
      },
      ended: async (_, run) => {
        this.told.push(run)
      },
    })
  }

  iso(): string {
    return new Date(this.now).toISOString()
  }

  /** Time goes on, and nobody looks at what is due. */
  sleep(hours: number): void {
    this.now += hours * 3_600_000
    for (const { atMs, abort } of this.#timers) if (atMs <= this.now) abort()
  }

  async pass(hours: number, signal = new AbortController().signal): Promise<void> {
    this.sleep(hours)
    await this.keeper().turn(signal)
  }
}

function aSummary({ runId, startedAt }: ScanOrder, status: RunSummary['status']): RunSummary {
  return { runId, startedAt, status, sites: [], listings: 0, flagged: 0, changes: [] }
}

describe('ScheduleKeeper', () => {
  it('runs each night once, and says how it ended', async () => {
    const night = new Night()
    for (let hour = 0; hour < 72; hour += 1) await night.pass(1)
    expect(night.orders).toHaveLength(3)
    expect(night.told.map(({ status }) => status)).toEqual(['finished', 'finished', 'finished'])
  })

  it('does not catch up what was due before the entry was there', async () => {
    const night = new Night()
    await night.pass(4)
    expect(night.orders).toEqual([])
  })

  it('goes on with the run that a stop cut off, in a new process', async () => {
    const night = new Night()
    await night.pass(0)
    const stop = new AbortController()
    night.outcome = () => {
      stop.abort()
      return 'stopped'
    }
    await night.pass(2, stop.signal)
    expect(night.state.running).toMatchObject({ entryId: 'nightly' })
    expect(night.told).toEqual([])
    night.outcome = () => 'finished'
    await night.pass(1)
    expect(night.orders.map(({ runId }) => runId)).toEqual([night.orders[0]?.runId, night.orders[0]?.runId])
    expect(night.state.running).toBeUndefined()
    expect(night.told).toHaveLength(1)
  })

  it('closes a run that was cut off and whose window is over, without a page more', async () => {
    const night = new Night()
    await night.pass(0)
    const stop = new AbortController()
    night.outcome = () => {
      stop.abort()
      return 'stopped'
    }
    await night.pass(2, stop.signal)
    night.outcome = ({ signal }) => (signal.aborted ? 'stopped' : 'finished')
    await night.pass(12)
    expect(night.told).toMatchObject([{ status: 'window-ended' }])
    expect(night.state.running).toBeUndefined()
  })

  it('stops a run at the end of its window, and not a minute before', async () => {
    const night = new Night()
    await night.pass(0)
    night.outcome = ({ signal }) => {
      // Begun at 02:00; the window ends at 06:00.
      night.sleep(3.99)
      expect(signal.aborted).toBe(false)
      night.sleep(0.01)
      expect(signal.aborted).toBe(true)
      return 'stopped'
    }
    await night.pass(2)
    expect(night.told).toMatchObject([{ status: 'window-ended' }])
    expect(night.state.running).toBeUndefined()
  })

  it('says that a night was missed', async () => {
    const night = new Night()
    await night.pass(0)
    await night.pass(10)
    expect(night.orders).toEqual([])
    expect(night.told).toMatchObject([{ status: 'missed', due: '2026-11-27T17:30:00.000Z' }])
  })

  it('comes again when the home folder is in use, and records an operational failure', async () => {
    const night = new Night()
    await night.pass(0)
    night.outcome = () => {
      throw new BusyError('in use')
    }
    await night.pass(2)
    expect(night.told).toEqual([])
    night.outcome = () => {
      throw new StorageError('disk full')
    }
    await night.pass(0.1)
    expect(night.told).toMatchObject([{ status: 'failed', note: 'disk full' }])
  })

  it('never runs one due time twice, whatever stops and restarts lie between', async () => {
    const act = fc.record({ hours: fc.double({ min: 0, max: 30, noNaN: true }), stops: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 30 }), async (acts) => {
        const night = new Night()
        await night.pass(0)
        for (const { hours, stops } of acts) {
          const stop = new AbortController()
          night.outcome = ({ signal }) => {
            if (stops) stop.abort()
            return stops || signal.aborted ? 'stopped' : 'finished'
          }
          await night.pass(hours, stop.signal)
        }
        const dues = night.told.map(({ due }) => due)
        expect(new Set(dues).size).toBe(dues.length)
        expect(dues).toEqual(dues.toSorted())
      }),
      { numRuns: 100 },
    )
  })
})
