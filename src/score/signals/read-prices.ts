import type { Signal } from '../../domain/assessment.ts'
import type { Listing } from '../../domain/listing.ts'
import { HAN_DIGIT, UNIT } from './amounts.ts'
import { collectPatterns } from './collect-patterns.ts'

const PATTERNS: readonly RegExp[] = [
  /[¥￥$]\s?\d[\d,.]{0,9}|\d[\d.]{0,9}\s?(?:万|千)?(?:元|块钱|块|米金|rmb|RMB|\/\s?[斤只条克张个份盒kg])/gu,
  new RegExp(
    `[${HAN_DIGIT}][百千万][${HAN_DIGIT}]?(?:块|元|一${UNIT}|[${HAN_DIGIT}]${UNIT}|上下|左右|出|转|起|包邮|$|[，。,. ])`,
    'gu',
  ),
  /(?:价格|价钱|开价|报价|要价|一口价|底价|标价|售价)\s?[:：]?\s?\d|(?:面议|价可议|可刀|能刀|小刀|不刀|议价|给价就)/gu,
  new RegExp(
    `[${HAN_DIGIT}百千]{1,5}(?:块|元)?一${UNIT}|一${UNIT}\\s?(?:\\d{2,6}|[${HAN_DIGIT}][${HAN_DIGIT}百千]{1,4})(?=$|[，。,.;；! ！块元、])`,
    'gu',
  ),
  new RegExp(
    `(?:\\d{2,6}|[${HAN_DIGIT}][百千万][${HAN_DIGIT}]?)(?:块|元)?(?:拿走|带走|抱走|自提|包邮|出了|转了|一口|打包|起)`,
    'gu',
  ),
]

/** The price field, and prices written into the text. */
export function readPrices(listing: Pick<Listing, 'title' | 'body' | 'price'>): Signal[] {
  const signals = collectPatterns('price', listing, PATTERNS)
  const { price } = listing
  return price && price.raw.trim() !== '' ? [{ kind: 'price', text: price.raw }, ...signals] : signals
}
