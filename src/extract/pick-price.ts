import type { Price } from '../domain/listing.ts'
import { PRICE_NAME, PRICE_TEXT } from './measure-elements.ts'
import type { CheerioAPI } from './parse-html.ts'
import { parsePrice } from './parse-price.ts'
import { visibleText } from './visible-text.ts'

type Selection = ReturnType<CheerioAPI>

/** Prices of yesterday and of other things: crossed out, market price, postage, deposits. */
const FORMER =
  /old|orig|market|del(?:ete)?(?:$|[\s_-])|strike|through|before|was|retail|line-price|postage|freight|ship|express|unit-?price|cost-?save|tax/i
const MAX_PLACES = 60

/** The price that a part of a page shows; a bare zero is a counter or a price not loaded yet. */
export function readPagePrice($: CheerioAPI, scope: Selection, maxLine = 400): Price | undefined {
  const text = pickPriceText($, scope, maxLine)
  const price = text === undefined ? undefined : parsePrice(text)
  return price?.amountMinor === 0 ? undefined : price
}

/** The text of the most likely price inside an element: a place named after prices first, then any text with a sign. */
function pickPriceText($: CheerioAPI, scope: Selection, maxLine: number): string | undefined {
  const places = scope
    .find(
      '[class*="price" i],[class*="jiage" i],[class*="money" i],[class*="sum" i],[class*="rmb" i],[id*="price" i],[itemprop="price"]',
    )
    .addBack('[class*="price" i]')
    .toArray()
    .slice(0, MAX_PLACES)
    .filter((place) => isCurrent($, place))
  const named = places.map((place) => $(place).attr('content') ?? oneLine(place)).filter(isPrice)
  const signed = named.find((text) => PRICE_TEXT.test(text)) ?? named[0]
  return signed ?? pickSignedText(scope, maxLine)
}

type Place = Parameters<typeof visibleText>[0][number]

function oneLine(place: Place): string {
  return visibleText([place], 120).replace(/\n/g, '')
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

function isCurrent($: CheerioAPI, place: Parameters<CheerioAPI>[0]): boolean {
  const node = $(place)
  const names = `${node.attr('class') ?? ''} ${node.attr('id') ?? ''}`
  if (FORMER.test(names.replace(PRICE_NAME, ' ')) || node.is('del,s,strike,input,script,style')) return false
  return node.closest('del,s,strike').length === 0
}

function pickSignedText(scope: Selection, maxLine: number): string | undefined {
  const text = visibleText(scope.toArray(), 6000)
  const found = PRICE_TEXT.exec(text)
  if (found === null || lineAt(text, found.index).length > maxLine) return undefined
  const line = text.slice(Math.max(0, found.index - 12), found.index + 24)
  const start = Math.max(0, Math.min(12, found.index) - leadingDigits(text, found.index))
  return line
    .slice(start)
    .split('\n')
    .find((part) => PRICE_TEXT.test(part))
    ?.trim()
}

function lineAt(text: string, at: number): string {
  const end = text.indexOf('\n', at)
  return text.slice(text.lastIndexOf('\n', at) + 1, end < 0 ? undefined : end)
}

/** "1299元" is found at its last digit; the ones before it belong to it. */
function leadingDigits(text: string, at: number): number {
  let count = 0
  while (count < 12 && /[\d.,]/.test(text[at - 1 - count] ?? '')) count += 1
  return count
}
