import { type FoundListing, isTitle, plainText } from './found-listing.ts'
import type { CheerioAPI } from './parse-html.ts'
import { parsePrice } from './parse-price.ts'

/** The page's own product or post as OpenGraph names it; undefined for pages that are neither. */
export function readOpenGraph($: CheerioAPI): FoundListing | undefined {
  const meta = (...names: string[]) =>
    names.map((name) => content($, name)).find((value) => value !== undefined)
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

function content($: CheerioAPI, name: string): string | undefined {
  const found = $(`meta[property="${name}"], meta[name="${name}"]`).first().attr('content')
  return found === undefined ? undefined : plainText(found) || undefined
}
