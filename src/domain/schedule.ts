import { z } from 'zod'

/** One campaign's nightly scan, in `config.yml`. Times are Beijing times. */
export const ScheduleEntry = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,60}$/),
  /** Five fields, or six with seconds first. */
  cron: z.string().min(9).max(100),
  /** Absent: every site with status `live`. */
  sites: z.array(z.string()).min(1).optional(),
  /** `06:30`: the scan stops then, wherever it is. */
  windowEnd: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .optional(),
  allowPrivate: z.boolean().default(false),
})
export type ScheduleEntry = z.infer<typeof ScheduleEntry>

const ScheduledRun = z.strictObject({
  due: z.iso.datetime(),
  runId: z.string().optional(),
  endedAt: z.iso.datetime(),
  status: z.enum(['finished', 'window-ended', 'failed', 'missed']),
  note: z.string(),
})
export type ScheduledRun = z.infer<typeof ScheduledRun>

/** What `serve` remembers across restarts. */
export const ScheduleState = z.strictObject({
  entries: z.record(
    z.string(),
    z.strictObject({
      /** Due times up to here are done with, whatever became of them. */
      handledUpTo: z.iso.datetime(),
      last: ScheduledRun.optional(),
    }),
  ),
  /** Kept when the process ends in the middle: the next start goes on with it. */
  running: z
    .strictObject({
      entryId: z.string(),
      due: z.iso.datetime(),
      until: z.iso.datetime().optional(),
      runId: z.string(),
      startedAt: z.iso.datetime(),
    })
    .optional(),
})
export type ScheduleState = z.infer<typeof ScheduleState>
