import type PQueue from 'p-queue'
import type { CaptureInput } from '../capture/capture-input.ts'
import { canonicalizeUrl } from '../crawl/canonicalize-url.ts'
import type { CrawlProgress, PageVerdict } from '../crawl/crawl-ports.ts'
import { type CrawlManners, crawlSite } from '../crawl/crawl-site.ts'
import type { Finished } from '../crawl/frontier.ts'
import type { Revisits } from '../crawl/revisits.ts'
import { SiteLane } from '../crawl/site-lane.ts'
import { isFlagged } from '../domain/assessment.ts'
import { FetchError } from '../domain/errors.ts'
import type { Listing } from '../domain/listing.ts'
import type { FetchedPage } from '../domain/page.ts'
import type { SiteCounts, SiteManners } from '../domain/run.ts'
import type { SiteSearchReport } from '../domain/search.ts'
import type { Site } from '../domain/site.ts'
import { type Extraction, extractPage } from '../extract/extract-page.ts'
import { judge, settle, type TakeEvidence } from '../pipeline.ts'
import type { Sighting } from '../review/case-repository.ts'
import { EvidenceCamera, wallText } from './evidence-camera.ts'
import { occasionOf } from './occasion.ts'
import type { ScanOptions, ScanPorts, ScanProgress } from './scan-ports.ts'
import { SiteRevisits } from './site-revisits.ts'
import { SiteSearches } from './site-searches.ts'

/** Listings between two looks at the counts, which cost two queries. */
const PROGRESS_EVERY = 5

const LOGGED_OUT = '登录已失效，没有再访问该站点'
const SESSION_EXPIRED: Finished = { outcome: 'blocked', reason: 'session-expired' }

interface SeenPage {
  readonly page: FetchedPage
  readonly text: string
  readonly richness: number
}

/** One site of one run: crawl, look again at what went missing, settle every listing. */
export class SiteScan {
  readonly #site: Site
  readonly #options: ScanOptions
  readonly #ports: ScanPorts
  readonly #captures: PQueue
  /** Pages of flagged listings only; what a killed run forgot is fetched again. */
  readonly #pages = new Map<string, SeenPage>()
  /** Canonical URL → listing, for listings that an earlier run knew. */
  readonly #known = new Map<string, string>()
  readonly #revisits: SiteRevisits | undefined
  readonly #lane: SiteLane
  readonly #camera: EvidenceCamera
  #phase: ScanProgress['phase'] = 'crawl'
  #searches: SiteSearches | undefined
  #manners: SiteManners | undefined
  #settled = 0
  #toSettle = 0
  /** The session ran out: the site is left alone until somebody logs in again. */
  readonly #loggedOut = new AbortController()

  constructor(site: Site, options: ScanOptions, ports: ScanPorts, captures: PQueue) {
    this.#site = site
    this.#options = options
    this.#ports = ports
    this.#captures = captures
    this.#lane = new SiteLane(site, ports.lanes)
    const { memory, pipeline } = ports
    const camera = { ...ports, lane: this.#lane, clock: pipeline.clock }
    this.#camera = new EvidenceCamera(site, camera, options.signal)
    this.#revisits = memory && new SiteRevisits(site, options.runId, { memory, ...pipeline })
  }

  /** What was searched, and once the site is done, what came of it. */
  get searches(): SiteSearchReport | undefined {
    return this.#searches?.report
  }

  async run(): Promise<void> {
    this.#lane.resume(await this.#ports.frontier.foundShell(this.#site.id))
    this.#searches = await SiteSearches.open(this.#site, this.#options, this.#ports.searches)
    if (this.#ports.sessions?.standing(this.#site.id)?.state === 'expired') this.#loggedOut.abort()
    await this.#rememberKnown()
    await this.#crawl()
    await this.#recheckMissing()
    this.#phase = 'evidence'
    await this.#settleAll()
    if (!this.#options.signal.aborted) {
      await this.#searches?.settle(this.#ports.pipeline.cases)
      this.#phase = 'done'
    }
    await this.#report()
  }

  async counts(): Promise<SiteCounts> {
    const { cases } = this.#ports.pipeline
    const [crawl, { listings, flagged }] = await Promise.all([
      this.#ports.frontier.counts(this.#site.id),
      cases.countListings(this.#options.runId, this.#site.id),
    ])
    const lane = this.#lane.changed ? { lane: 'browser' as const } : {}
    const manners = this.#manners
    return {
      siteId: this.#site.id,
      siteName: this.#site.name,
      ...crawl,
      listings,
      flagged,
      ...lane,
      ...(manners && { manners }),
    }
  }

  async #rememberKnown(): Promise<void> {
    for (const { listing, goneAt } of await this.#ports.pipeline.cases.listingsOfSite(this.#site.id)) {
      const key = listing.url && canonicalizeUrl(listing.url, this.#site)
      if (key && goneAt === undefined) this.#known.set(key, listing.id)
    }
  }

  async #crawl(): Promise<void> {
    const { frontier, archive, robots, paces, pipeline } = this.#ports
    const manners = await crawlSite(
      this.#site,
      {
        fetcher: this.#lane,
        frontier,
        archive,
        robots,
        paces,
        ...(this.#revisits && { revisits: this.#notingSearches(this.#revisits) }),
        clock: pipeline.clock,
        onPage: (page) => this.#onPage(page),
        onProgress: (progress) => this.#onCrawlProgress(progress),
      },
      {
        signal: AbortSignal.any([this.#options.signal, this.#loggedOut.signal]),
        keywords: this.#searches?.keywords ?? [],
      },
    )
    this.#manners = await this.#mannersOf(manners)
    if (this.#loggedOut.signal.aborted)
      await frontier.closePending(this.#site.id, SESSION_EXPIRED, pipeline.clock.now())
  }

  /** A page of results that has not changed answers its search as well: with nothing new. */
  #notingSearches(revisits: SiteRevisits): Revisits {
    return {
      plan: (page) => revisits.plan(page),
      restore: async (url, how) => {
        await this.#searches?.note(url, [])
        return await revisits.restore(url, how)
      },
    }
  }

  async #mannersOf(crawl: CrawlManners): Promise<SiteManners> {
    const { frontier, pipeline } = this.#ports
    const { authority } = this.#site
    const { crawlDelayMs, ...times } = crawl
    const slowestMs = Math.round(Math.max(crawl.slowestMs, this.#manners?.slowestMs ?? 0))
    const manners = { ...times, slowestMs, ...(crawlDelayMs !== undefined && { crawlDelayMs }) }
    if (authority === undefined) return manners
    const isInForce = pipeline.clock.now().slice(0, 10) <= authority.until
    const requests = await frontier.countByAuthority(this.#site.id)
    return { ...manners, authority: { ...authority, isInForce, requests } }
  }

  async #noteLogout(page: FetchedPage): Promise<void> {
    const { sessions } = this.#ports
    if (sessions?.standing(this.#site.id)?.state !== 'active') return
    await sessions.expire(this.#site.id, `${page.finalUrl} 要求登录`)
    this.#loggedOut.abort()
  }

  /** What an earlier run knew and this one did not meet is asked for by itself: gone, or only hidden? */
  async #recheckMissing(): Promise<void> {
    if (this.#known.size === 0 || this.#options.signal.aborted || this.#loggedOut.signal.aborted) return
    const seen = new Set((await this.#sightings()).map(({ listing }) => listing.id))
    const missing = [...this.#known].filter(([, listingId]) => !seen.has(listingId))
    if (missing.length === 0) return
    const { frontier, pipeline } = this.#ports
    const urls = missing.map(([url]) => ({ url, key: url, kind: 'listing' as const }))
    await frontier.add(this.#site.id, urls, pipeline.clock.now())
    await this.#crawl()
  }

  async #onPage(page: FetchedPage): Promise<PageVerdict> {
    const extraction = extractPage(page, this.#site)
    const { pageClass, listings, links } = extraction
    if (pageClass === 'gone' || pageClass === 'soft-404') {
      await this.#markGone(page)
      await this.#revisits?.forget(page)
    }
    if (pageClass === 'login-wall') await this.#noteLogout(page)
    if (pageClass !== 'ok') return { pageClass, links }
    const sightings = listings.map((listing) => this.#sighting(listing, page, extraction))
    await this.#ports.pipeline.cases.saveSightings(this.#options.runId, sightings)
    await this.#searches?.note(
      page.url,
      listings.map(({ id }) => id),
    )
    const flags = sightings.map((sighting) => this.#keepPage(sighting, page, extraction))
    await this.#revisits?.remember(page, extraction, flags.includes(true))
    return { pageClass, links }
  }

  #sighting(listing: Listing, page: FetchedPage, { kind }: Extraction): Sighting {
    const richness = kind === 'listing' ? 2 : listing.body.trim() ? 1 : 0
    return { listing: { ...listing, siteId: this.#site.id }, seenOn: page.finalUrl, richness }
  }

  /** Answers whether the listing, as this page shows it, is flagged. */
  #keepPage({ listing, richness }: Sighting, page: FetchedPage, { text }: Extraction): boolean {
    const kept = this.#pages.get(listing.id)
    if (kept && kept.richness >= richness) return true
    const flagged = isFlagged(judge(listing, this.#ports.pipeline))
    if (flagged) this.#pages.set(listing.id, { page, text, richness })
    return flagged
  }

  async #markGone(page: FetchedPage): Promise<void> {
    const key = canonicalizeUrl(page.url, this.#site)
    const listingId = key && this.#known.get(key)
    const { cases, clock } = this.#ports.pipeline
    if (listingId) await cases.markGone(this.#options.runId, clock.now(), listingId)
  }

  async #settleAll(): Promise<void> {
    const sightings = await this.#sightings()
    this.#toSettle = sightings.length
    await this.#report()
    await Promise.all(sightings.map((sighting) => this.#captures.add(() => this.#settleOne(sighting))))
  }

  async #settleOne(sighting: Sighting): Promise<void> {
    const { signal, runId } = this.#options
    if (signal.aborted) return
    try {
      await settle(sighting, runId, this.#evidenceOf(sighting), this.#ports.pipeline)
    } catch (error) {
      // Evidence cut short by Ctrl-C is not sealed: `--resume` takes it whole.
      if (signal.aborted && error instanceof FetchError) return
      throw error
    }
    this.#pages.delete(sighting.listing.id)
    this.#settled += 1
    if (this.#settled % PROGRESS_EVERY === 0) await this.#report()
  }

  #evidenceOf(sighting: Sighting): TakeEvidence {
    return async () => {
      const seen = this.#pages.get(sighting.listing.id)
      const page = seen?.page ?? (await this.#fetchAgain(sighting))
      const drawn = await this.#draw(sighting)
      return { page, ...drawn, ...(seen ? { pageText: seen.text } : {}) }
    }
  }

  async #fetchAgain({ seenOn }: Sighting): Promise<FetchedPage | undefined> {
    return this.#loggedOut.signal.aborted ? undefined : await this.#camera.fetch(seenOn)
  }

  async #draw(sighting: Sighting): Promise<Omit<CaptureInput, 'listing' | 'assessment' | 'page'>> {
    const { runId, operator } = this.#options
    const { listing } = sighting
    if (this.#loggedOut.signal.aborted) {
      const occasion = occasionOf('scan', { runId, operator, decision: undefined })
      return { rendered: undefined, notRendered: LOGGED_OUT, occasion }
    }
    const drawn = await this.#camera.draw(await this.#urlToDraw(sighting), { pictures: listing.images })
    const occasion = occasionOf('scan', { runId, operator, decision: drawn.decision })
    if ('notRendered' in drawn) return { rendered: undefined, notRendered: drawn.notRendered, occasion }
    const { rendered, pageClass } = drawn
    if (pageClass !== 'ok') return { rendered: undefined, notRendered: wallText(pageClass), occasion }
    const sellerPage = await this.#camera.drawSeller(listing)
    return { rendered, ...(sellerPage && { sellerPage }), occasion }
  }

  /** The listing's own page where robots.txt lets us; otherwise the page it was seen on. */
  async #urlToDraw({ listing, seenOn, richness }: Sighting): Promise<string> {
    if (richness === 2 || !listing.url) return seenOn
    const { allowed } = await this.#ports.robots.decide(listing.url, this.#site, this.#options.signal)
    return allowed ? listing.url : seenOn
  }

  async #sightings(): Promise<Sighting[]> {
    return this.#ports.pipeline.cases.sightingsOf(this.#options.runId, this.#site.id)
  }

  #onCrawlProgress(progress: CrawlProgress): void {
    const { siteId: _, stopped: __, ...crawl } = progress
    this.#emit({ ...crawl, listings: 0, flagged: this.#pages.size })
  }

  async #report(): Promise<void> {
    const { siteId: _, siteName: __, ...counts } = await this.counts()
    this.#emit(counts)
  }

  #emit(counts: Omit<SiteCounts, 'siteId' | 'siteName'>): void {
    const { id: siteId, name: siteName } = this.#site
    this.#options.onProgress?.({
      siteId,
      siteName,
      phase: this.#phase,
      counts: { siteId, siteName, ...counts },
      settled: this.#settled,
      toSettle: this.#toSettle,
    })
  }
}
