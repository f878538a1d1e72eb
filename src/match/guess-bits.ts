import type { CompiledLexicon, CompiledTerm, GuessBits } from './compiled-lexicon.ts'
import { REVERSED, VARIANT_GLYPH } from './evasion-mask.ts'
import { reverse } from './expand-term.ts'
import { lookAlikesOf } from './look-alikes.ts'
import { commonWords } from './word-boundaries.ts'

/**
 * Reversed words and words with one look-alike are not patterns of their own: there would be dozens for each term. Of
 * every one of them the first two and the first three characters are kept, and only where a text has both is it looked
 * at closely. The first two parts of characters that may be taken apart are among the pairs as well.
 *
 * Kept as bits, several for each, all of them in one word: one look-up tells, and the tables fit a core's cache. What
 * was never kept is seldom found. A character is its number in `units`, which the scanner has at hand.
 */
const BITS_AN_OPENING = 12
/** Pairs are fewer than openings. */
const OPENINGS_A_PAIR = 2

/** Thirty-two bits for two units, or for their numbers. */
export function pairHash(first: number, second: number): number {
  return Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b)
}

/** The bits of a pair, in the word that the top of its hash names. Shifts count modulo 32. */
export function pairBits(hash: number): number {
  return (1 << (hash >>> 3)) | (1 << (hash >>> 8))
}

/** True when something begins with a pair whatever stands behind it. `word`: the one with the bits of the pair. */
export function needsNoThird(word: number, hash: number): boolean {
  return ((word >>> (hash >>> 13)) & 1) === 1
}

/** What may begin with two or three characters. Look-alikes by the character that is one. */
export const OPENING = {
  firstAlike: 0,
  secondAlike: 1,
  thirdAlike: 2,
  laterAlike: 3,
  reversed: 4,
  split: 5,
  /** Two parts of three. */
  longSplit: 6,
} as const
export type Opening = (typeof OPENING)[keyof typeof OPENING]

const ALIKE = [OPENING.firstAlike, OPENING.secondAlike, OPENING.thirdAlike] as const
const FACTORS = [0x2c1b3c6d, 0x297a2d39, 0x1b56c4e9, 0x7feb352d, 0x846ca68b, 0x165667b1, 0x9e3779b1]

/** In place of a third character where there is none. */
export const NO_THIRD = 0

/** A bit for each opening, lowest first: two bits say that there is one at all, and two more which. */
export function openingsAt({ triples, tripleShift }: GuessBits, hash: number, third: number): number {
  const mixed = mix(hash, third)
  const word = triples[mixed >>> tripleShift] as number
  const any = anyBits(mixed)
  if ((word & any) !== any) return 0
  let openings = 0
  for (let opening = 0; opening < FACTORS.length; opening += 1) {
    const bits = openingBits(mixed, opening as Opening)
    if ((word & bits) === bits) openings |= 1 << opening
  }
  return openings
}

function mix(hash: number, third: number): number {
  const mixed = hash + Math.imul(third, 0xc2b2ae35)
  return Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d)
}

function anyBits(mixed: number): number {
  return (1 << mixed) | (1 << (mixed >>> 5))
}

function openingBits(mixed: number, opening: Opening): number {
  const places = Math.imul(mixed, FACTORS[opening] as number)
  return (1 << (places >>> 27)) | (1 << (places >>> 22))
}

interface Beginning {
  readonly opening: Opening
  readonly hash: number
  readonly third: number
}

/** `units`: as the scanner has them. */
export function guessBitsOf(
  terms: readonly CompiledTerm[],
  splits: CompiledLexicon['splits'],
  units: Uint32Array,
): GuessBits {
  const openings = [...splitOpenings(splits, units), ...termOpenings(terms, units)]
  const words = wordsFor(openings.length * BITS_AN_OPENING)
  const pairWords = words / OPENINGS_A_PAIR
  const bits = {
    pairs: new Uint32Array(pairWords),
    pairShift: Math.clz32(pairWords) + 1,
    triples: new Uint32Array(words),
    tripleShift: Math.clz32(words) + 1,
  }
  for (const { opening, hash, third } of openings) {
    const isShort = third === NO_THIRD
    addBits(bits.pairs, hash >>> bits.pairShift, pairBits(hash) | (isShort ? 1 << (hash >>> 13) : 0))
    const mixed = mix(hash, third)
    addBits(bits.triples, mixed >>> bits.tripleShift, anyBits(mixed) | openingBits(mixed, opening))
  }
  return bits
}

/** A power of two. */
function wordsFor(bits: number): number {
  let words = 1024
  while (words * 32 < bits) words *= 2
  return words
}

function addBits(words: Uint32Array, at: number, bits: number): void {
  words[at] = (words[at] as number) | bits
}

function* splitOpenings(splits: CompiledLexicon['splits'], units: Uint32Array): Generator<Beginning> {
  for (const ways of splits.values()) {
    for (const { parts } of ways) {
      yield openingOf(OPENING.split, parts, units)
      if (parts.length > 2) yield openingOf(OPENING.longSplit, parts.slice(0, 2), units)
    }
  }
}

function* termOpenings(terms: readonly CompiledTerm[], units: Uint32Array): Generator<Beginning> {
  for (const { guessable, allowed, folded } of terms) {
    if (!guessable) continue
    if ((allowed & REVERSED) !== 0) yield openingOf(OPENING.reversed, reverse(folded), units)
    if ((allowed & VARIANT_GLYPH) === 0) continue
    yield* lookAlikeOpenings(folded, units)
  }
}

/** Of every way of writing a term with one look-alike. */
function* lookAlikeOpenings(folded: string, units: Uint32Array): Generator<Beginning> {
  for (let changed = 0; changed < Math.min(folded.length, 3); changed += 1) {
    for (const other of lookAlikesOf(folded.charAt(changed), folded.length)) {
      const chars = folded.slice(0, changed) + other + folded.slice(changed + 1, 3)
      // 火龙果 is never believed to be anything else, and stands everywhere.
      if (!isEveryday(chars, changed)) yield openingOf(ALIKE[changed] ?? OPENING.laterAlike, chars, units)
    }
  }
  // Behind the third character the opening is the term's own.
  if (folded.length > 3) yield openingOf(OPENING.laterAlike, folded, units)
}

/** True when the changed one of the first three characters belongs to an everyday word among them. */
function isEveryday(opening: string, changed: number): boolean {
  const words = commonWords()
  if (words.has(opening)) return true
  return (changed < 2 && words.has(opening.slice(0, 2))) || (changed > 0 && words.has(opening.slice(1)))
}

function openingOf(opening: Opening, chars: string | readonly string[], units: Uint32Array): Beginning {
  const numberOf = (index: number): number => units[(chars[index] ?? '').charCodeAt(0)] ?? NO_THIRD
  return { opening, hash: pairHash(numberOf(0), numberOf(1)), third: numberOf(2) }
}
