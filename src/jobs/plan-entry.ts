import { Cron } from 'croner'
import type { ScheduleEntry } from '../domain/schedule.ts'

export const TIME_ZONE = 'Asia/Shanghai'
const UTC_OFFSET_MS = 8 * 3_600_000
const DAY_MS = 86_400_000

export type Plan =
  | { readonly kind: 'run'; readonly due: string; readonly until: string | undefined }
  /** Its window is over: the night is lost. */
  | { readonly kind: 'missed'; readonly due: string }
  | { readonly kind: 'wait'; readonly until: string | undefined }

/**
 * What to do now for one entry. However many runs were missed, only the last is caught up.
 * All times ISO 8601 UTC; the pattern and the window's end are Beijing time.
 */
export function planEntry(entry: ScheduleEntry, handledUpTo: string, now: string): Plan {
  const cron = cronOf(entry)
  // The look is one past now: a run due this very moment is due.
  const [last] = cron.previousRuns(1, new Date(Date.parse(now) + 1))
  if (last === undefined || last.toISOString() <= handledUpTo)
    return { kind: 'wait', until: cron.nextRun(new Date(now))?.toISOString() }
  const due = last.toISOString()
  const until = entry.windowEnd === undefined ? undefined : windowEndAfter(due, entry.windowEnd)
  return until !== undefined && until <= now ? { kind: 'missed', due } : { kind: 'run', due, until }
}

/** @throws {TypeError | RangeError} the pattern is none. */
export function cronOf({ cron }: Pick<ScheduleEntry, 'cron'>): Cron {
  return new Cron(cron, { timezone: TIME_ZONE, paused: true })
}

function windowEndAfter(due: string, clock: string): string {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  const dueMs = Date.parse(due)
  const midnight = Math.floor((dueMs + UTC_OFFSET_MS) / DAY_MS) * DAY_MS - UTC_OFFSET_MS
  const end = midnight + (hours * 60 + minutes) * 60_000
  return new Date(end > dueMs ? end : end + DAY_MS).toISOString()
}
