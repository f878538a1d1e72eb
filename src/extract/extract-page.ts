import type { Listing } from '../domain/listing.ts'
import type { FetchedPage, PageClass } from '../domain/page.ts'
import type { Site } from '../domain/site.ts'
import { classifyPage } from './classify-page.ts'
import { decodePage } from './decode-page.ts'
import { findEmbeddedJson } from './find-embedded-json.ts'
import { findJsonListings } from './find-json-listings.ts'
import type { FoundListing } from './found-listing.ts'
import { pathOf } from './item-url.ts'
import { LIMITS } from './limits.ts'
import { mergeListings, type Place } from './merge-listings.ts'
import { platformOfHost } from './platform-of-host.ts'
import { readMarkup } from './read-markup.ts'
import { readSiteJson } from './read-site-json.ts'
import { skimListing } from './skim-listing.ts'

export interface Extraction {
  readonly pageClass: PageClass
  readonly kind: 'listing' | 'list' | 'other'
  readonly charset: string
  readonly title: string
  /** Visible text, capped. */
  readonly text: string
  readonly listings: Listing[]
  /** Absolute and canonical; with a site, only its listing and list pages. */
  readonly links: string[]
}

/**
 * Everything that one response says: 1. bytes become text, 2. what the site's own description finds, 3. structured data
 * the page declares, 4. state embedded in scripts, 5. repeated cards or the one item of the page, 6. one listing an item,
 * 7. the class of the page. Never throws, whatever the bytes are.
 */
export function extractPage(page: FetchedPage, site?: Site): Extraction {
  const { charset, text: source } = decodePage(page)
  const reading = readSource(source, { page, site, charset })
  const found = isAnswer(page.status)
    ? mergeListings(reading.found, placeOf(page, site, reading.baseUrl))
    : []
  const { title, isMarkup, links } = reading
  const pageClass = classifyPage({
    status: page.status,
    url: page.finalUrl,
    title,
    // Words beside a listing say nothing of the page; they may have to be read for this alone.
    text: found.length > 0 ? '' : reading.text,
    markup: source.slice(0, 400_000),
    hasListings: found.length > 0,
    isMarkup,
  })
  const listings = pageClass === 'ok' ? found : []
  const kind = site === undefined ? kindByCount(listings.length) : kindOf(page.finalUrl, site)
  return {
    pageClass,
    kind,
    charset,
    title,
    get text() {
      return reading.text
    },
    listings,
    links,
  }
}

interface SourceReading {
  readonly title: string
  readonly text: string
  readonly baseUrl: string
  readonly isMarkup: boolean
  readonly found: readonly FoundListing[]
  readonly links: string[]
}

/** The site's JSON shapes first, then any data in a file that is no document, then markup. */
function readSource(
  source: string,
  { page, site, charset }: { page: FetchedPage; site: Site | undefined; charset: string },
): SourceReading {
  const url = page.finalUrl
  const shaped = site === undefined ? [] : [...siteJsonOf(source, url, site), ...exchangeListings(page, site)]
  const data = isDocument(source) || shaped.length > 0 ? [] : readData(source, url)
  const own = shaped.length > 0 ? shaped : data
  if (!isDocument(source) && (own.length > 0 || !holdsTags(source))) {
    const text = source.slice(0, LIMITS.textChars)
    return { title: '', text, baseUrl: url, isMarkup: false, found: own, links: [] }
  }
  const kind = site === undefined ? undefined : kindOf(url, site)
  const skimmed =
    site !== undefined && kind === 'listing' ? skimListing(source, { url, charset, site }) : undefined
  const markup = skimmed ?? readMarkup(source, { url, charset, site, kind })
  return {
    title: markup.title,
    baseUrl: markup.baseUrl,
    links: markup.links,
    get text() {
      return markup.text
    },
    isMarkup: true,
    found: own.length > 0 ? own : markup.found,
  }
}

function isAnswer(status: number): boolean {
  return status >= 200 && status < 300
}

function isDocument(source: string): boolean {
  return /^\s{0,2000}</.test(source.slice(0, 2001))
}

/** Saved files and scripts that hold a page's markup in a string. */
function holdsTags(source: string): boolean {
  if (/^\s{0,200}[[{]/.test(source)) return false
  return (source.slice(0, 200_000).match(/<(?:html|body|div|li|ul|table|a|span)[\s>]/gi)?.length ?? 0) >= 5
}

function kindOf(url: string, site: Site): Extraction['kind'] {
  const path = pathOf(url)
  const page = site.pages.find(({ pattern }) => new RegExp(pattern, 'u').test(path))
  return page === undefined || page.kind === 'skip' ? 'other' : page.kind
}

function kindByCount(count: number): Extraction['kind'] {
  if (count === 0) return 'other'
  return count === 1 ? 'listing' : 'list'
}

function placeOf(page: FetchedPage, site: Site | undefined, base: string): Place {
  const host = URL.parse(page.finalUrl)?.hostname || 'unknown'
  return {
    sourceId: site?.id ?? host,
    siteId: site?.id,
    platform: site?.platform ?? platformOfHost(host),
    baseUrl: base,
    dropParams: site?.dropParams ?? [],
    itemKey: site === undefined ? undefined : new RegExp(site.itemKey, 'u'),
  }
}

function siteJsonOf(source: string, url: string, site: Site): FoundListing[] {
  return readSiteJson(source, pathOf(url), site)
}

/** In the browser lane the JSON that the page drew from says more than what it drew. */
function exchangeListings(page: FetchedPage, site: Site): FoundListing[] {
  if (site.json.length === 0 || page.lane !== 'browser') return []
  return page.exchanges
    .filter((exchange) => exchange.url !== page.finalUrl && isAnswer(exchange.status) && exchange.bodyDecoded)
    .flatMap((exchange) => {
      const header = exchange.responseHeaders.find(([name]) => name.toLowerCase() === 'content-type')?.[1]
      const { text } = decodePage({ body: exchange.body, contentType: header, bodyIsUtf8: false })
      return siteJsonOf(text, exchange.url, site)
    })
}

function readData(source: string, url: string): FoundListing[] {
  const { listings, fragments } = findJsonListings(findEmbeddedJson(source), url)
  return listings.length > 0 ? listings : fragments.flatMap((fragment) => readMarkup(fragment, { url }).found)
}
