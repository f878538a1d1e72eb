import type { Signal } from '../../domain/assessment.ts'
import type { Listing } from '../../domain/listing.ts'
import { HAN_DIGIT, UNIT } from './amounts.ts'
import { collectPatterns } from './collect-patterns.ts'

const PATTERNS: readonly RegExp[] = [
  new RegExp(`\\d[\\d.]{0,6}\\s?(?:来|多|余)?${UNIT}`, 'gu'),
  new RegExp(`[${HAN_DIGIT}几半][${HAN_DIGIT}百千来多]{0,3}${UNIT}`, 'gu'),
]

/** 10条, 三斤半: how much of something. */
export function readQuantities(listing: Pick<Listing, 'title' | 'body'>): Signal[] {
  return collectPatterns('quantity', listing, PATTERNS)
}
