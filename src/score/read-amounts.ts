import type { Signal } from '../domain/assessment.ts'
import type { Listing } from '../domain/listing.ts'

export interface Amount {
  readonly count: number
  readonly unit: string
}

const DIGITS = '零一二三四五六七八九'
const TENS: ReadonlyMap<string, number> = new Map([
  ['十', 10],
  ['百', 100],
  ['千', 1000],
])

/** 10条, 三十斤: what the quantity signals say. Vague ones (几只, 半斤多) are left out. */
export function readAmounts(signals: readonly Signal[]): Amount[] {
  return signals.flatMap(({ kind, text }) => {
    if (kind !== 'quantity') return []
    const parts = /^(\d[\d.]*|[一二两三四五六七八九十百千]+)\s?(\D+)$/u.exec(text)
    const count = countOf(parts?.[1] ?? '')
    const unit = parts?.[2]
    return count === undefined || unit === undefined ? [] : [{ count, unit: unit.trim().toLowerCase() }]
  })
}

function countOf(words: string): number | undefined {
  const plain = Number(words)
  if (words !== '' && Number.isFinite(plain)) return plain
  return words === '' || /^\d/.test(words) ? undefined : chineseCount(words)
}

function chineseCount(words: string): number {
  let total = 0
  let digit = 0
  for (const char of words.replaceAll('两', '二')) {
    const tens = TENS.get(char)
    if (tens === undefined) digit = DIGITS.indexOf(char)
    else {
      total += Math.max(1, digit) * tens
      digit = 0
    }
  }
  return total + digit
}

/** The asking price in yuan, for all pieces where price and quantity have one unit. No valuation: that is for the body that acts. */
export function askingYuan(
  { price }: Pick<Listing, 'price'>,
  amounts: readonly Amount[],
): number | undefined {
  if (price?.amountMinor === undefined || (price.currency ?? 'CNY') !== 'CNY') return undefined
  const pieces = amounts.filter(({ unit }) => unit === price.unit).map(({ count }) => count)
  return (price.amountMinor / 100) * Math.max(1, ...pieces)
}
