import type { Clock } from '../domain/clock.ts'
import { BusyError, OperationalError } from '../domain/errors.ts'
import type { RunSummary } from '../domain/run.ts'
import type { ScheduledRun, ScheduleEntry, ScheduleState } from '../domain/schedule.ts'
import { planEntry } from './plan-entry.ts'

export interface ScheduleStore {
  load(): ScheduleState
  /** @throws {StorageError} */
  save(state: ScheduleState): Promise<void>
}

export interface ScanOrder {
  readonly entry: ScheduleEntry
  readonly runId: string
  readonly startedAt: string
  /** Aborted by a stop of the program and by the end of the window. */
  readonly signal: AbortSignal
}

export interface KeeperPorts {
  readonly clock: Clock
  readonly store: ScheduleStore
  /** Aborts when so much time has passed. */
  after(ms: number): AbortSignal
  newRunId(startedAt: string): string
  /** Goes on when the run is known. @throws {BusyError} another process is at work in the home folder. */
  scan(order: ScanOrder): Promise<RunSummary>
  /** Told once the run is on record and before it is forgotten; repeated after a crash in between. */
  ended(entry: ScheduleEntry, run: ScheduledRun, summary: RunSummary | undefined): Promise<void>
}

type Running = NonNullable<ScheduleState['running']>

/** Longest sleep between two looks: a clock that is set, or a machine that slept, is noticed within it. */
const MAX_SLEEP_MS = 30_000
/** When another process holds the home folder. */
const BUSY_RETRY_MS = 15_000
/** Timers beyond 2^31 ms fire at once. */
const MAX_TIMER_MS = 2_000_000_000

/** Runs what is due, one after the other, and remembers it. */
export class ScheduleKeeper {
  readonly #entries: readonly ScheduleEntry[]
  readonly #ports: KeeperPorts

  constructor(entries: readonly ScheduleEntry[], ports: KeeperPorts) {
    this.#entries = entries
    this.#ports = ports
  }

  /** Does what is due now, one run at most. Answers the milliseconds until the next look. */
  async turn(signal: AbortSignal): Promise<number> {
    const { store, clock } = this.#ports
    const state = await this.#withNewEntries(store.load())
    const now = clock.now()
    if (state.running) return await this.#run(state, state.running, signal)
    let wakeAt = Number.POSITIVE_INFINITY
    for (const entry of this.#entries) {
      const plan = planEntry(entry, state.entries[entry.id]?.handledUpTo ?? now, now)
      if (plan.kind === 'missed') return await this.#miss(entry, plan.due, state)
      if (plan.kind === 'run') {
        const { due, until } = plan
        const runId = this.#ports.newRunId(now)
        return await this.#run(state, { entryId: entry.id, due, until, runId, startedAt: now }, signal)
      }
      if (plan.until !== undefined) wakeAt = Math.min(wakeAt, Date.parse(plan.until))
    }
    return Math.max(0, Math.min(MAX_SLEEP_MS, wakeAt - Date.parse(now)))
  }

  /** An entry is due from when it was first seen: what lies before was nobody's night. */
  async #withNewEntries(state: ScheduleState): Promise<ScheduleState> {
    const fresh = this.#entries.filter(({ id }) => state.entries[id] === undefined)
    if (fresh.length === 0) return state
    const handledUpTo = this.#ports.clock.now()
    const entries = { ...state.entries, ...Object.fromEntries(fresh.map(({ id }) => [id, { handledUpTo }])) }
    const extended = { ...state, entries }
    await this.#ports.store.save(extended)
    return extended
  }

  async #run(state: ScheduleState, running: Running, signal: AbortSignal): Promise<number> {
    const entry = this.#entries.find(({ id }) => id === running.entryId)
    if (!entry) {
      // Taken out of the schedule while its run was cut off.
      await this.#ports.store.save({ entries: state.entries })
      return 0
    }
    if (!state.running) await this.#ports.store.save({ ...state, running })
    try {
      return await this.#scan(entry, running, signal)
    } catch (error) {
      if (!(error instanceof BusyError)) return await this.#fail(entry, running, { error, signal })
      if (!state.running) await this.#ports.store.save(state)
      return BUSY_RETRY_MS
    }
  }

  async #fail(
    entry: ScheduleEntry,
    running: Running,
    { error, signal }: { error: unknown; signal: AbortSignal },
  ): Promise<number> {
    const isOperational = error instanceof OperationalError
    // What a stop cut off is not a failure: the next start goes on with it.
    if (signal.aborted && isOperational) return MAX_SLEEP_MS
    const note = error instanceof Error ? error.message : String(error)
    await this.#end(entry, running, { status: 'failed', note, summary: undefined })
    if (!isOperational) throw error
    return 0
  }

  async #scan(entry: ScheduleEntry, running: Running, signal: AbortSignal): Promise<number> {
    const { runId, startedAt, until } = running
    const window = until === undefined ? [] : [this.#windowSignal(Date.parse(until) - this.#nowMs())]
    const both = AbortSignal.any([signal, ...window])
    const summary = await this.#ports.scan({ entry, runId, startedAt, signal: both })
    // Stopped by the operator: the next start goes on.
    if (summary.status === 'stopped' && signal.aborted) return MAX_SLEEP_MS
    await this.#end(entry, running, { status: statusOf(summary), note: noteOf(summary), summary })
    return 0
  }

  async #miss(entry: ScheduleEntry, due: string, state: ScheduleState): Promise<number> {
    const note = `窗口在 ${entry.windowEnd} 已结束，这一次没有扫描`
    const run = { due, endedAt: this.#ports.clock.now(), status: 'missed' as const, note }
    await this.#ports.ended(entry, run, undefined)
    const entries = { ...state.entries, [entry.id]: { handledUpTo: due, last: run } }
    await this.#ports.store.save({ entries })
    return 0
  }

  async #end(
    entry: ScheduleEntry,
    { due, runId }: Running,
    { status, note, summary }: Pick<ScheduledRun, 'status' | 'note'> & { summary: RunSummary | undefined },
  ): Promise<void> {
    const run = { due, runId, endedAt: this.#ports.clock.now(), status, note }
    await this.#ports.ended(entry, run, summary)
    // What fell due while it ran is not run on top of it: one night, one run.
    const { entries } = this.#ports.store.load()
    await this.#ports.store.save({
      entries: { ...entries, [entry.id]: { handledUpTo: run.endedAt, last: run } },
    })
  }

  /** A run cut off long ago still gets its report: it stops before its first page. */
  #windowSignal(leftMs: number): AbortSignal {
    return leftMs <= 0 ? AbortSignal.abort() : this.#ports.after(Math.min(MAX_TIMER_MS, leftMs))
  }

  #nowMs(): number {
    return Date.parse(this.#ports.clock.now())
  }
}

function statusOf({ status }: RunSummary): 'finished' | 'window-ended' | 'failed' {
  if (status === 'finished') return 'finished'
  return status === 'stopped' ? 'window-ended' : 'failed'
}

function noteOf({ sites, status }: RunSummary): string {
  const sum = (key: 'pending' | 'blocked' | 'failed' | 'skipped') =>
    sites.reduce((total, site) => total + site[key], 0)
  const unseen = `未及取 ${sum('pending')}，受阻 ${sum('blocked')}，失败 ${sum('failed')}，按规则未取 ${sum('skipped')}`
  return status === 'finished' ? `完成；${unseen}` : `窗口结束时停止；没有看到的：${unseen}`
}
