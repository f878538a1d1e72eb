import { type FoundListing, isTitle, plainText } from './found-listing.ts'
import type { CheerioAPI } from './parse-html.ts'
import { parsePrice } from './parse-price.ts'

/** The page's own product or post as OpenGraph names it; undefined for pages that are neither. */
export function readOpenGraph($: CheerioAPI): FoundListing | undefined {
  const values = new Map<string, string>()
  for (const element of $('meta').toArray()) {
    const { property, name, content = '' } = element.attribs
    // The first of a name counts, also when it says nothing.
    for (const key of [property, name]) if (key !== undefined && !values.has(key)) values.set(key, content)
  }
  return openGraphListing((name) => values.get(name))
}

/** The same from the contents of `<meta>`, by `property` or `name`. */
export function openGraphListing(contentOf: (name: string) => string | undefined): FoundListing | undefined {
  const meta = (...names: string[]) =>
    names.map((name) => plainText(contentOf(name) ?? '') || undefined).find((value) => value !== undefined)
  const amount = meta(
    'product:price:amount',
    'og:price:amount',
    'og:product:price',
    'product:sale_price:amount',
  )
  const isProduct = amount !== undefined || /product|offer|:item$/i.test(meta('og:type') ?? '')
  const title = meta('og:title')
  if (!isProduct || title === undefined || !isTitle(title)) return undefined
  const currency = meta('product:price:currency', 'og:price:currency', 'product:sale_price:currency')
  const price = amount === undefined ? undefined : parsePrice(amount)
  return {
    title,
    url: meta('og:url'),
    body: meta('og:description'),
    price:
      price !== undefined && /^[A-Z]{3}$/.test(currency ?? '')
        ? { ...price, currency: currency as string }
        : price,
    images: [meta('og:image', 'og:image:url')].filter((url) => url !== undefined),
    region: meta('og:locality', 'og:region'),
  }
}
