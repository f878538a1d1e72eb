import type { Signal } from '../../domain/assessment.ts'
import type { Listing } from '../../domain/listing.ts'
import { collectPatterns } from './collect-patterns.ts'

const PATTERNS: readonly RegExp[] = [
  /(?:^|[\s，。；,.;!！~～、:：（(])(?:出|转|卖|售)(?=$|[\s，。；,.;!！~～、:：）)]|[一二两三四五六七八九十几\d]|[自家老闲祖]|个|只|条|点|些|掉)/gu,
  /(?:想|便宜|低价|忍痛|急|诚心|打包|全部|单|可|就|我)(?:出|卖|转)(?=$|[\s，。；,.;!！~～、]|了|掉|给|[一二两三四五六七八九十几\d])/gu,
]

/** One-character selling words, which mean selling only at the edge of a clause. Longer ones are in keywords/context. */
export function readSaleWords(listing: Pick<Listing, 'title' | 'body'>): Signal[] {
  return collectPatterns('sale', listing, PATTERNS)
}
