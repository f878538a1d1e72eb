import { z } from 'zod'

/** Something the staff must hear of. Personal contacts are masked before it is made. */
export const Notice = z.strictObject({
  /** What happened, named so that telling it twice can be noticed: `run:R20261122-010000-000:finished`. */
  key: z.string().min(1).max(200),
  kind: z.enum(['run-finished', 'run-failed', 'run-missed', 'high-leads', 'session-expired', 'due', 'test']),
  title: z.string().max(300),
  lines: z.array(z.string().max(2000)).max(200),
  /** ISO 8601 UTC. */
  at: z.iso.datetime(),
})
export type Notice = z.infer<typeof Notice>
