import type { Clock } from '../domain/clock.ts'
import type { FetchedPage, PageClass } from '../domain/page.ts'
import type { Frontier, FrontierCounts } from './frontier.ts'
import type { PaceMemory } from './host-pace.ts'
import type { PageArchive } from './page-archive.ts'
import type { PageFetcher } from './page-fetcher.ts'
import type { Revisits } from './revisits.ts'
import type { Robots } from './robots.ts'
import type { SiteLane } from './site-lane.ts'

/** What the pipeline made of a page. Links need not be filtered: those that are not the site's are dropped. */
export interface PageVerdict {
  readonly pageClass: PageClass
  readonly links: readonly string[]
}

export interface CrawlProgress extends FrontierCounts {
  readonly siteId: string
  /** Set when the crawl of the site ended early, in Chinese. */
  readonly stopped?: string
}

export interface CrawlPorts {
  /** The site's lane. A `SiteLane` may change while the crawl goes on. */
  readonly fetcher: PageFetcher | SiteLane
  readonly frontier: Frontier
  readonly robots: Robots
  readonly revisits?: Revisits
  /** Absent: every run starts at the site's own pace. */
  readonly paces?: PaceMemory
  /** Absent: raw pages are not kept. */
  readonly archive?: PageArchive
  readonly clock: Clock
  /** Extracts and stores. What it throws ends the crawl: a page that cannot be stored must not be counted. */
  onPage(page: FetchedPage): Promise<PageVerdict>
  onProgress?(progress: CrawlProgress): void
}

export interface CrawlOptions {
  /** Keywords for the site's search, besides its own. */
  readonly keywords?: readonly string[]
  /** Ends the crawl cleanly: what is in flight is given back, and a later run goes on. */
  readonly signal?: AbortSignal
  /** A host that asks for a longer pause is left for this run. */
  readonly maxRetryAfterMs?: number
  /** Pause before the second try; doubles for the third. */
  readonly retryDelayMs?: number
}
