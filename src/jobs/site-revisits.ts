import { canonicalizeUrl } from '../crawl/canonicalize-url.ts'
import { later } from '../crawl/later.ts'
import type { PageMemory, RememberedPage } from '../crawl/page-memory.ts'
import { headerOf } from '../crawl/retry-after.ts'
import { nextPauseMs, type Revisits, type Validators, type VisitPlan } from '../crawl/revisits.ts'
import type { Clock } from '../domain/clock.ts'
import type { Listing } from '../domain/listing.ts'
import type { FetchedPage } from '../domain/page.ts'
import type { Site } from '../domain/site.ts'
import type { Extraction } from '../extract/extract-page.ts'
import { contentHash } from '../pipeline.ts'
import type { CaseRepository, StoredListing } from '../review/case-repository.ts'

/** A page of more than this is read in full each time; what it held would fill the memory. */
const MAX_REMEMBERED_LINKS = 500
const MAX_REMEMBERED_LISTINGS = 200
const HOUR_MS = 3_600_000

export interface SiteRevisitPorts {
  readonly memory: PageMemory
  readonly cases: CaseRepository
  readonly clock: Clock
}

type KeptPage = Omit<RememberedPage, 'runId' | 'pauseMs' | 'checkedAt' | 'nextCheckAt'> & {
  readonly pauseMs: number | undefined
}

/** What earlier runs knew of one site's pages, and what this run adds to it. */
export class SiteRevisits implements Revisits {
  readonly #site: Site
  readonly #runId: string
  readonly #ports: SiteRevisitPorts
  /** Listing → what list pages of this run say of it. */
  readonly #cards = new Map<string, string>()
  readonly #finished = new Map<string, boolean>()

  constructor(site: Site, runId: string, ports: SiteRevisitPorts) {
    this.#site = site
    this.#runId = runId
    this.#ports = ports
  }

  async plan({ url, kind, lastModified }: Parameters<Revisits['plan']>[0]): Promise<VisitPlan> {
    const page = await this.#recall(url)
    if (page === undefined || !(await this.#isTrusted(page))) return { due: true }
    if ((await this.#storedOn(page)) === undefined) return { due: true }
    if (kind === 'listing' && !this.#cardChanged(page)) {
      const why = this.#whyNotDue(page, lastModified)
      if (why !== undefined) return { due: false, why }
    }
    return { due: true, validators: page.validators }
  }

  /** A site's word that nothing changed is taken for as long as a page may rest at most. */
  #whyNotDue(
    { checkedAt, nextCheckAt }: RememberedPage,
    lastModified: string | undefined,
  ): 'resting' | 'unchanged' | undefined {
    const now = this.#ports.clock.now()
    if (lastModified === undefined) return nextCheckAt > now ? 'resting' : undefined
    const restsUntil = Date.parse(checkedAt) + this.#site.recrawl.maxHours * HOUR_MS
    return lastModified <= checkedAt && Date.parse(now) < restsUntil ? 'unchanged' : undefined
  }

  async restore(url: string, how: 'confirmed' | 'assumed'): Promise<readonly string[]> {
    const page = await this.#recall(url)
    const stored = page && (await this.#storedOn(page))
    if (page === undefined || stored === undefined) return []
    // The listing is stored as its own page showed it; a list must not outrank that page if it is read after all.
    const richness = page.isListing ? 2 : 0
    const sightings = stored.map(({ listing, seenOn }) => ({ listing, seenOn, richness }))
    await this.#ports.cases.saveSightings(this.#runId, sightings)
    const flagged = stored.some(({ verdict }) => verdict !== 'legal')
    if (how === 'confirmed') await this.#keep(page, { changed: false, flagged })
    return page.links
  }

  /** After a page was read in full. */
  async remember(page: FetchedPage, { kind, listings, links }: Extraction, flagged: boolean): Promise<void> {
    const key = canonicalizeUrl(page.url, this.#site)
    if (key === undefined) return
    if (kind === 'list') for (const listing of listings) this.#cards.set(listing.id, cardOf(listing))
    const isWhole = links.length <= MAX_REMEMBERED_LINKS && listings.length <= MAX_REMEMBERED_LISTINGS
    // A redirect's validators are those of another URL.
    if (!isWhole || page.finalUrl !== page.url) return await this.#ports.memory.forget(this.#site.id, key)
    const before = await this.#ports.memory.recall(this.#site.id, key)
    const read = {
      key,
      isListing: kind === 'listing',
      validators: validatorsOf(page),
      pauseMs: before?.pauseMs,
      listingIds: listings.map(({ id }) => id),
      cards: listings.map(({ id }) => this.#cards.get(id) ?? ''),
      links,
    }
    // Only an item's own page is ever left alone: of a list nobody asks how long it stayed the same.
    const changed = !read.isListing || (await this.#hasNews(listings))
    await this.#keep(read, { changed, flagged })
  }

  async #keep(page: KeptPage, seen: { changed: boolean; flagged: boolean }): Promise<void> {
    const pauseMs = nextPauseMs(page.pauseMs, seen, this.#site.recrawl)
    const checkedAt = this.#ports.clock.now()
    const nextCheckAt = later(checkedAt, pauseMs)
    const times = { runId: this.#runId, pauseMs, checkedAt, nextCheckAt }
    await this.#ports.memory.remember(this.#site.id, { ...page, ...times })
  }

  async forget(page: FetchedPage): Promise<void> {
    const key = canonicalizeUrl(page.url, this.#site)
    if (key !== undefined) await this.#ports.memory.forget(this.#site.id, key)
  }

  async #recall(url: string): Promise<RememberedPage | undefined> {
    const key = canonicalizeUrl(url, this.#site)
    return key === undefined ? undefined : await this.#ports.memory.recall(this.#site.id, key)
  }

  /** Until a run has settled what it read, its pages are read again: what they held may not be stored. */
  async #isTrusted({ runId }: RememberedPage): Promise<boolean> {
    const known = this.#finished.get(runId)
    if (known !== undefined) return known
    const finished = (await this.#ports.cases.runById(runId))?.status === 'finished'
    this.#finished.set(runId, finished)
    return finished
  }

  /** Undefined unless all that stood on the page is stored and was there when last looked for. */
  async #storedOn({ listingIds }: RememberedPage): Promise<StoredListing[] | undefined> {
    const known = await this.#ports.cases.findListings(listingIds)
    const stored = listingIds
      .flatMap((id) => known.get(id) ?? [])
      .filter(({ goneAt }) => goneAt === undefined)
    return stored.length === listingIds.length ? stored : undefined
  }

  /** A list of this run says something else of the listing than the list did when its page was read. */
  #cardChanged({ listingIds, cards }: RememberedPage): boolean {
    return listingIds.some((id, index) => {
      const now = this.#cards.get(id)
      const then = cards[index]
      return now !== undefined && then !== undefined && then !== '' && now !== then
    })
  }

  async #hasNews(listings: readonly Listing[]): Promise<boolean> {
    const known = await this.#ports.cases.findListings(listings.map(({ id }) => id))
    return listings.some((listing) => known.get(listing.id)?.contentHash !== contentHash(listing))
  }
}

function cardOf({ title, price }: Listing): string {
  return JSON.stringify([title, price?.raw ?? ''])
}

function validatorsOf(page: FetchedPage): Validators {
  const etag = headerOf(page, 'etag')
  const lastModified = headerOf(page, 'last-modified')
  return { ...(etag !== undefined && { etag }), ...(lastModified !== undefined && { lastModified }) }
}
