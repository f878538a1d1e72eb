import type { PageRenderer } from '../capture/page-renderer.ts'
import type { CrawlPorts } from '../crawl/crawl-ports.ts'
import type { Frontier } from '../crawl/frontier.ts'
import type { PaceMemory } from '../crawl/host-pace.ts'
import type { PageArchive } from '../crawl/page-archive.ts'
import type { PageMemory } from '../crawl/page-memory.ts'
import type { Lanes } from '../crawl/site-lane.ts'
import type { SiteSessions } from '../crawl/site-sessions.ts'
import type { SiteCounts } from '../domain/run.ts'
import type { Site } from '../domain/site.ts'
import type { Pipeline } from '../pipeline.ts'
import type { SearchPorts } from './site-searches.ts'

export interface ScanOptions {
  readonly runId: string
  /** On whose duty it runs; goes into the evidence. Absent: nobody was named. */
  readonly operator?: string | undefined
  readonly startedAt: string
  /** The entry of the schedule that is run; absent: somebody asked for it. */
  readonly campaign?: string
  readonly sites: readonly Site[]
  readonly signal: AbortSignal
  readonly onProgress?: (progress: ScanProgress) => void
}

export interface ScanProgress {
  readonly siteId: string
  readonly siteName: string
  readonly phase: 'crawl' | 'evidence' | 'done'
  readonly counts: SiteCounts
  /** Listings of the site settled so far, of how many. */
  readonly settled: number
  readonly toSettle: number
}

export interface ScanPorts {
  readonly lanes: Lanes
  readonly renderer: PageRenderer
  readonly pipeline: Pipeline
  readonly frontier: Frontier
  readonly archive: PageArchive
  /** Absent: every page is asked for in full. */
  readonly memory?: PageMemory
  readonly paces: PaceMemory
  readonly searches: SearchPorts
  readonly robots: CrawlPorts['robots']
  /** Absent: every site is read as anybody would see it. */
  readonly sessions?: SiteSessions
}
