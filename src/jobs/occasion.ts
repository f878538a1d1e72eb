import type { RobotsDecision } from '../crawl/robots.ts'
import type { CaptureOccasion } from '../domain/environment.ts'

/** What the environment record says of why a capture was made, and by whose leave. */
export function occasionOf(
  kind: CaptureOccasion['kind'],
  by: {
    readonly runId?: string
    readonly operator?: string | undefined
    /** For the page itself; absent when no page was asked for. */
    readonly decision?: Pick<RobotsDecision, 'reason' | 'authority'> | undefined
  },
): CaptureOccasion {
  const { runId, operator, decision } = by
  return {
    kind,
    ...(runId !== undefined && { runId }),
    ...(operator !== undefined && { operator }),
    ...(decision && { robots: decision.reason }),
    ...(decision?.authority && { authority: decision.authority }),
  }
}
