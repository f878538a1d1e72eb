/** A robots.txt as it was last read: a file (2xx), or that there is none (4xx). */
export interface KeptRobots {
  readonly origin: string
  readonly status: number
  /** Empty unless there is a file. */
  readonly body: Uint8Array
  /** ISO 8601 UTC. */
  readonly readAt: string
  /** Read again after this. */
  readonly expiresAt: string
}

/** What was last read of each origin, across runs. Losing it costs one request an origin. Implemented in adapters/sqlite. */
export interface RobotsCache {
  recall(origin: string): Promise<KeptRobots | undefined>
  keep(robots: KeptRobots): Promise<void>
}
