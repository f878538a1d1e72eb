import { setTimeout as sleep } from 'node:timers/promises'
import type { PageFetcher } from '../crawl/page-fetcher.ts'
import { planSeeds } from '../crawl/plan-seeds.ts'
import type { Robots } from '../crawl/robots.ts'
import { FetchError } from '../domain/errors.ts'
import type { Listing } from '../domain/listing.ts'
import type { PageClass } from '../domain/page.ts'
import type { Site } from '../domain/site.ts'
import { extractPage } from '../extract/extract-page.ts'

export const LISTING_FIELDS = [
  'url',
  'title',
  'body',
  'price',
  'seller',
  'region',
  'images',
  'publishedAt',
] as const
export type ListingField = (typeof LISTING_FIELDS)[number]

export interface PageCheck {
  readonly kind: 'list' | 'search' | 'listing'
  readonly url: string
  /** `refused`: robots.txt says no. `failed`: no answer came. */
  readonly outcome: 'read' | 'refused' | 'failed'
  readonly reason?: string
  readonly status?: number
  readonly pageClass?: PageClass
  readonly charset?: string
  readonly listings: number
  /** Of the listings on the page, how many say it. */
  readonly fields: Readonly<Record<ListingField, number>>
  /** Said by none. */
  readonly missing: readonly ListingField[]
  readonly sample?: Listing
}

export interface SiteCheck {
  readonly siteId: string
  readonly pages: readonly PageCheck[]
  /** Every page that was asked for was read and gave a listing with a title. */
  readonly ok: boolean
}

export interface CheckSitePorts {
  readonly fetcher: PageFetcher
  readonly robots: Robots
}

/**
 * Asks a site for one page of each kind, as slowly as a scan would and with its robots.txt, and says what the site's file
 * finds on each. Nothing is stored.
 */
export async function checkSite(
  site: Site,
  keyword: string | undefined,
  ports: CheckSitePorts,
): Promise<SiteCheck> {
  const keywords = keyword === undefined ? site.search?.keywords.slice(0, 1) : [keyword]
  const seeds = planSeeds(
    site.search === undefined ? site : { ...site, search: { ...site.search, keywords: keywords ?? [] } },
  )
  const list = seeds.find(({ kind }) => kind === 'seed')
  const search = seeds.find(({ kind }) => kind === 'search')
  const pages: PageCheck[] = []
  const links: string[] = []
  for (const { kind, url } of [list, search].filter((seed) => seed !== undefined)) {
    const { check, found } = await checkPage(kind === 'search' ? 'search' : 'list', url, site, ports)
    pages.push(check)
    links.push(...found)
  }
  const item = links.find((link) => isItem(link, site))
  if (item !== undefined) pages.push((await checkPage('listing', item, site, ports)).check)
  const ok = pages.length > 0 && pages.every(({ listings }) => listings > 0)
  return { siteId: site.id, pages, ok }
}

function isItem(url: string, site: Site): boolean {
  const { pathname, search } = new URL(url)
  const first = site.pages.find(({ pattern }) => new RegExp(pattern, 'u').test(pathname + search))
  return first?.kind === 'listing'
}

interface Checked {
  readonly check: PageCheck
  /** Addresses on it that the site's file calls its own, listings first. */
  readonly found: readonly string[]
}

async function checkPage(
  kind: PageCheck['kind'],
  url: string,
  site: Site,
  { fetcher, robots }: CheckSitePorts,
): Promise<Checked> {
  const decision = await robots.decide(url, site)
  if (!decision.allowed) return unread(kind, url, 'refused', decision.reason)
  await sleep(Math.max(site.politeness.delayMs, decision.crawlDelayMs ?? 0))
  try {
    const page = await fetcher.fetch({ site, url })
    const { listings, links, pageClass, charset } = extractPage(page, site)
    const fields = countFields(listings)
    const check: PageCheck = {
      kind,
      url,
      outcome: 'read',
      status: page.status,
      pageClass,
      charset,
      listings: listings.length,
      fields,
      missing: listings.length === 0 ? [] : LISTING_FIELDS.filter((field) => fields[field] === 0),
      ...(listings[0] === undefined ? {} : { sample: listings[0] }),
    }
    const own = listings.map((listing) => listing.url).filter((one) => one !== undefined)
    return { check, found: [...own, ...links] }
  } catch (error) {
    if (error instanceof FetchError) return unread(kind, url, 'failed', error.message)
    throw error
  }
}

function unread(
  kind: PageCheck['kind'],
  url: string,
  outcome: 'refused' | 'failed',
  reason: string,
): Checked {
  return {
    check: { kind, url, outcome, reason, listings: 0, fields: countFields([]), missing: [] },
    found: [],
  }
}

function countFields(listings: readonly Listing[]): Record<ListingField, number> {
  const says = (listing: Listing, field: ListingField) => {
    const value = listing[field]
    return Array.isArray(value) || typeof value === 'string' ? value.length > 0 : value !== undefined
  }
  return Object.fromEntries(
    LISTING_FIELDS.map((field) => [field, listings.filter((listing) => says(listing, field)).length]),
  ) as Record<ListingField, number>
}
