import { setImmediate } from 'node:timers/promises'
import type { ArchiveReader } from '../crawl/archive-reader.ts'
import { type Assessment, isFlagged } from '../domain/assessment.ts'
import { EvidenceError } from '../domain/errors.ts'
import type { Listing } from '../domain/listing.ts'
import type { FetchedPage } from '../domain/page.ts'
import type { RunSummary } from '../domain/run.ts'
import type { Site } from '../domain/site.ts'
import type { Level, Verdict } from '../domain/vocabulary.ts'
import { extractPage } from '../extract/extract-page.ts'
import { judge, type Pipeline, settle } from '../pipeline.ts'
import type { StoredListing } from '../review/case-repository.ts'

export interface Rescored {
  readonly listingId: string
  readonly title: string
  readonly before: { readonly verdict: Verdict; readonly score: number }
  readonly after: { readonly verdict: Verdict; readonly score: number; readonly level: Level }
}

export interface RescoreResult {
  readonly listings: number
  /** Read anew from their raw page; the others as they are stored. */
  readonly fromPages: number
  /** Pages whose archive is damaged, each with what is wrong, in Chinese: their listings were judged as they are stored. */
  readonly damaged: readonly string[]
  /** Verdict differs. */
  readonly changed: readonly Rescored[]
  readonly stopped: boolean
  /** With `apply`: the run under which the changes were stored. */
  readonly run?: RunSummary
}

export interface RescoreOptions {
  readonly sites: readonly Site[]
  readonly signal: AbortSignal
  /** Store what changed, with evidence and packets for what is flagged now. */
  readonly apply?: { readonly runId: string }
}

export interface RescorePorts {
  readonly pipeline: Pipeline
  readonly archive: ArchiveReader
}

/** A list page shows many listings: its extraction is kept while they come by. */
const MAX_PAGES_KEPT = 100
const BREATH_EVERY = 100

/** Judges everything stored again with the keywords and rules of today, from raw pages where they are kept. No network. */
export async function rescore(options: RescoreOptions, ports: RescorePorts): Promise<RescoreResult> {
  const { cases } = ports.pipeline
  const startedAt = ports.pipeline.clock.now()
  if (options.apply) await cases.startRun(options.apply.runId, startedAt, 'rescore')
  const counted = await rescoreAll(options, ports)
  if (options.apply === undefined) return counted
  return { ...counted, run: await endRun(options.apply.runId, startedAt, counted, ports.pipeline) }
}

async function rescoreAll(options: RescoreOptions, ports: RescorePorts): Promise<RescoreResult> {
  const { cases } = ports.pipeline
  const pages = new PageReadings(options.sites, ports.archive)
  const changed: Rescored[] = []
  let listings = 0
  let fromPages = 0
  for await (const stored of cases.storedListings()) {
    if (options.signal.aborted) break
    if (listings % BREATH_EVERY === 0) await setImmediate()
    if (stored.goneAt !== undefined) continue
    const reading = await pages.find(stored)
    listings += 1
    if (reading !== undefined) fromPages += 1
    const one = await rescoreOne(stored, reading, options, ports)
    if (one !== undefined) changed.push(one)
  }
  return { listings, fromPages, damaged: pages.damaged, changed, stopped: options.signal.aborted }
}

interface PageReading {
  readonly listing: Listing
  readonly page: FetchedPage
}

async function rescoreOne(
  stored: StoredListing,
  reading: PageReading | undefined,
  { apply }: RescoreOptions,
  { pipeline }: RescorePorts,
): Promise<Rescored | undefined> {
  const listing = reading?.listing ?? stored.listing
  const after = judge(listing, pipeline)
  if (after.verdict === stored.verdict) return undefined
  if (apply !== undefined) {
    const sighting = { listing, seenOn: stored.seenOn, richness: 2 }
    await settle(sighting, apply.runId, async () => evidenceOf(reading, apply.runId), pipeline)
  }
  return {
    listingId: listing.id,
    title: listing.title,
    before: { verdict: stored.verdict, score: stored.score },
    after: summaryOf(after),
  }
}

function summaryOf({ verdict, score, level }: Assessment): Rescored['after'] {
  return { verdict, score, level }
}

function evidenceOf(reading: PageReading | undefined, runId: string) {
  return {
    page: reading?.page,
    rendered: undefined,
    notRendered: '按存档重新研判，没有重新打开网页',
    occasion: { kind: 'rescore' as const, runId },
  }
}

/** Listings as their archived pages show them today. */
class PageReadings {
  readonly damaged: string[] = []
  readonly #sites: ReadonlyMap<string, Site>
  readonly #archive: ArchiveReader
  readonly #kept = new Map<string, { page: FetchedPage; listings: readonly Listing[] } | undefined>()

  constructor(sites: readonly Site[], archive: ArchiveReader) {
    this.#sites = new Map(sites.map((site) => [site.id, site]))
    this.#archive = archive
  }

  async find({ listing, seenOn }: StoredListing): Promise<PageReading | undefined> {
    const site = this.#sites.get(listing.siteId ?? '')
    if (site === undefined || seenOn === '') return undefined
    const reading = await this.#read(seenOn, site)
    const found = reading?.listings.find(({ id }) => id === listing.id)
    return reading && found && { page: reading.page, listing: { ...found, siteId: site.id } }
  }

  async #read(url: string, site: Site) {
    if (this.#kept.has(url)) return this.#kept.get(url)
    const page = await this.#readPage(site.id, url)
    const reading = page && { page, listings: extractPage(page, site).listings }
    if (this.#kept.size >= MAX_PAGES_KEPT) this.#kept.clear()
    this.#kept.set(url, reading)
    return reading
  }

  /** One damaged page must not keep the others from being judged. */
  async #readPage(siteId: string, url: string): Promise<FetchedPage | undefined> {
    try {
      return await this.#archive.read(siteId, url)
    } catch (error) {
      if (!(error instanceof EvidenceError)) throw error
      this.damaged.push(error.message)
      return undefined
    }
  }
}

async function endRun(
  runId: string,
  startedAt: string,
  { listings, changed, stopped }: Pick<RescoreResult, 'listings' | 'changed' | 'stopped'>,
  { cases, clock }: Pipeline,
): Promise<RunSummary> {
  const run: RunSummary = {
    runId,
    startedAt,
    finishedAt: clock.now(),
    status: stopped ? 'stopped' : 'finished',
    sites: [],
    listings,
    flagged: changed.filter(({ after }) => isFlagged(after)).length,
    changes: await cases.changesOf(runId),
  }
  await cases.finishRun(run)
  return run
}
