import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import PQueue from 'p-queue'
import type { FeedListing } from '../domain/labelled-listing.ts'
import type { Listing } from '../domain/listing.ts'
import type { RunSummary } from '../domain/run.ts'
import { type FeedParse, type FeedRow, feedToListing, type Reject } from '../extract/parse-feed.ts'
import { followUp, observe, type Pipeline } from '../pipeline.ts'

/** One commit for so many: beyond this the disk is no longer what takes the time, and a stop would wait longer. */
const BATCH = 200
const NO_PAGE = { page: undefined, rendered: undefined }

export interface ImportOptions {
  readonly runId: string
  readonly startedAt: string
  readonly sourceId: string
  readonly listings: readonly Listing[]
  readonly rejects: readonly Reject[]
  readonly signal: AbortSignal
  readonly onProgress?: (done: number, total: number, flagged: number) => void
}

/** The rows of a feed as listings of the source. */
export function feedListings(feed: FeedParse<FeedListing>, sourceId: string): Listing[] {
  return feed.rows.map((row) => feedToListing({ ...row.value, id: keyOf(row) }, sourceId))
}

/** Without a number of its own a row is known by what it says: handed in twice, on whatever line, it stays one listing. */
function keyOf({ value, unkeyed }: FeedRow<FeedListing>): string {
  if (!unkeyed) return value.id
  const { url, title, body, price, seller, observedOn } = value
  const said = url === '' ? [title, body, price, seller, observedOn] : [url]
  return `h-${createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 20)}`
}

/** Listings that somebody else collected take the same way as crawled ones; their evidence is the line that was handed in. */
export async function importListings(options: ImportOptions, pipeline: Pipeline): Promise<RunSummary> {
  const { runId, startedAt, sourceId, listings, rejects, signal, onProgress } = options
  const { cases, clock } = pipeline
  await cases.startRun(runId, startedAt, `import ${sourceId}`)
  const captures = new PQueue({ concurrency: Math.max(2, availableParallelism()) })
  let done = 0
  let flagged = 0
  for (let at = 0; at < listings.length && !signal.aborted; at += BATCH) {
    const batch = listings.slice(at, at + BATCH)
    flagged += await importBatch(batch, options, { pipeline, captures })
    done += batch.length
    onProgress?.(done, listings.length, flagged)
  }
  const counts = await cases.countListings(runId)
  const summary: RunSummary = {
    runId,
    startedAt,
    finishedAt: clock.now(),
    status: done < listings.length ? 'stopped' : 'finished',
    sites: [
      feedCounts(sourceId, {
        found: listings.length + rejects.length,
        done,
        ...counts,
        failed: rejects.length,
      }),
    ],
    ...counts,
    changes: await cases.changesOf(runId),
  }
  await cases.finishRun(summary)
  return summary
}

/** Answers how many became leads. */
async function importBatch(
  batch: readonly Listing[],
  { runId, sourceId }: ImportOptions,
  { pipeline, captures }: { pipeline: Pipeline; captures: PQueue },
): Promise<number> {
  // The last row of one listing counts, as it would one after the other.
  const byId = new Map(batch.map((listing) => [listing.id, listing]))
  const observations = []
  for (const listing of byId.values()) {
    const sighting = { listing: { ...listing, siteId: sourceId }, seenOn: listing.url ?? '', richness: 2 }
    observations.push(await observe(sighting, runId, pipeline))
  }
  await pipeline.cases.observeAll(runId, pipeline.clock.now(), observations)
  const leads = await Promise.all(
    observations.map((observation) =>
      captures.add(() =>
        followUp(
          observation,
          runId,
          async () => ({ ...NO_PAGE, occasion: { kind: 'import', runId } }),
          pipeline,
        ),
      ),
    ),
  )
  return leads.filter((lead) => lead !== undefined).length
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
