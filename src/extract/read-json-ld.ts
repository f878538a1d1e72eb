import { type FoundListing, isTitle, plainText } from './found-listing.ts'
import type { CheerioAPI } from './parse-html.ts'
import { parseLooseJson } from './parse-loose-json.ts'
import { parsePrice } from './parse-price.ts'
import { isObject } from './read-json-record.ts'

type Node = Readonly<Record<string, unknown>>

const MAX_NODES = 5000

/** Every object of the page's JSON-LD, `@graph` and lists unfolded, however broken the script is. */
export function readJsonLd($: CheerioAPI): Node[] {
  return unfoldNodes(
    $('script[type*="ld+json"]')
      .toArray()
      .map((script) => readScript($(script).text())),
  )
}

/** Every object in scripts that were read. */
export function unfoldNodes(roots: readonly unknown[]): Node[] {
  const nodes: Node[] = []
  const queue: unknown[] = [...roots]
  for (let at = 0; at < queue.length && at < MAX_NODES; at += 1) {
    const value = queue[at]
    if (Array.isArray(value)) queue.push(...value.slice(0, MAX_NODES))
    if (!isObject(value)) continue
    nodes.push(value)
    queue.push(value['@graph'], value.mainEntity, value.itemListElement, value.item, value.about)
  }
  return nodes
}

/** Some pages wrap the script in comment marks or CDATA. */
export function readScript(text: string): unknown {
  const start = text.search(/[{[](?!CDATA)/)
  if (start < 0) return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return parseLooseJson(text, start).value
  }
}

const OFFERED =
  /(?:^|[/:])(?:Product|ProductGroup|IndividualProduct|ProductModel|Car|Vehicle|Book|Offer|Accommodation|Apartment)$/
const POSTED = /(?:^|[/:])(?:DiscussionForumPosting|SocialMediaPosting|BlogPosting|Question|VideoObject)$/

/** Offers and posts among schema.org objects, from JSON-LD or microdata. */
export function listingsOfSchema(nodes: readonly Node[]): FoundListing[] {
  return nodes.map(toListing).filter((found) => found !== undefined)
}

function toListing(node: Node): FoundListing | undefined {
  const title = text(node.name) ?? text(node.headline)
  if (!isListed(node) || title === undefined || !isTitle(title)) return undefined
  const offer = firstOffer(node)
  const url = text(node.url) ?? text(offer?.url) ?? text(node['@id'])
  return {
    title,
    // A maker's or shop's stock number is not the page's item number; it serves only where no address is given.
    key: url === undefined ? (text(node.sku) ?? text(node.productID)) : undefined,
    url,
    body: text(node.description) ?? text(node.articleBody) ?? text(node.text),
    price: offer === undefined ? undefined : priceOf(offer),
    ...sellerOf(node, offer),
    region: regionOf(offer?.areaServed ?? offer?.availableAtOrFrom ?? node.contentLocation),
    shopCategory: nameOf(node.category)?.slice(0, 200),
    images: imagesOf(node.image ?? node.thumbnailUrl),
    publishedAt: text(node.datePublished)?.slice(0, 100),
  }
}

function isListed(node: Node): boolean {
  const types = [node['@type']].flat().filter((type) => typeof type === 'string')
  return types.some((type) => OFFERED.test(type) || POSTED.test(type))
}

function sellerOf(node: Node, offer: Node | undefined): Pick<FoundListing, 'seller'> {
  const name = nameOf(offer?.seller ?? node.author ?? node.seller)
  return name === undefined ? {} : { seller: { name: name.slice(0, 200) } }
}

function firstOffer(node: Node): Node | undefined {
  if (node.price !== undefined) return node
  const offer = [node.offers].flat().find(isObject)
  const nested = [offer?.offers].flat().find(isObject)
  return offer?.price === undefined && offer?.lowPrice === undefined ? (nested ?? offer) : offer
}

function priceOf(offer: Node) {
  const specified = [offer.priceSpecification].flat().find(isObject)
  const amount = text(offer.price) ?? text(offer.lowPrice) ?? text(specified?.price)
  if (amount === undefined) return undefined
  const price = parsePrice(amount)
  const currency = text(offer.priceCurrency) ?? text(specified?.priceCurrency)
  return price !== undefined && /^[A-Z]{3}$/.test(currency ?? '')
    ? { ...price, currency: currency as string }
    : price
}

function nameOf(value: unknown): string | undefined {
  const first = [value].flat()[0]
  return isObject(first) ? text(first.name) : text(first)
}

function regionOf(value: unknown): string | undefined {
  const address = isObject(value) && isObject(value.address) ? value.address : value
  if (!isObject(address)) return text(address)?.slice(0, 200)
  const parts = [text(address.addressRegion), text(address.addressLocality), text(address.name)]
  return (
    parts
      .filter((part) => part !== undefined)
      .join(' ')
      .slice(0, 200) || undefined
  )
}

function imagesOf(value: unknown): string[] {
  return [value]
    .flat()
    .slice(0, 50)
    .map((image) => (isObject(image) ? (text(image.url) ?? text(image.contentUrl)) : text(image)))
    .filter((url) => url !== undefined)
}

function text(value: unknown): string | undefined {
  const first = Array.isArray(value) ? value[0] : value
  if (typeof first === 'number') return String(first)
  if (typeof first !== 'string') return undefined
  return plainText(first) || undefined
}
