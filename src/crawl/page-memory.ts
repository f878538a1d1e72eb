import type { Validators } from './revisits.ts'

/** What was found on a page when it was last read in full or confirmed unchanged. */
export interface RememberedPage {
  readonly key: string
  /** The run that read it last: unless that run ended well, what it read may not be stored. */
  readonly runId: string
  readonly isListing: boolean
  readonly validators: Validators
  /** ISO 8601 UTC, when it was last confirmed. */
  readonly checkedAt: string
  /** Not asked for before this, unless something says that it changed. */
  readonly nextCheckAt: string
  readonly pauseMs: number
  /** The listings that stood on it; all of them, or the page is not remembered. */
  readonly listingIds: readonly string[]
  /** For each listing, what a list said of it when the page was read; empty when no list had it. */
  readonly cards: readonly string[]
  readonly links: readonly string[]
}

/** Pages across runs, by site and canonical URL. Losing it costs full fetches and nothing else. */
export interface PageMemory {
  recall(siteId: string, key: string): Promise<RememberedPage | undefined>
  remember(siteId: string, page: RememberedPage): Promise<void>
  forget(siteId: string, key: string): Promise<void>
}
