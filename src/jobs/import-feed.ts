import type { FeedListing } from '../domain/labelled-listing.ts'
import type { RunSummary } from '../domain/run.ts'
import { type FeedParse, feedToListing } from '../extract/parse-feed.ts'
import { type Pipeline, settle } from '../pipeline.ts'

export interface ImportOptions {
  readonly runId: string
  readonly startedAt: string
  readonly sourceId: string
  readonly feed: FeedParse<FeedListing>
  readonly signal: AbortSignal
  readonly onProgress?: (done: number, total: number, flagged: number) => void
}

/** Listings that somebody else collected take the same way as crawled ones; their evidence is the line that was handed in. */
export async function importFeed(options: ImportOptions, pipeline: Pipeline): Promise<RunSummary> {
  const { runId, startedAt, sourceId, feed, signal, onProgress } = options
  const { cases, clock } = pipeline
  await cases.startRun(runId, startedAt, `import ${sourceId}`)
  let done = 0
  let flagged = 0
  for (const { value } of feed.rows) {
    if (signal.aborted) break
    const listing = { ...feedToListing(value, sourceId), siteId: sourceId }
    const sighting = { listing, seenOn: listing.url ?? '', richness: 2 }
    const { lead } = await settle(
      sighting,
      runId,
      async () => ({ page: undefined, rendered: undefined, occasion: { kind: 'import', runId } }),
      pipeline,
    )
    done += 1
    if (lead) flagged += 1
    onProgress?.(done, feed.rows.length, flagged)
  }
  const counts = await cases.countListings(runId)
  const summary: RunSummary = {
    runId,
    startedAt,
    finishedAt: clock.now(),
    status: signal.aborted ? 'stopped' : 'finished',
    sites: [
      feedCounts(sourceId, {
        found: feed.rows.length + feed.rejects.length,
        done,
        ...counts,
        failed: feed.rejects.length,
      }),
    ],
    ...counts,
    changes: await cases.changesOf(runId),
  }
  await cases.finishRun(summary)
  return summary
}

function feedCounts(
  sourceId: string,
  counts: { found: number; done: number; failed: number; listings: number; flagged: number },
): RunSummary['sites'][number] {
  const { found, done, failed, listings, flagged } = counts
  return {
    siteId: sourceId,
    siteName: `导入：${sourceId}`,
    found,
    fetched: done,
    blocked: 0,
    robots: 0,
    gone: 0,
    failed,
    skipped: 0,
    pending: found - done - failed,
    listings,
    flagged,
    reasons: failed > 0 ? { 格式不符: failed } : {},
  }
}
