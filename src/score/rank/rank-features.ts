import type { MatchSet } from '../../domain/match.ts'
import type { Mark } from '../listing-facts.ts'
import { GOODS } from '../settle-matches.ts'
import type { Weighed } from '../weigh-listing.ts'

/** A fact about a listing and how much of it there is, about 0 to 1. Names are those of models/README.md. */
export type RankFeature = readonly [name: string, value: number]

export const NGRAM_BUCKETS = 512
/** A word this near to a good is most likely said of it. */
const NEAR = 8
/** Characters on each side of a good whose pairs and triples are read. */
const REACH = 10
/** A page stuffed with goods says no more by its tenth. */
const MAX_SPOTS = 8

/** Where neither a good was found nor a rule fired there is nothing to rank. */
export function isRankable({ firings }: Weighed, found: MatchSet): boolean {
  return firings.length > 0 || found.matches.some(({ kind }) => GOODS.has(kind))
}

/**
 * Pure and in a fixed order. Nothing names a single good or rule, so that other goods and changed rules are judged by
 * the same facts; platform and length are left out, because they tell who wrote a set, not what is sold.
 */
export function rankFeatures(weighed: Weighed, found: MatchSet, ngrams: boolean): RankFeature[] {
  return [
    ...scoreFeatures(weighed),
    ...goodsFeatures(weighed, found),
    ...surroundingFeatures(weighed, found),
    ...(ngrams ? ngramFeatures(weighed, found) : []),
  ]
}

function scoreFeatures({ scored, firings }: Weighed): RankFeature[] {
  const features = new Map<string, number>([['score', scored.score / 25]])
  if (scored.verdict !== 'legal') features.set(`verdict.${scored.verdict}`, 1)
  for (const { compiled } of firings) {
    if (compiled.rule.floor) features.set(`floor.${compiled.rule.floor}`, 1)
    if (compiled.rule.ceiling) features.set(`ceiling.${compiled.rule.ceiling}`, 1)
  }
  const excusing = firings.filter(({ compiled }) => compiled.excuses).length
  if (firings.length > excusing) features.set('rules.against', some(firings.length - excusing))
  if (excusing > 0) features.set('rules.excusing', some(excusing))
  return [...features]
}

function goodsFeatures({ facts: { goods } }: Weighed, { matches }: MatchSet): RankFeature[] {
  const features = new Map<string, number>()
  const counts = new Map<string, number>()
  for (const { kind, evasive } of goods) {
    counts.set(`goods.${kind}`, (counts.get(`goods.${kind}`) ?? 0) + 1)
    if (evasive) features.set('goods.disguised', 1)
  }
  for (const [name, count] of counts) features.set(name, some(count))
  const found = matches.filter(({ kind }) => GOODS.has(kind))
  for (const { evasions } of found) for (const evasion of evasions) features.set(`evasion.${evasion}`, 1)
  if (found.length > goods.length) features.set('goods.put-aside', some(found.length - goods.length))
  if (goods.length === 0) features.set('goods.none', 1)
  else features.set('goods.weight', (goods[0]?.weight ?? 0) / 50)
  return [...features]
}

function surroundingFeatures({ facts }: Weighed, { benign }: MatchSet): RankFeature[] {
  const features = new Map<string, number>()
  for (const kind of facts.signalKinds) features.set(`signal.${kind}`, 1)
  const goods = facts.goods.slice(0, MAX_SPOTS)
  for (const mark of facts.marks) {
    if (
      mark.signal !== undefined &&
      !features.has(`near.${mark.signal}`) &&
      goods.some((good) => isNear(good, mark))
    )
      features.set(`near.${mark.signal}`, 1)
  }
  if (benign.length > 0) features.set('benign', some(benign.length))
  if (facts.listing.price) features.set('price', 1)
  return [...features]
}

function isNear(good: Mark, mark: Mark): boolean {
  return good.field === mark.field && Math.max(good.start, mark.start) - Math.min(good.end, mark.end) <= NEAR
}

/** 1 for one, 2 for three, never more than 3: the first of a kind says most. */
function some(count: number): number {
  return Math.min(3, Math.log2(1 + count))
}

/**
 * Pairs and triples of characters beside the goods, not inside them, hashed into a fixed number of buckets.
 * What stands beside goods is how people speak of them; the goods themselves are for the lexicon.
 */
function ngramFeatures({ facts: { listing } }: Weighed, found: MatchSet): RankFeature[] {
  const buckets = new Map<number, number>()
  let spots = 0
  for (const { kind, field, start, end } of found.matches) {
    if (!GOODS.has(kind)) continue
    const text = listing[field]
    addNgrams(buckets, text.slice(Math.max(0, start - REACH), start))
    addNgrams(buckets, text.slice(end, end + REACH))
    spots += 1
    if (spots === MAX_SPOTS) break
  }
  if (buckets.size === 0) return []
  // All n-grams together weigh about as much as one fact.
  const scale = 1 / Math.sqrt(buckets.size)
  return [...buckets.keys()].map((bucket) => [`ngram.${bucket}`, scale])
}

function addNgrams(buckets: Map<number, number>, text: string): void {
  for (let at = 0; at + 1 < text.length; at += 1) {
    const pair = mix(mix(OFFSET, text.charCodeAt(at)), text.charCodeAt(at + 1))
    buckets.set(bucketOf(pair), 1)
    if (at + 2 < text.length) buckets.set(bucketOf(mix(pair, text.charCodeAt(at + 2))), 1)
  }
}

/** FNV-1a over UTF-16 units, 32 bit. */
const OFFSET = 0x811c9dc5
function mix(hash: number, unit: number): number {
  return Math.imul(Math.imul(hash ^ (unit & 0xff), 0x01000193) ^ (unit >>> 8), 0x01000193)
}

function bucketOf(hash: number): number {
  return ((hash ^ (hash >>> 15)) >>> 0) % NGRAM_BUCKETS
}
