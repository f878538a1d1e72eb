import type { Signal } from '../../domain/assessment.ts'
import type { Listing } from '../../domain/listing.ts'
import { collectPatterns } from './collect-patterns.ts'

const PATTERNS: readonly RegExp[] = [
  /(?:^|[\s，。；,.;!！~～、:：（(【])(?:求|收|寻)(?=$|[\s:：]|[一二两三四五六七八九十几\d]|个|只|条|点|些|老|野|真|家里|大量)/gu,
]

/** One-character buying words at the edge of a clause. Longer ones are in keywords/context. */
export function readPurchaseWords(listing: Pick<Listing, 'title' | 'body'>): Signal[] {
  return collectPatterns('purchase', listing, PATTERNS)
}
