import type { Frontier } from '../crawl/frontier.ts'
import type { Robots } from '../crawl/robots.ts'
import { type Lanes, SiteLane } from '../crawl/site-lane.ts'
import { waitForTurn } from '../crawl/wait-for-turn.ts'
import type { Clock } from '../domain/clock.ts'
import { FetchError } from '../domain/errors.ts'
import type { PageClass } from '../domain/page.ts'
import type { RunSummary } from '../domain/run.ts'
import type { Site } from '../domain/site.ts'
import type { ReferredListing, TakeDownOutcome } from '../domain/take-down.ts'
import { extractPage } from '../extract/extract-page.ts'
import type { CaseRepository } from '../review/case-repository.ts'

export interface RecheckPorts {
  readonly cases: CaseRepository
  readonly lanes: Lanes
  readonly robots: Robots
  /** Keeps the host's pace across commands. */
  readonly frontier: Pick<Frontier, 'reserveSlot'>
  readonly clock: Clock
}

export interface RecheckOptions {
  readonly runId: string
  readonly sites: readonly Site[]
  readonly signal: AbortSignal
  readonly onChecked?: (listing: ReferredListing, outcome: TakeDownOutcome) => void
}

interface Look {
  readonly outcome: TakeDownOutcome
  readonly reason: string
}

/**
 * Looks at every referred listing that was not found gone yet, one after the other and at the pace of its site.
 * Only a page that says so is gone: a wall, a failure or robots.txt leaves the question open.
 */
export async function recheckReferred(options: RecheckOptions, ports: RecheckPorts): Promise<RunSummary> {
  const { runId, signal } = options
  const { cases, clock } = ports
  const startedAt = clock.now()
  await cases.startRun(runId, startedAt, 'recheck')
  for (const listing of await cases.referredListings()) {
    if (signal.aborted) break
    if (listing.outcome === 'gone') continue
    const look = await lookAt(listing, options, ports)
    if (signal.aborted) break
    await cases.recordTakeDownCheck({ leadId: listing.leadId, at: clock.now(), ...look })
    if (look.outcome === 'gone') await cases.markGone(runId, clock.now(), listing.listingId)
    options.onChecked?.(listing, look.outcome)
  }
  const summary: RunSummary = {
    runId,
    startedAt,
    finishedAt: clock.now(),
    status: signal.aborted ? 'stopped' : 'finished',
    sites: [],
    listings: 0,
    flagged: 0,
    changes: await cases.changesOf(runId),
  }
  await cases.finishRun(summary)
  return summary
}

async function lookAt(
  { url, siteId }: ReferredListing,
  { sites, signal }: RecheckOptions,
  { lanes, robots, frontier, clock }: RecheckPorts,
): Promise<Look> {
  const site = sites.find(({ id }) => id === siteId)
  if (site === undefined || url === undefined) return { outcome: 'unknown', reason: 'no-page' }
  try {
    const decision = await robots.decide(url, site, signal)
    if (!decision.allowed) return { outcome: 'unknown', reason: `robots-${decision.code}` }
    await waitForTurn({ url, site, robots: decision }, { frontier, clock }, signal)
    const lane = new SiteLane(site, lanes)
    let page = await lane.fetch({ site, url, signal })
    let { pageClass } = extractPage(page, site)
    if (pageClass === 'empty-shell' && lane.leaveShell(page)) {
      page = await lane.fetch({ site, url, signal })
      pageClass = extractPage(page, site).pageClass
    }
    return { outcome: OUTCOME[pageClass] ?? 'unknown', reason: pageClass }
  } catch (error) {
    if (error instanceof FetchError) return { outcome: 'unknown', reason: error.reason }
    if (signal.aborted) return { outcome: 'unknown', reason: 'aborted' }
    throw error
  }
}

const OUTCOME: Partial<Record<PageClass, TakeDownOutcome>> = {
  ok: 'online',
  'not-modified': 'online',
  gone: 'gone',
  'soft-404': 'gone',
}
