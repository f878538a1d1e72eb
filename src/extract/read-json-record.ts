import type { Price } from '../domain/listing.ts'
import { type FoundListing, isTitle, plainText, titleOfPost } from './found-listing.ts'
import {
  isAside,
  isKnownKey,
  isPersonKey,
  isWeakTitle,
  normaliseKey,
  type Role,
  rolesOf,
} from './json-roles.ts'
import { parsePrice } from './parse-price.ts'

export type Json = Readonly<Record<string, unknown>>

export interface RecordReading {
  readonly found: FoundListing
  readonly isOffer: boolean
}

export interface Pick {
  readonly key: string
  readonly value: unknown
  readonly weight: number
  /** The object whose key it is. */
  readonly node: Json
}

/** Whether a whole number under a price's key counts hundredths. */
export type IsFen = (value: number, node: Json) => boolean

const MAX_NODES = 600
const DEPTH_PENALTY = 4
/** A person's keys win over the item's own for the seller, and are ignored for everything else. */
const PERSON_ROLES: Readonly<Record<string, Role>> = {
  id: 'sellerId',
  name: 'seller',
  nameshow: 'seller',
  userid: 'sellerId',
  uid: 'sellerId',
}

/** Reads an object as an offer or a post, looking into nested objects; undefined when it is neither. */
export function readJsonRecord(record: Json, depth: number, isFen: IsFen): RecordReading | undefined {
  if (isAdvert(record)) return undefined
  const picks = pickRoles(record, depth)
  const price = readPrice(picks.get('price'), (value, node) => isFen(value, node) || countsHundredths(record))
  const title = readTitle(picks.get('title'), price)
  const text = readText(picks.get('text'))
  const isOffer = price !== undefined && isOffered(picks, title ?? text, title === undefined)
  if (!isOffer && !isPosted(picks, title ?? text)) return undefined
  const named =
    title === undefined ? titleOfPost(text as string) : { title, body: text === title ? '' : (text ?? '') }
  return { isOffer, found: { ...named, ...readRest(picks), price } }
}

type Picks = ReadonlyMap<Role, Pick>

function hasAny(picks: Picks, ...roles: Role[]): boolean {
  return roles.some((role) => picks.has(role))
}

/** Something with a price: with a title of its own, or with a text, as lots and posts that sell have. */
function isOffered(picks: Picks, words: string | undefined, isText: boolean): boolean {
  if (words === undefined) return false
  if (isText) return picks.has('id') && hasAny(picks, 'seller', 'sellerId')
  // A price under a key nobody knows may be a member's discount: it needs an item's number or address beside it.
  const isSure = isKnownKey(picks.get('price')?.key ?? '')
  return hasAny(picks, 'id', 'url') || (isSure && picks.has('image'))
}

function isPosted(picks: Picks, words: string | undefined): boolean {
  return (
    words !== undefined &&
    picks.has('id') &&
    hasAny(picks, 'seller', 'sellerId') &&
    hasAny(picks, 'time', 'count')
  )
}

/** Shapes of shop software that is known to count in hundredths, wherever its answers are served from. */
function countsHundredths(record: Json): boolean {
  const isShopify = 'compare_at_price' in record && 'variants' in record
  const isGroupBuying = 'normal_price' in record && isObject(record.group)
  return isShopify || isGroupBuying || Number(record.currency_minor_unit) === 2
}

/** Slots of an advertising system: their price is what the advertiser pays. */
function isAdvert(record: Json): boolean {
  return Object.keys(record).some((key) => /^(?:adv?_?type|adv?_?id|creative_?id|adsense)$/i.test(key))
}

export function readRest(picks: ReadonlyMap<Role, Pick>): Omit<FoundListing, 'title'> {
  const sellerId = scalar(picks.get('sellerId')?.value)
  const name = scalar(picks.get('seller')?.value) ?? (/\D/.test(sellerId ?? '') ? sellerId : undefined)
  const region = scalar(picks.get('region')?.value)?.slice(0, 200)
  return {
    key: scalar(picks.get('id')?.value)?.slice(0, 100),
    url: readUrl(picks.get('url')?.value),
    images: readImages(picks.get('image')?.value),
    region: /^(?:[\w-]{1,3}|\d+)$/.test(region ?? '') ? undefined : region,
    publishedAt: scalar(picks.get('time')?.value)?.slice(0, 100),
    ...(name === undefined
      ? {}
      : {
          seller: {
            name: decodedName(name).slice(0, 200),
            ...(sellerId === undefined ? {} : { id: sellerId.slice(0, 200) }),
          },
        }),
  }
}

interface Nested {
  readonly node: Json
  readonly person: boolean
}

/** Alibaba's state holds names as they stand in addresses. */
function decodedName(name: string): string {
  if (!/%[0-9A-F]{2}/i.test(name)) return name
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

/** Breadth first, so that the item's own keys come before those of what it contains. */
export function pickRoles(record: Json, maxDepth: number): Map<Role, Pick> {
  const best = new Map<Role, Pick>()
  let level: Nested[] = [{ node: record, person: false }]
  let nodes = 0
  for (let depth = 0; depth <= maxDepth && level.length > 0 && nodes < MAX_NODES; depth += 1) {
    for (const { node, person } of level) {
      for (const [name, value] of Object.entries(node).slice(0, MAX_NODES)) {
        nodes += 1
        offer(best, { key: normaliseKey(name), value, weight: -depth * DEPTH_PENALTY, node }, person)
      }
    }
    level = level.flatMap(nestedIn)
  }
  return withTitle(best)
}

/** Number and address of the object that holds the title, rather than of the envelope around it. */
function withTitle(best: Map<Role, Pick>): Map<Role, Pick> {
  const title = best.get('title')
  if (title === undefined) return best
  const own = new Map<Role, Pick>()
  for (const [name, value] of Object.entries(title.node).slice(0, MAX_NODES)) {
    offer(own, { key: normaliseKey(name), value, weight: 0, node: title.node }, false)
  }
  for (const role of ['id', 'url'] as const) {
    const pick = own.get(role)
    if (pick !== undefined) best.set(role, pick)
  }
  return best
}

function nestedIn({ node, person }: Nested): Nested[] {
  return Object.entries(node)
    .slice(0, MAX_NODES)
    .map(([name, value]) => ({ key: normaliseKey(name), value }))
    .filter(({ key, value }) => isObject(value) && !isAside(key))
    .map(({ key, value }) => ({ node: value as Json, person: person || isPersonKey(key) }))
}

function offer(best: Map<Role, Pick>, { key, value, weight, node }: Pick, person: boolean): void {
  if (value === null || value === '') return
  const roles = person ? personRoles(key) : rolesOf(key)
  for (const { role, weight: rank } of roles) {
    if (!fits(role, value)) continue
    const pick = { key, value, weight: rank + weight, node }
    if (pick.weight > (best.get(role)?.weight ?? Number.NEGATIVE_INFINITY)) best.set(role, pick)
  }
}

function personRoles(key: string) {
  const own = PERSON_ROLES[key]
  // What a person is shown as, before the account's name.
  if (own !== undefined) return [{ role: own, weight: key === 'nameshow' ? 125 : 120 }]
  return rolesOf(key).filter(({ role }) => role === 'seller' || role === 'sellerId' || role === 'region')
}

function fits(role: Role, value: unknown): boolean {
  switch (role) {
    case 'title':
    case 'text':
      return typeof value === 'string' && isTitle(value.slice(0, 3000)) && !/^\s{0,5}[{[]/.test(value)
    case 'price':
      return priceText(value) !== undefined
    case 'id':
      return /^[\w+/=-]{1,100}$/.test(scalar(value) ?? '') && scalar(value) !== '0'
    case 'url':
      return readUrl(value) !== undefined
    case 'image':
      return readImages(value).length > 0
    case 'count':
      return true
    case 'region':
      return /[^\d\s]/.test(scalar(value) ?? '') && (scalar(value) ?? '').length <= 200
    default:
      return (scalar(value) ?? '') !== '' && (scalar(value) ?? '').length <= 200
  }
}

function readTitle(pick: Pick | undefined, price: Price | undefined): string | undefined {
  if (pick === undefined || (isWeakTitle(pick.key) && price === undefined)) return undefined
  const title = plainText(pick.value as string)
  return isTitle(title) ? title : undefined
}

function readText(pick: Pick | undefined): string | undefined {
  const text = pick === undefined ? '' : plainText(pick.value as string)
  return isTitle(text) ? text : undefined
}

export function readPrice(pick: Pick | undefined, isFen: IsFen): Price | undefined {
  const text = pick === undefined ? undefined : priceText(pick.value)
  const price = text === undefined ? undefined : parsePrice(text)
  const value = isObject(pick?.value) ? wholeIn(pick.value) : pick?.value
  if (price?.amountMinor === undefined || pick === undefined || !Number.isInteger(value)) return price
  if (!isFen(value as number, pick.node)) return price
  return { ...price, amountMinor: price.amountMinor / 100 }
}

function wholeIn(value: Json): unknown {
  return PRICE_PARTS.map((name) => value[name]).find((part) => scalar(part) !== undefined)
}

/** A number, a text, `{ value, currency }`, or the pieces a page draws: [{ text: "¥" }, { text: "28" }]. */
function priceText(value: unknown): string | undefined {
  if (typeof value === 'number') return value > 0 ? String(value) : undefined
  if (typeof value === 'string')
    return /\d|面议|[一二三四五六七八九十]/.test(value) && value.length <= 60 ? value : undefined
  if (Array.isArray(value)) {
    const pieces = value
      .slice(0, 8)
      .map((piece) => (isObject(piece) ? scalar(piece.text ?? piece.content) : undefined) ?? '')
    return priceText(pieces.join(''))
  }
  if (!isObject(value)) return undefined
  const amount = PRICE_PARTS.map((name) => value[name]).find((part) => scalar(part) !== undefined)
  const currency = scalar(value.currencyID ?? value.CurrencyID ?? value.currency ?? value.currency_code) ?? ''
  return amount === undefined ? undefined : priceText(`${currency} ${scalar(amount)}`.trim())
}
const PRICE_PARTS = [
  'formatted_amount',
  'formattedAmount',
  'formattedPrice',
  'Value',
  'value',
  'amount',
  'price',
  'priceText',
  'price_text',
  'text',
  'min',
  'current',
  'sale',
  'p',
]

function readUrl(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.trim() : ''
  return /^(?:https?:)?\/\/[\w.-]+|^\/[\w-]/.test(text) &&
    text.length <= 4000 &&
    !/\.(?:jpe?g|png|webp|gif|heic|mp4|zip|js|css)(?:$|\?)/i.test(text)
    ? text
    : undefined
}

const MAX_PER_RECORD = 20

function readImages(value: unknown, depth = 0): string[] {
  if (depth > 3) return []
  if (typeof value === 'string')
    return value
      .split('|')
      .map((part) => part.trim())
      .filter(isImage)
      .slice(0, MAX_PER_RECORD)
  if (Array.isArray(value))
    return value
      .slice(0, MAX_PER_RECORD)
      .flatMap((part) => readImages(part, depth + 1))
      .slice(0, MAX_PER_RECORD)
  if (!isObject(value)) return []
  const inner = IMAGE_PARTS.map((name) => value[name]).find((part) => part !== undefined && part !== '')
  return inner === undefined ? [] : readImages(inner, depth + 1).slice(0, 1)
}
const IMAGE_PARTS = [
  'url',
  'url_default',
  'urlDefault',
  'url_list',
  'urlList',
  'url_pre',
  'urlPre',
  'src',
  'large',
  'info_list',
  'infoList',
  'pic_url',
  'picUrl',
  'uri',
  'image',
  'thumb_url',
  'thumb_url_list',
  'thumbUrl',
  'big_pic',
  'fullPathImageURI',
]

function isImage(text: string): boolean {
  return (
    text.length <= 4000 &&
    (/^(?:https?:)?\/\/\S+$/.test(text) || /^[\w/.-]+\.(?:jpe?g|png|webp|gif)/i.test(text))
  )
}

function scalar(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string') return undefined
  const text = plainText(value)
  return text === '' ? undefined : text
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
