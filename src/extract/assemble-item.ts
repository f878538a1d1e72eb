import { findInString } from './find-embedded-json.ts'
import { type FoundListing, isTitle, plainText } from './found-listing.ts'
import { isAside, isPersonKey, normaliseKey } from './json-roles.ts'
import { type IsFen, isObject, type Json, pickRoles, readPrice, readRest } from './read-json-record.ts'

export interface ItemPage {
  /** The item's number in the page's address. */
  readonly pageKey: string | undefined
  /** Nothing else was found: an object named like an item is the page's own. */
  readonly isAlone: boolean
  readonly isFen: IsFen
}

const ITEM_KEY =
  /^(?:\w{0,8}item(?:only|info|data|do|detail)?|goods(?:info|data|detail)?|product(?:info|data|detail)?|commodity|offer|tempmodel|sale|listing|wareinfo)$/
const MAX_NODES = 20_000
const MAX_DEPTH = 12
/** Longer lists hold other things than the one item. */
const MAX_LIST = 4
const CLIMB_DEPTH = 7

interface Place {
  readonly node: Json
  readonly key: string
  readonly above: readonly Json[]
}

/**
 * The page's own item where its parts lie apart: the title under `item`, the price under `priceVO`, the shop under
 * `seller`. Starts at the object with the page's number, and takes what it lacks from the nearest objects around it.
 */
export function assembleItem(roots: readonly unknown[], page: ItemPage): FoundListing | undefined {
  const all: Json = Object.fromEntries(roots.slice(0, 50).map((root, at) => [`root${at}`, root]))
  const place = findItem(all, page)
  if (place === undefined) return undefined
  const own = pickRoles(place.node, 2)
  if (isPost(own)) return undefined
  const title = plainText(own.get('title')?.value as string)
  let found: FoundListing = {
    title,
    ...readRest(own),
    price: readPrice(own.get('price'), page.isFen),
    body: textOf(own.get('text')?.value, title),
  }
  for (const around of place.above.toReversed()) {
    if (found.price !== undefined && found.seller !== undefined) break
    found = fill(found, around, page)
  }
  return found.price === undefined && !page.isAlone && found.key !== page.pageKey ? undefined : found
}

/** A post has all its parts; a price beside it is of a gift or an advertisement. */
function isPost(own: ReturnType<typeof pickRoles>): boolean {
  return own.has('count') && (own.has('seller') || own.has('sellerId'))
}

function textOf(value: unknown, title: string): string | undefined {
  const text = typeof value === 'string' ? plainText(value) : ''
  return text === '' || text === title ? undefined : text
}

function fill(found: FoundListing, around: Json, { isFen }: ItemPage): FoundListing {
  const picks = pickRoles(flatten(around, 0), CLIMB_DEPTH)
  const rest = readRest(picks)
  const price = readPrice(picks.get('price'), isFen)
  return {
    ...found,
    price: found.price ?? (price?.amountMinor === 0 ? undefined : price),
    seller: found.seller ?? rest.seller,
    region: found.region ?? rest.region,
    images: found.images?.length ? found.images : rest.images,
  }
}

/** Short lists and documents inside strings become objects, so that what lies in them can be picked. */
function flatten(node: Json, depth: number): Json {
  if (depth > CLIMB_DEPTH) return node
  const entries = Object.entries(node)
    .slice(0, 300)
    .filter(([key]) => !isAside(normaliseKey(key)))
    .map(([key, value]) => [key, flattened(value, depth)] as const)
  return Object.fromEntries(entries)
}

function flattened(value: unknown, depth: number): unknown {
  const inner = typeof value === 'string' && value.length >= 20 ? (findInString(value) ?? value) : value
  if (isObject(inner)) return flatten(inner, depth + 1)
  if (!Array.isArray(inner) || inner.length > MAX_LIST || !inner.some(isObject)) return inner
  return flatten(Object.fromEntries(inner.map((one, at) => [`at${at}`, one])), depth + 1)
}

function findItem(all: Json, page: ItemPage): Place | undefined {
  let level: Place[] = [{ node: all, key: '', above: [] }]
  let named: Place | undefined
  let nodes = 0
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0 && nodes < MAX_NODES; depth += 1) {
    nodes += level.length
    const items = level.filter(isItem)
    const own = level.find(({ node }) => hasKey(node, page.pageKey) && pickRoles(node, 2).has('title'))
    if (own !== undefined) return own
    named ??= items.find(
      ({ node, key }) => ITEM_KEY.test(key) && pickRoles(node, 0).get('title')?.key !== 'name',
    )
    level = level.flatMap(placesIn)
  }
  return page.isAlone ? named : undefined
}

function isItem({ node }: Place): boolean {
  const picks = pickRoles(node, 0)
  const title = picks.get('title')
  return title !== undefined && picks.has('id') && isTitle(title.value as string)
}

function hasKey(node: Json, pageKey: string | undefined): boolean {
  return pageKey !== undefined && String(pickRoles(node, 0).get('id')?.value) === pageKey
}

function placesIn({ node, above }: Place): Place[] {
  return Object.entries(node)
    .slice(0, 300)
    .map(([name, value]) => ({ key: normaliseKey(name), value }))
    .filter(({ key }) => !isAside(key) && !isPersonKey(key))
    .flatMap(({ key, value }) =>
      objectsIn(value).map((inner) => ({ node: inner, key, above: [...above, node] })),
    )
}

function objectsIn(value: unknown): Json[] {
  if (isObject(value)) return [value]
  return Array.isArray(value) && value.length <= MAX_LIST ? value.filter(isObject) : []
}
