import type { CompiledLexicon, CompiledTerm, GuessBits } from './compiled-lexicon.ts'
import { countBits, REVERSED, VARIANT_GLYPH } from './evasion-mask.ts'
import { reverse } from './expand-term.ts'
import { lookAlikesOf } from './look-alikes.ts'
import { countBetween, isRareBeside } from './pair-counts.ts'

/**
 * Reversed words and words with one look-alike are not patterns of their own: there would be dozens for each term. Of
 * every one of them the first two and the first three characters are kept, and only where a text has both is it looked
 * at closely. The first two parts of characters that may be taken apart are among the pairs as well.
 *
 * Kept as bits, several for each, all of them in one word: one look-up tells, and the tables fit a core's cache. What
 * was never kept is seldom found. A character is its number in `units`, which the scanner has at hand.
 */
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
  return (word & shortBit(hash)) !== 0
}

function shortBit(hash: number): number {
  return 1 << (hash >>> 13)
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

/** `units`: as the scanner has them. */
export function guessBitsOf(
  terms: readonly CompiledTerm[],
  splits: CompiledLexicon['splits'],
  units: Uint32Array,
): GuessBits {
  const builder = new GuessBuilder(terms.length, units)
  for (const ways of splits.values()) for (const { parts } of ways) builder.addSplit(parts)
  for (const term of terms) if (term.guessable) builder.addTerm(term)
  return builder.build()
}

/** Of the bits of a table, how many are set at most. Pairs are asked about for every character. */
const PAIR_LOAD = 0.1
const TRIPLE_LOAD = 0.3
/** To begin with; tables are halved as long as they stay below their load. */
const TRIPLE_BITS_A_TERM = 256
const PAIR_BITS_A_TERM = 128
const LEAST_WORDS = 4096

class GuessBuilder {
  readonly #units: Uint32Array
  readonly #pairs: Uint32Array
  readonly #triples: Uint32Array

  constructor(terms: number, units: Uint32Array) {
    this.#units = units
    this.#pairs = new Uint32Array(wordsFor(terms * PAIR_BITS_A_TERM))
    this.#triples = new Uint32Array(wordsFor(terms * TRIPLE_BITS_A_TERM))
  }

  addSplit(parts: readonly string[]): void {
    const [first = 0, second = 0, third = NO_THIRD] = parts.map((part) => this.#numberOf(part, 0))
    this.#add(OPENING.split, first, second, third)
    if (third !== NO_THIRD) this.#add(OPENING.longSplit, first, second, NO_THIRD)
  }

  addTerm({ allowed, folded }: CompiledTerm): void {
    if ((allowed & REVERSED) !== 0) this.#addChars(OPENING.reversed, reverse(folded))
    if ((allowed & VARIANT_GLYPH) === 0) return
    for (const [changed, opening] of ALIKE.entries()) this.#addLookAlikes(folded, changed, opening)
    // Behind the third character the opening is the term's own.
    if (folded.length > 3) this.#addChars(OPENING.laterAlike, folded)
  }

  build(): GuessBits {
    const pairs = halved(this.#pairs, PAIR_LOAD)
    const triples = halved(this.#triples, TRIPLE_LOAD)
    return { pairs, pairShift: shiftOf(pairs), triples, tripleShift: shiftOf(triples) }
  }

  #addLookAlikes(folded: string, changed: number, opening: Opening): void {
    const { length } = folded
    if (changed >= length) return
    const before = changed > 0 ? folded.charCodeAt(changed - 1) : 0
    const after = changed + 1 < length ? folded.charCodeAt(changed + 1) : 0
    const numbers = [0, 1, 2].map((at) => (at < length ? this.#numberOf(folded, at) : NO_THIRD))
    for (const other of lookAlikesOf(folded.charAt(changed), length)) {
      // What stands beside its neighbours every day is never believed to be anything else.
      if (!isRareBeside(countBetween(before, other.charCodeAt(0), after), length)) continue
      numbers[changed] = this.#numberOf(other, 0)
      this.#add(opening, numbers[0] as number, numbers[1] as number, numbers[2] as number)
    }
  }

  #addChars(opening: Opening, chars: string): void {
    const third = chars.length > 2 ? this.#numberOf(chars, 2) : NO_THIRD
    this.#add(opening, this.#numberOf(chars, 0), this.#numberOf(chars, 1), third)
  }

  #add(opening: Opening, first: number, second: number, third: number): void {
    const hash = pairHash(first, second)
    addBits(this.#pairs, hash, pairBits(hash) | (third === NO_THIRD ? shortBit(hash) : 0))
    const mixed = mix(hash, third)
    addBits(this.#triples, mixed, anyBits(mixed) | openingBits(mixed, opening))
  }

  #numberOf(chars: string, at: number): number {
    return this.#units[chars.charCodeAt(at)] as number
  }
}

/** A power of two. */
function wordsFor(bits: number): number {
  let words = LEAST_WORDS
  while (words * 32 < bits) words *= 2
  return words
}

/** The top bits of a hash are the place in a table: they stand behind this. */
function shiftOf(words: Uint32Array): number {
  return Math.clz32(words.length) + 1
}

function addBits(words: Uint32Array, hash: number, bits: number): void {
  const at = hash >>> shiftOf(words)
  words[at] = (words[at] as number) | bits
}

/** Two neighbours become one, as often as the load allows. */
function halved(words: Uint32Array, load: number): Uint32Array {
  let set = 0
  for (const word of words) set += countBits(word)
  let kept = words
  while (kept.length > LEAST_WORDS && set <= load * 16 * kept.length) {
    const larger = kept
    kept = Uint32Array.from(
      { length: larger.length / 2 },
      (_, at) => (larger[2 * at] as number) | (larger[2 * at + 1] as number),
    )
  }
  return kept
}
