import type { Price } from '../domain/listing.ts'
import { PRICE_NAME, PRICE_TEXT } from './measure-elements.ts'
import type { CheerioAPI } from './parse-html.ts'
import { parsePrice } from './parse-price.ts'
import { visibleText } from './visible-text.ts'

type Selection = ReturnType<CheerioAPI>
type Element = Parameters<CheerioAPI>[0]

/** Prices of yesterday and of other things: crossed out, market price, postage, deposits, the start of an auction. */
const FORMER =
  /old|orig|market|del(?:ete)?(?:$|[\s_-])|strike|through|before|was|regular|retail|line-price|pre_price|reference|(?:^|[\s_-])ref(?:$|[\s_-])|postage|freight|ship|express|logistics|unit-?price|cost-?save|tax|approx|start|bail|deposit|guarantee|coupon|(?:^|[\s_-])(?:msrp|rrp)/i
const CROSSED = 'del,s,strike'
const MAX_PLACES = 60

/** The price that a part of a page shows; a bare zero is a counter or a price not loaded yet. */
export function readPagePrice($: CheerioAPI, scope: Selection, maxLine = 400): Price | undefined {
  const text = pickNamedPrice($, scope) ?? pickSignedText(scope, maxLine)
  const price = text === undefined ? undefined : parsePrice(text)
  return price?.amountMinor === 0 ? undefined : price
}

const NAMED =
  '[class*="price" i],[class*="jiage" i],[class*="money" i],[class*="sum" i],[class*="rmb" i],[id*="price" i],[itemprop="price"],[data-testid*="price" i],[data-q*="price" i],[data-qa*="price" i]'

/**
 * The text of the likeliest place named after prices, without the former prices that it holds. These count only where
 * there is no other.
 */
export function pickNamedPrice($: CheerioAPI, scope: Selection, isOut?: (place: Element) => boolean) {
  const places = scope
    .find(NAMED)
    .addBack('[class*="price" i]')
    .toArray()
    .slice(0, MAX_PLACES)
    .filter((place) => isNamed($(place)) && isOut?.(place) !== true)
    .map((place) => ({ place, isFormer: isFormer($, scope, place) }))
  const crossed = new Set<unknown>([
    ...places.filter(({ isFormer }) => isFormer).map(({ place }) => place),
    ...scope.find(CROSSED).toArray(),
  ])
  const present = places.filter(({ isFormer }) => !isFormer).map(({ place }) => place)
  const uncrossed = places.map(({ place }) => place).filter((place) => $(place).closest(CROSSED).length === 0)
  return firstPrice($, present, crossed) ?? firstPrice($, uncrossed, new Set(scope.find(CROSSED).toArray()))
}

const MARKED = '[itemprop="price"],[data-testid],[data-q],[data-qa]'

/** `summary` is no sum. */
function isNamed(place: Selection): boolean {
  const names = `${place.attr('class') ?? ''} ${place.attr('id') ?? ''}`
  return !place.is('input,script,style,label') && (PRICE_NAME.test(names) || place.is(MARKED))
}

function firstPrice(
  $: CheerioAPI,
  places: readonly Element[],
  without: ReadonlySet<unknown>,
): string | undefined {
  const texts = places
    .map((place) => $(place).attr('content') ?? oneLine(place as Place, without))
    .filter(isPrice)
  return texts.find((text) => PRICE_TEXT.test(text)) ?? texts[0]
}

type Place = Parameters<typeof visibleText>[0][number]

/** The line that holds the price, with the sign, cents and scale that are drawn as lines of their own. */
function oneLine(place: Place, without: ReadonlySet<unknown>): string {
  const lines: string[] = []
  for (const line of visibleText([place], 120, without).split('\n')) {
    const before = lines.at(-1)
    if (before !== undefined && isOneWith(before, line)) lines[lines.length - 1] = before + line
    else lines.push(line)
  }
  return lines.find((line) => PRICE_TEXT.test(line)) ?? lines.find(isPrice) ?? lines.join(' ')
}

function isOneWith(before: string, next: string): boolean {
  return !/\d/.test(before) || /[.,~–-]\s?$/.test(before) || /^(?:[.,]\d|[~–-]|[万元円起]|\/)/.test(next)
}

/** A sign with a number, or a number with little before it: "￥ 降价通知 累计评价 0" is no price. */
function isPrice(text: string): boolean {
  if (/评价|销量|库存|人付款|已售|成交/.test(text) && !PRICE_TEXT.test(text)) return false
  if (text.length === 0 || text.length > 60 || /^[\d.]*\s?(?:人|件|条|%|折)/.test(text)) return false
  return (
    PRICE_TEXT.test(text) ||
    /^\D{0,8}\d[\d,. ]*(?:\D{0,12}|\s{0,3}[-~–][\s\S]{0,20})$/.test(text) ||
    /^\D{0,6}面议/.test(text)
  )
}

const NAMES_ABOVE = 4

/** By its own name or that of what it stands in, up to the part of the page that is read. */
function isFormer($: CheerioAPI, scope: Selection, place: Element): boolean {
  let node = $(place)
  for (let level = 0; level < NAMES_ABOVE && node.length > 0 && !node.is(scope); level += 1) {
    const names = `${node.attr('class') ?? ''} ${node.attr('id') ?? ''}`
    // Above the place itself only what is named after prices tells: a "market" may hold all the goods.
    if ((level === 0 || PRICE_NAME.test(names)) && FORMER.test(names.replace(PRICE_NAME, ' '))) return true
    if (node.is(CROSSED)) return true
    node = node.parent()
  }
  return false
}

function pickSignedText(scope: Selection, maxLine: number): string | undefined {
  const text = visibleText(scope.toArray(), 6000)
  const found = PRICE_TEXT.exec(text)
  if (found === null || lineAt(text, found.index).length > maxLine) return undefined
  const line = text.slice(Math.max(0, found.index - 12), found.index + 24)
  const start = Math.max(0, Math.min(12, found.index) - leading(text, found.index))
  return line
    .slice(start)
    .split('\n')
    .find((part) => PRICE_TEXT.test(part))
    ?.replace(/[，。；;！!？?、].*$/, '')
    .trim()
}

function lineAt(text: string, at: number): string {
  const end = text.indexOf('\n', at)
  return text.slice(text.lastIndexOf('\n', at) + 1, end < 0 ? undefined : end)
}

/** "1299元" is found at its last digit, "HK$120" at its sign; what stands before belongs to them. */
function leading(text: string, at: number): number {
  const before = text.slice(Math.max(0, at - 12), at)
  return (/(?:[\d.,]{1,12}|(?:US|HK|NT|AU|CA|RM|S|C|A|CN|JP)\s?)$/.exec(before)?.[0] ?? '').length
}
