import { assembleItem } from './assemble-item.ts'
import { findInString } from './find-embedded-json.ts'
import type { FoundListing } from './found-listing.ts'
import { keyInUrl } from './item-url.ts'
import { isAside, isPersonKey, normaliseKey } from './json-roles.ts'
import { LIMITS } from './limits.ts'
import { type IsFen, isObject, type RecordReading, readJsonRecord } from './read-json-record.ts'

export interface JsonListings {
  readonly listings: FoundListing[]
  /** Markup found in strings: some sites draw a page from JSON that holds HTML. */
  readonly fragments: string[]
}

/** How deep into one array element its title or price may hide: card.data.item.main.exContent.detailParams.title. */
const ELEMENT_DEPTH = 7
const FRAGMENT_CHARS = 1_500_000

/**
 * Walks any JSON for arrays of offers or posts and for single items; needs no knowledge of the site.
 * `url` is where the document was asked for.
 */
export function findJsonListings(roots: readonly unknown[], url: string): JsonListings {
  const walk = new Walk(countsFen(url))
  for (const root of roots) walk.visit(root)
  const { listings, fragments } = walk.result()
  const isAlone = listings.length <= 1 && listings.every(({ price }) => price === undefined)
  const own = assembleItem(roots, { pageKey: keyInUrl(url), isAlone, isFen: walk.isFen })
  if (own === undefined) return { listings, fragments }
  const twin = listings.find(({ key, title }) => key === own.key || title === own.title)
  const others = listings.filter((found) => found !== twin)
  return { listings: [twin === undefined ? own : completed(twin, own), ...others], fragments }
}

function completed(found: FoundListing, own: FoundListing): FoundListing {
  return {
    ...found,
    price: found.price ?? own.price,
    seller: found.seller ?? own.seller,
    region: found.region ?? own.region,
    images: found.images?.length ? found.images : own.images,
  }
}

/** Platforms whose answers state prices as whole numbers of fen. */
const FEN_HOSTS =
  /(?:^|\.)(?:pinduoduo|yangkeduo|jinritemai|snssdk|ecombdapi|douyin|kuaishou|kwaixiaodian|kwaishop|youzan|koudaitong|weixin)\./

function countsFen(url: string): boolean {
  return FEN_HOSTS.test(URL.parse(url)?.hostname ?? '')
}

interface Pending {
  readonly value: unknown
  readonly key: string
  readonly depth: number
}

class Walk {
  readonly #listings: FoundListing[] = []
  readonly #singles: FoundListing[] = []
  readonly #fragments: string[] = []
  readonly #priceTexts = new Set<number>()
  readonly #isFenHost: boolean
  #nodes = 0
  #fragmentChars = 0

  constructor(isFenHost: boolean) {
    this.#isFenHost = isFenHost
  }

  /** An explicit stack: documents nested a thousand deep must not overflow ours. */
  visit(root: unknown): void {
    const stack: Pending[] = [{ value: root, key: '', depth: 0 }]
    collectPriceTexts(root, this.#priceTexts)
    while (stack.length > 0 && this.#nodes < LIMITS.jsonNodes && this.#listings.length < LIMITS.listings) {
      const next = stack.pop() as Pending
      this.#nodes += 1
      if (next.depth > LIMITS.jsonDepth) continue
      // Pushed in reverse so that the document's order is kept.
      stack.push(...this.#expand(next).reverse())
    }
  }

  result(): JsonListings {
    return {
      listings: [...this.#singles, ...this.#listings].slice(0, LIMITS.listings),
      fragments: this.#fragments,
    }
  }

  #expand({ value, key, depth }: Pending): Pending[] {
    if (typeof value === 'string') return this.#expandString(value, key, depth)
    if (Array.isArray(value)) {
      if (this.#takeArray(value, key)) return []
      return value.slice(0, 5000).map((inner) => ({ value: inner, key, depth: depth + 1 }))
    }
    if (!isObject(value)) return []
    this.#takeSingle(value, key)
    return Object.entries(value)
      .slice(0, 5000)
      .map(([name, inner]) => ({ value: inner, key: normaliseKey(name), depth: depth + 1 }))
      .filter((inner) => !isAside(inner.key))
  }

  #expandString(text: string, key: string, depth: number): Pending[] {
    if (text.length < 200) return []
    const inner = findInString(text)
    if (inner !== undefined) return [{ value: inner, key, depth: depth + 1 }]
    if (/<(?:div|li|ul|table|dl)\b/i.test(text) && this.#fragmentChars + text.length <= FRAGMENT_CHARS) {
      this.#fragments.push(text)
      this.#fragmentChars += text.length
    }
    return []
  }

  /** Most elements must read as offers, or most as posts: a menu with one matching entry is no list. */
  #takeArray(elements: readonly unknown[], key: string): boolean {
    const objects = elements.filter(isObject).slice(0, LIMITS.listings)
    if (objects.length === 0 || isAside(key)) return false
    const readings = objects
      .map((element) => readJsonRecord(element, ELEMENT_DEPTH, this.isFen))
      .filter((reading) => reading !== undefined)
    const offers = readings.filter((reading) => reading.isOffer)
    const kept = offers.length >= objects.length / 2 ? offers : readings
    if (kept.length < objects.length / 2) return false
    this.#listings.push(...kept.map((reading: RecordReading) => reading.found))
    return true
  }

  #takeSingle(record: Readonly<Record<string, unknown>>, key: string): void {
    if (this.#singles.length >= 20 || isAside(key) || isPersonKey(key)) return
    const reading = readJsonRecord(record, 1, this.isFen)
    if (reading !== undefined && (reading.isOffer || reading.found.seller !== undefined))
      this.#singles.push(reading.found)
  }

  /** A whole number is in fen when the same document also prints a hundredth of it: 4500 beside "45". */
  readonly isFen: IsFen = (value) =>
    (this.#isFenHost || this.#priceTexts.has(value / 100)) && !this.#priceTexts.has(value)
}

const MAX_PRICE_NODES = 200_000

/** Prices that the document spells for people, as texts. */
function collectPriceTexts(root: unknown, prices: Set<number>): void {
  const stack: unknown[] = [root]
  for (let nodes = 0; stack.length > 0 && nodes < MAX_PRICE_NODES; nodes += 1) {
    for (const [key, inner] of entriesOf(stack.pop())) {
      if (typeof inner === 'object') stack.push(inner)
      else addPrice(key, inner, prices)
    }
  }
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}

function addPrice(key: string, value: unknown, prices: Set<number>): void {
  if (typeof value !== 'string' || !/price(?:text|desc|info|str|show)?$/i.test(key)) return
  const amount = /^[¥￥\s]{0,3}(\d{1,9}(?:\.\d{1,2})?)$/.exec(value)?.[1]
  if (amount !== undefined) prices.add(Number(amount))
}
