import type { Price } from '../domain/listing.ts'
import { parseChineseNumber } from './chinese-number.ts'

/** Longest first where one sign is the tail of another. */
const CURRENCIES: readonly (readonly [RegExp, string])[] = [
  [/US\s?\$|\$\s?US|\bUSD|美元|美金|(?<![小可能再一砍]\s?)刀(?!具|片|剪|我)/i, 'USD'],
  [/HK\s?\$|\bHKD|港[币元]/i, 'HKD'],
  [/NT\s?\$|\bTWD|[台臺]币|新[台臺]幣/i, 'TWD'],
  [/(?<![A-Z])AU?\s?\$|\bAUD|澳元/i, 'AUD'],
  [/(?<![A-Z])CA?\s?\$|\bCAD|加元/i, 'CAD'],
  [/S\$|\bSGD|新元/i, 'SGD'],
  [/JP\s?[¥￥]|\bJPY|日元|円/i, 'JPY'],
  [/R\$|\bBRL/i, 'BRL'],
  [/MX\s?\$|\bMXN/i, 'MXN'],
  [/NZ\s?\$|\bNZD/i, 'NZD'],
  [/€|\bEUR|欧元/i, 'EUR'],
  [/[£￡₤]|\bGBP|英镑/i, 'GBP'],
  [/₩|\bKRW|韩元/i, 'KRW'],
  [/₽|\bRUB|руб|卢布|\d\s?р\./i, 'RUB'],
  [/฿|\bTHB|泰铢/i, 'THB'],
  [/[₫đ]|\bVND|越南盾/i, 'VND'],
  [/₹|\bINR|\bRs\b/i, 'INR'],
  [/\bCHF|Fr\./, 'CHF'],
  [/Kč|\bCZK/i, 'CZK'],
  [/zł|\bPLN/i, 'PLN'],
  [/\bFt\b|\bHUF/, 'HUF'],
  [/₴|грн|\bUAH/i, 'UAH'],
  [/₺|\bTL\b|\bTRY/, 'TRY'],
  [/₪|\bILS|\bNIS\b/i, 'ILS'],
  [/\bRM\s?\d|\bMYR/, 'MYR'],
  [/\bRp\s?\d|\bIDR/i, 'IDR'],
  [/₱|\bPHP/, 'PHP'],
  [/\bDKK/, 'DKK'],
  [/\bNOK/, 'NOK'],
  [/\bSEK/, 'SEK'],
  [/\blei\b|\bRON/i, 'RON'],
  [/лв|\bBGN/i, 'BGN'],
  [/\bAED|د\.إ|درهم/, 'AED'],
  [/[¥￥]|RMB|CNY|人民币|元|[圆圓]|块|毛钱|[万亿]/i, 'CNY'],
  [/\$/, 'USD'],
]
/** Currencies without minor units. */
const WHOLE = new Set(['JPY', 'KRW', 'VND'])
const MULTIPLIERS: Readonly<Record<string, number>> = {
  万: 1e4,
  萬: 1e4,
  w: 1e4,
  千: 1e3,
  k: 1e3,
  亿: 1e8,
  百: 100,
}
const MAX_AMOUNT = 1e12

/** Earlier or crossed-out prices that stand before the one asked. */
const FORMER =
  /(?:原价|市场价|专柜价|吊牌价|入手价?|划线价|门店价|参考价|指导价)\s{0,3}[:：]?\s{0,3}[¥￥]?\s{0,3}\d[\d,.]{0,15}\s{0,3}[元块]?|\bwas:?\s{0,3}[$£€¥]?\s?\d[\d,.]{0,15}/gi
const CURRENT =
  /(?:现价|售价|到手价?|券后价?|特价|促销价|活动价|一口价|转让价|优惠价|秒杀价|拼团价)\s{0,3}[:：]?/

/** No price, whatever it stands in. */
const DATE =
  /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?,?\s\d{4}$|^\d{1,2}\.\d{1,2}\.\d{4}$|^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?$|^\d[\d.,]{0,8}\s?(?:米|厘米|毫米|公分|cm|mm|kg|公斤|千克|克|斤|ml|毫升|升|寸|㎡|平米?)$/i
/** Cents that are drawn apart from their point: "150. 00", "118, 99 TL". */
const CUT = /(\d[.,])\s(?=\d{2}(?![\d.,]))/g

interface Amount {
  readonly value: number
  readonly start: number
  readonly end: number
}

/**
 * Reads a price as people and pages write it. A range gives its lower end, "面议" gives no amount;
 * `raw` always keeps what was published.
 */
export function parsePrice(published: string | number): Price | undefined {
  const raw = String(published).replace(/\s+/g, ' ').trim().slice(0, 200)
  if (raw === '') return undefined
  if (DATE.test(raw)) return { raw }
  const plain = raw.normalize('NFKC').replace(FORMER, ' ').replace(CUT, '$1')
  const text = focus(plain.trim() === '' ? raw.normalize('NFKC') : plain)
  const amount = lowestOfRange(text, findAmount(text, 0))
  const currency = currencyOf(raw)
  const unit = unitAfter(text, amount)
  return {
    raw,
    ...(amount !== undefined && amount.value <= MAX_AMOUNT
      ? { amountMinor: toMinor(amount.value, currency) }
      : {}),
    ...(currency === undefined ? {} : { currency }),
    ...(unit === undefined ? {} : { unit }),
  }
}

function focus(text: string): string {
  const current = CURRENT.exec(text)
  const rest = current === null ? '' : text.slice(current.index + current[0].length)
  return /[\d一二两三四五六七八九十百千]/.test(rest) ? rest : text
}

function toMinor(value: number, currency: string | undefined): number {
  return Math.round(currency !== undefined && WHOLE.has(currency) ? value : Number((value * 100).toFixed(4)))
}

function currencyOf(text: string): string | undefined {
  const normal = text.replaceAll('￥', '¥')
  return CURRENCIES.find(([sign]) => sign.test(normal))?.[1]
}

const ARABIC = /\d(?:[\d ,.'’٫٬\u00A0\u202F]{0,30}\d)?/y
const NUMERAL =
  /[零〇一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟]{1,15}(?:[万亿][零一二两三四五六七八九十百千]{0,8})?/y

/** 3张100元: what is counted first is no price where another number has the money word. */
const COUNTED = /^\D{0,6}\d{1,5}\s?[张个只条斤件根盒套对把克本枚颗株棵尾](?=\D{0,4}\d[\d,.]{0,10}\s?[元块])/

function findAmount(text: string, from: number): Amount | undefined {
  // A sign behind a number belongs to that number: 1250€ 600.
  const signed = /(?<!\d\s?)[¥￥$€£₩₽]\s{0,3}\.?\d/.exec(text.slice(from))
  const start = signed === null ? from : from + signed.index + signed[0].length - 1
  const counted = from === 0 && signed === null ? COUNTED.exec(text) : null
  if (counted !== null) return scanAmount(text, counted[0].length)
  return scanAmount(text, start) ?? (start > from ? scanAmount(text, from) : undefined)
}

function scanAmount(text: string, from: number): Amount | undefined {
  for (let at = from; at < text.length; at += 1) {
    const found = /\d/.test(text[at] ?? '') ? readArabic(text, at) : readNumeral(text, at)
    if (found !== undefined) return found
  }
  return undefined
}

function readArabic(text: string, at: number): Amount | undefined {
  ARABIC.lastIndex = at
  const found = ARABIC.exec(text)
  if (found === null) return undefined
  const [written, length] = oneNumber(found[0])
  const bareFraction = text[at - 1] === '.' && !/\d/.test(text[at - 2] ?? '') && /^\d+$/.test(written)
  const value = bareFraction ? Number(`0.${written}`) : separated(written)
  return value === undefined ? undefined : withMultiplier(text, { value, start: at, end: at + length })
}

/** A blank separates thousands only before exactly three digits: "1 299" is one number, "17 99" two. */
function oneNumber(run: string): readonly [string, number] {
  const single = /^\d+(?:[.,'’٫٬]\d+)*(?:[ \u00A0\u202F]\d{3}(?!\d)(?:[.,٫]\d+)*)*/.exec(run)?.[0] ?? run
  return [single, single.length]
}

/** The last separator is the decimal one unless exactly three digits follow it or it stands twice. */
function separated(written: string): number | undefined {
  const compact = written
    .replace(/[ '’\u00A0\u202F]/g, '')
    .replaceAll('٫', '.')
    .replaceAll('٬', ',')
  const last = Math.max(compact.lastIndexOf('.'), compact.lastIndexOf(','))
  if (last < 0) return Number(compact)
  const sign = compact[last] as string
  const fraction = compact.slice(last + 1)
  const isGroup = compact.indexOf(sign) !== last || (fraction.length === 3 && groupsThousands(compact, sign))
  const digits = isGroup
    ? compact.replace(/[.,]/g, '')
    : `${compact.slice(0, last).replace(/[.,]/g, '')}.${fraction}`
  const value = Number(digits)
  return Number.isFinite(value) ? value : undefined
}

/** "1.234" is a thousand and more, "0.125" and "12345.678" are fractions; ",123" always groups. */
function groupsThousands(compact: string, sign: string): boolean {
  const other = sign === '.' ? ',' : '.'
  if (compact.includes(other)) return false
  const whole = compact.slice(0, compact.indexOf(sign))
  return whole.length <= 3 && !whole.startsWith('0')
}

/** 3万5, 2千8, 1.2w, 8块5, 6毛. */
function withMultiplier(text: string, amount: Amount): Amount {
  const rest = text.slice(amount.end, amount.end + 8)
  const scaled = /^(?:\s?[多来几]?(万|萬|亿|千|百)|([wWkK])(?!\p{L}))(\d(?!\d|\.))?/u.exec(rest)
  if (scaled !== null) {
    const factor = MULTIPLIERS[(scaled[1] ?? scaled[2] ?? '').toLowerCase()] ?? 1
    const tail = scaled[3] === undefined ? 0 : (Number(scaled[3]) * factor) / 10
    return { ...amount, value: amount.value * factor + tail, end: amount.end + scaled[0].length }
  }
  const cents = /^\s?€\s?(\d{2})(?![\d.,])/.exec(rest)
  if (cents !== null && Number.isInteger(amount.value))
    return { ...amount, value: amount.value + Number(cents[1]) / 100, end: amount.end + cents[0].length }
  const jiao = /^\s?[块元](\d)(?![\d.])/.exec(rest)
  if (jiao !== null)
    return { ...amount, value: amount.value + Number(jiao[1]) / 10, end: amount.end + jiao[0].length }
  return /^\s?[毛角]/.test(rest) ? { ...amount, value: amount.value / 10 } : amount
}

/** A numeral counts as a price only before a money word, or when it is all the text says: 一千二, 三百块. */
function readNumeral(text: string, at: number): Amount | undefined {
  NUMERAL.lastIndex = at
  const found = NUMERAL.exec(text)
  if (found === null) return undefined
  // 四百一只 is four hundred each, not four hundred and ten of something.
  const each =
    /[百千万十]一$/.test(found[0]) &&
    /^\s?[只个条斤根张克件对盒把套头匹颗串块]/.test(text.slice(at + found[0].length))
  const numeral = each ? found[0].slice(0, -1) : found[0]
  const end = at + numeral.length
  const rest = text.slice(end, end + 20)
  const alone =
    numeral.length > 1 &&
    !/[\p{L}\p{N}]/u.test(text.slice(Math.max(0, at - 20), at) + rest.replace(/^[\s/一每].*/, ''))
  if (!alone && !/^\s?(?:[多几来]?\s?[块元]|[多几]?钱|毛)/.test(rest)) return undefined
  const value = parseChineseNumber(numeral)
  return value === undefined ? undefined : { value: value + jiaoAfter(rest, value), start: at, end }
}

/** 十二块五 adds five tenths; 八毛 is eight tenths, so what is added is negative. */
function jiaoAfter(rest: string, value: number): number {
  if (/^\s?毛/.test(rest)) return value / 10 - value
  const digit = /^[块元]([一二三四五六七八九])(?!\p{L})/u.exec(rest)?.[1]
  return digit === undefined ? 0 : (parseChineseNumber(digit) ?? 0) / 10
}

const TO =
  /^\s{0,2}(?:元|块|万|w|k|千)?\s{0,2}(?:-|—|–|~|～|至|到|−)\s{0,2}(?:[¥￥$€£]|US ?\$)?\s{0,2}(?=\d)/i

function lowestOfRange(text: string, first: Amount | undefined): Amount | undefined {
  if (first === undefined) return undefined
  const to = TO.exec(text.slice(first.end))
  if (to === null) return first
  const second = readArabic(text, first.end + to[0].length)
  if (second === undefined) return first
  const hasScale = /[万萬千百亿wk]/i
  const upperScale = hasScale.exec(text.slice(second.start, second.end))?.[0]?.toLowerCase()
  const lowerScaled = hasScale.test(text.slice(first.start, first.end))
  const factor = upperScale !== undefined && !lowerScaled ? (MULTIPLIERS[upperScale] ?? 1) : 1
  const lower = first.value * factor
  // "3-5万" is thirty to fifty thousand; a smaller second number is no range but something else ("2024-3").
  return second.value >= lower
    ? { ...first, value: lower, end: second.end }
    : { ...first, value: first.value }
}

/** What one price buys: "280/盒", "35元一斤", "每只80" is left to the reader of `raw`. */
function unitAfter(text: string, amount: Amount | undefined): string | undefined {
  if (amount === undefined) return undefined
  const rest = text.slice(amount.end, amount.end + 30)
  return /^\s{0,2}(?:元|块钱?|人民币|RMB|CNY)?\s{0,2}(?:\/|每|一|1)\s{0,2}(\d{0,4}\p{L}{1,6})/iu
    .exec(rest)?.[1]
    ?.slice(0, 20)
}
