import type { Listing, Price } from '../domain/listing.ts'
import type { Platform } from '../domain/vocabulary.ts'
import type { FoundListing } from './found-listing.ts'
import { plainText } from './found-listing.ts'
import { absoluteUrl, canonicalUrl, keyInUrl, pathOf } from './item-url.ts'
import { LIMITS } from './limits.ts'
import { parseContacts } from './parse-contacts.ts'

/** Where the listings of a page belong. */
export interface Place {
  /** First part of a listing's id: the site's id, or the host's name. */
  readonly sourceId: string
  readonly siteId?: string | undefined
  readonly platform: Platform
  readonly baseUrl: string
  readonly dropParams: readonly string[]
  /** The site's own pattern for the key in path and query; group 1. */
  readonly itemKey?: RegExp | undefined
}

/** Gives every found listing its identity and folds those of one item together; the first reader's words win. */
export function mergeListings(found: readonly FoundListing[], place: Place): Listing[] {
  const byId = new Map<string, Listing>()
  for (const one of found) {
    const listing = toListing(one, place)
    if (listing === undefined) continue
    const before = byId.get(listing.id)
    if (before !== undefined) byId.set(listing.id, foldTogether(before, listing))
    else if (byId.size < LIMITS.listings) byId.set(listing.id, listing)
  }
  return [...byId.values()]
}

function foldTogether(first: Listing, second: Listing): Listing {
  return {
    ...second,
    ...first,
    body: first.body.length >= second.body.length ? first.body : second.body,
    ...(first.price?.amountMinor === undefined && second.price !== undefined ? { price: second.price } : {}),
    images: first.images.length > 0 ? first.images : second.images,
    contacts: first.contacts.length >= second.contacts.length ? first.contacts : second.contacts,
  }
}

function toListing(found: FoundListing, place: Place): Listing | undefined {
  const title = plainText(found.title).slice(0, LIMITS.titleChars)
  // What reads as a title was decided by the readers; a site's own selectors are believed.
  if (title === '') return undefined
  const body = (found.body ?? '').slice(0, LIMITS.bodyChars)
  const url = found.url === undefined ? undefined : canonicalUrl(found.url, place.baseUrl, place.dropParams)
  const images = (found.images ?? [])
    .map((image) => absoluteUrl(image, place.baseUrl))
    .filter((image) => image !== undefined)
  const key = keyOf(found, url, place)
  if (key === undefined) return undefined
  return {
    id: `${place.sourceId}:${key}`.slice(0, 300),
    ...(place.siteId === undefined ? {} : { siteId: place.siteId }),
    ...(url === undefined ? {} : { url }),
    platform: place.platform,
    title,
    body,
    ...(found.price === undefined ? {} : { price: localPrice(found.price, place.baseUrl) }),
    ...(found.seller === undefined ? {} : { seller: found.seller }),
    ...(found.region === undefined ? {} : { region: found.region }),
    ...(found.shopCategory === undefined ? {} : { shopCategory: found.shopCategory }),
    images: [...new Set(images)].slice(0, LIMITS.images),
    contacts: parseContacts(`${title}\n${body}`),
    ...(found.publishedAt === undefined ? {} : { publishedAt: found.publishedAt }),
  }
}

/** Whose ¥ and $ a sign alone means, by the country in the host's name. */
const SIGNS: Readonly<Record<string, readonly [sign: RegExp, currency: string]>> = {
  jp: [/[¥￥]/, 'JPY'],
  hk: [/\$/, 'HKD'],
  tw: [/\$/, 'TWD'],
  sg: [/\$/, 'SGD'],
  au: [/\$/, 'AUD'],
  ca: [/\$/, 'CAD'],
  nz: [/\$/, 'NZD'],
}

function localPrice(price: Price, baseUrl: string): Price {
  const country = URL.parse(baseUrl)
    ?.hostname.split('.')
    .find((part) => part in SIGNS)
  const [sign, currency] = country === undefined ? [] : (SIGNS[country] ?? [])
  if (sign?.test(price.raw) !== true || currency === undefined || /[A-Z]{2}|[元块円圆]/i.test(price.raw))
    return price
  if (price.currency !== 'CNY' && price.currency !== 'USD') return price
  // A yen has no hundredths.
  const { amountMinor } = price
  return amountMinor === undefined || currency !== 'JPY'
    ? { ...price, currency }
    : { ...price, currency, amountMinor: Math.round(amountMinor / 100) }
}

/** A site's pattern is exact; otherwise the number a page names, the one in the address, or the text itself. */
function keyOf(found: FoundListing, url: string | undefined, place: Place): string | undefined {
  const address = url ?? ''
  if (place.itemKey !== undefined) return place.itemKey.exec(pathOf(address))?.[1] ?? found.key
  return found.key ?? keyInUrl(address) ?? `text-${hashOf(found.title + (found.price?.raw ?? ''))}`
}

/** FNV-1a: tells texts apart that have no number of their own; no secrecy needed. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0')
}
