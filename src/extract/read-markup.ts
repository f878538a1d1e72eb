import { escapeGbkHref } from '../domain/gbk-query.ts'
import type { Site } from '../domain/site.ts'
import { readSiteCards, readSiteListing } from './apply-site-selectors.ts'
import { findCards } from './find-cards.ts'
import { findJsonListings } from './find-json-listings.ts'
import { findSingleListing } from './find-single-listing.ts'
import { type FoundListing, isNoticeTitle, plainText } from './found-listing.ts'
import { absoluteUrl, keyInUrl, parseCanonical } from './item-url.ts'
import { LIMITS } from './limits.ts'
import { ITEM_LINK } from './measure-elements.ts'
import { type CheerioAPI, parseHtml } from './parse-html.ts'
import { listingsOfSchema, readJsonLd } from './read-json-ld.ts'
import { readMicrodata } from './read-microdata.ts'
import { readOpenGraph } from './read-open-graph.ts'
import { readScripts } from './read-scripts.ts'
import { visibleText } from './visible-text.ts'

export interface MarkupContext {
  readonly url: string
  /** Of the page: links on a GBK page carry GBK. */
  readonly charset?: string | undefined
  readonly site?: Site | undefined
  readonly kind?: 'listing' | 'list' | 'other' | undefined
}

export interface MarkupReading {
  readonly title: string
  readonly text: string
  readonly baseUrl: string
  readonly found: FoundListing[]
  readonly links: string[]
}

export function readMarkup(source: string, context: MarkupContext): MarkupReading {
  const $ = parseHtml(source)
  const baseUrl = absoluteUrl($('base[href]').first().attr('href') ?? '', context.url) ?? context.url
  return {
    title: plainText($('title').first().text()).slice(0, 500),
    text: visibleText($.root().toArray()),
    baseUrl,
    found: findListings($, { ...context, url: baseUrl }),
    links: readLinks($, { ...context, url: baseUrl }),
  }
}

/** A site's own description is believed first; the general readers speak where it finds nothing. */
function findListings($: CheerioAPI, context: MarkupContext): FoundListing[] {
  if (context.site === undefined) return readGenerally($, context)
  const bySite = readBySite($, context.site, context)
  if (bySite.length > 0) return bySite
  // The site says where an item stands: its address without it is a wall or a notice, unless the page declares the item.
  if (context.kind === 'listing' && describesItems(context.site)) {
    return listingsOfSchema([...readJsonLd($), ...readMicrodata($)]).slice(0, 1)
  }
  // Numbers that other readers see need not be the site's own: its pattern decides from the address.
  return readGenerally($, context).map((found) => ({ ...found, key: undefined }))
}

function describesItems({ listing, json }: Site): boolean {
  return listing?.title !== undefined || json.length > 0
}

function readBySite($: CheerioAPI, site: Site, { url, kind }: MarkupContext): FoundListing[] {
  const own = kind === 'list' ? undefined : readSiteListing($, site, url)
  if (own === undefined) return kind === 'listing' ? [] : readSiteCards($, site)
  // Structured data of the same page fills what the selectors leave open.
  const declared = kind === 'listing' ? readDeclared($).slice(0, 1) : []
  return [own, ...declared.map((found) => ({ ...found, key: own.key, url: own.url }))]
}

function readDeclared($: CheerioAPI): FoundListing[] {
  const og = readOpenGraph($)
  return [
    ...listingsOfSchema(readJsonLd($)),
    ...listingsOfSchema(readMicrodata($)),
    ...(og === undefined ? [] : [og]),
  ]
}

function readGenerally($: CheerioAPI, { url, kind }: MarkupContext): FoundListing[] {
  const declared = readDeclared($)
  const { listings: embedded, fragments } = findJsonListings(readScripts($), url)
  const cards = findCards($)
  const single = kind === 'list' ? undefined : findSingleListing($, url, cards.elements)
  const own = ownListing(declared, embedded, single, url)
  const inFragments = embedded.length + cards.listings.length > 0 ? [] : readFragments(fragments, url)
  if (kind === 'listing') return own === undefined ? [] : [{ ...own, url }]
  const isItemPage =
    own !== undefined && (own.price !== undefined || cards.priced === 0 || isOwnPage(own, url))
  const others = [...declared, ...embedded, ...cards.listings, ...inFragments]
  return isItemPage ? [own, ...others.filter((found) => !isSame(found, own))] : others
}

/** The address names an item and the page describes it, whatever other goods it shows beside. */
function isOwnPage(own: FoundListing, url: string): boolean {
  return ITEM_LINK.test(url) && (own.body ?? '').length >= 8
}

/** The page's own item: declared once, or embedded with the title that the heading shows, or read off the heading. */
function ownListing(
  declared: readonly FoundListing[],
  embedded: readonly FoundListing[],
  single: FoundListing | undefined,
  url: string,
): FoundListing | undefined {
  const own =
    declared.length === 1 ? declared[0] : (declared.find((found) => isAbout(found, single)) ?? single)
  if (own === undefined || isNoticeTitle(own.title)) return undefined
  const state =
    embedded.find((found) => isAbout(found, own)) ?? (embedded.length === 1 ? embedded[0] : undefined)
  const priced = [own, single, state].find((found) => found?.price?.amountMinor !== undefined)
  return {
    ...own,
    key: keyInUrl(url) ?? state?.key ?? own.key,
    url: own.url ?? state?.url ?? url,
    price: priced?.price ?? own.price,
    seller: own.seller ?? single?.seller ?? state?.seller,
    region: own.region ?? state?.region ?? single?.region,
    body: own.body ?? single?.body,
    images: [own, state, single].find((found) => found?.images?.length)?.images,
  }
}

/** The same item told twice, as declared data and as a card of itself. */
function isSame(one: FoundListing, other: FoundListing): boolean {
  return one.title.includes(other.title) || other.title.includes(one.title)
}

function isAbout(one: FoundListing, other: FoundListing | undefined): boolean {
  const shorter = 12
  return (
    other !== undefined &&
    (other.title.includes(one.title.slice(0, shorter)) || one.title.includes(other.title.slice(0, shorter)))
  )
}

function readFragments(fragments: readonly string[], url: string): FoundListing[] {
  return fragments.slice(0, 40).flatMap((fragment) => {
    const $ = parseHtml(fragment)
    return findCards($).listings.map((found) => ({
      ...found,
      url: found.url === undefined ? undefined : absoluteUrl(found.url, url),
    }))
  })
}

function readLinks($: CheerioAPI, page: LinkPage): string[] {
  const hrefs = $('a[href]')
    .toArray()
    .map((link) => $(link).attr('href') ?? '')
  return linksOf(hrefs, page)
}

export type LinkPage = Pick<MarkupContext, 'url' | 'site' | 'charset'>

/** Absolute and canonical, each once; with a site only those that it wants followed. */
export function linksOf(hrefs: readonly string[], { url: baseUrl, site, charset }: LinkPage): string[] {
  const urls = new Map<string, URL>()
  const written = charset === 'gb18030' ? hrefs.map(escapeGbkHref) : hrefs
  for (const href of written.slice(0, LIMITS.links * 3)) {
    const url = parseCanonical(href, baseUrl, site?.dropParams ?? [])
    if (url !== undefined) urls.set(url.href, url)
  }
  const isWanted = site === undefined ? isOnHost(baseUrl) : wantedBy(site)
  const links = [...urls].filter(([, url]) => isWanted(url)).map(([href]) => href)
  return links.slice(0, LIMITS.links)
}

function isOnHost(baseUrl: string): (url: URL) => boolean {
  const host = URL.parse(baseUrl)?.host
  return (url) => url.host === host
}

const wanted = new WeakMap<Site, (url: URL) => boolean>()

/** The site's listing and list pages. */
function wantedBy(site: Site): (url: URL) => boolean {
  const known = wanted.get(site)
  if (known !== undefined) return known
  const origin = URL.parse(site.origin)?.origin
  const pages = site.pages.map(({ kind, pattern }) => ({ kind, pattern: new RegExp(pattern, 'u') }))
  const isWanted = (url: URL) => {
    if (url.origin !== origin) return false
    const path = url.pathname + url.search
    const first = pages.find(({ pattern }) => pattern.test(path))
    return first !== undefined && first.kind !== 'skip'
  }
  wanted.set(site, isWanted)
  return isWanted
}
