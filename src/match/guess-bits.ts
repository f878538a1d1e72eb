import { hasBit, setBit } from './bits.ts'
import type { CompiledLexicon, CompiledTerm, GuessBits } from './compiled-lexicon.ts'
import { REVERSED, VARIANT_GLYPH } from './evasion-mask.ts'
import { reverse } from './expand-term.ts'
import { lookAlikesOf } from './look-alikes.ts'
import { commonWords } from './word-boundaries.ts'

/**
 * Reversed words and words with one look-alike are not patterns of their own: there would be dozens for each term. Of
 * every one of them the first two and the first three characters have a bit, and only where a text has both is it
 * looked at closely. The first two parts of characters that may be taken apart have a bit among the pairs as well.
 */
const PAIR_BITS = 21
/** A pair's bit stands at its hash shifted by this. */
export const PAIR_SHIFT = 32 - PAIR_BITS
const TRIPLE_BITS = 21

/** Thirty-two bits for two folded units. The scanner's loop has this in place. */
export function pairHash(first: number, second: number): number {
  return Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b)
}

/** What may begin with two characters: one number each, mixed into the place of the bit. */
export const OPENING = { split: 1, lookAlike: 2, reversed: 3 } as const
export type OPENING = (typeof OPENING)[keyof typeof OPENING]

/** In place of a third character where there is none. */
export const NO_THIRD = 0

export function mayOpen({ triples }: GuessBits, opening: OPENING, hash: number, third: number): boolean {
  return hasBit(triples, tripleBit(opening, hash, third))
}

function tripleBit(opening: OPENING, hash: number, third: number): number {
  const mixed = hash + Math.imul(third * 4 + opening, 0xc2b2ae35)
  return Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) >>> (32 - TRIPLE_BITS)
}

export function guessBitsOf(terms: readonly CompiledTerm[], splits: CompiledLexicon['splits']): GuessBits {
  const bits = {
    pairs: new Uint32Array((1 << PAIR_BITS) / 32),
    triples: new Uint32Array((1 << TRIPLE_BITS) / 32),
  }
  for (const pair of splits.keys()) {
    setBit(bits.pairs, pair >>> PAIR_SHIFT)
    setBit(bits.triples, tripleBit(OPENING.split, pair, NO_THIRD))
  }
  for (const term of terms) {
    if (!term.guessable) continue
    if ((term.allowed & REVERSED) !== 0) addOpening(bits, OPENING.reversed, reverse(term.folded), -1, 0)
    if ((term.allowed & VARIANT_GLYPH) !== 0) addLookAlikes(bits, term.folded)
  }
  return bits
}

function addLookAlikes(bits: GuessBits, folded: string): void {
  for (let changed = 0; changed < Math.min(folded.length, 3); changed += 1) {
    for (const other of lookAlikesOf(folded.charAt(changed), folded.length)) {
      // 火龙果 is never believed to be anything else, and stands everywhere.
      const opening = folded.slice(0, changed) + other + folded.slice(changed + 1, 3)
      if (!isEveryday(opening, changed))
        addOpening(bits, OPENING.lookAlike, folded, changed, other.charCodeAt(0))
    }
  }
  // Behind the third character the opening is the term's own.
  if (folded.length > 3) addOpening(bits, OPENING.lookAlike, folded, -1, 0)
}

/** True when the changed one of the first three characters belongs to an everyday word among them. */
function isEveryday(opening: string, changed: number): boolean {
  const words = commonWords()
  if (words.has(opening)) return true
  return (changed < 2 && words.has(opening.slice(0, 2))) || (changed > 0 && words.has(opening.slice(1)))
}

function addOpening(bits: GuessBits, opening: OPENING, folded: string, changed: number, other: number): void {
  const at = (index: number): number => (index === changed ? other : folded.charCodeAt(index))
  const hash = pairHash(at(0), at(1))
  setBit(bits.pairs, hash >>> PAIR_SHIFT)
  setBit(bits.triples, tripleBit(opening, hash, folded.length === 2 ? NO_THIRD : at(2)))
}
