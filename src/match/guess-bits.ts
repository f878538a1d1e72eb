import { hasBit, setBit } from './bits.ts'
import type { CompiledTerm, GuessBits } from './compiled-lexicon.ts'
import { REVERSED, VARIANT_GLYPH } from './evasion-mask.ts'
import { reverse } from './expand-term.ts'
import { lookAlikesOf } from './look-alikes.ts'

/**
 * Reversed words and words with one look-alike are not patterns of their own: there would be dozens for each term. Of
 * every one of them the first two and the first three characters have a bit, and only where a text has both is it
 * looked at closely.
 */
const PAIR_BITS = 20
const TRIPLE_BITS = 21

/** Thirty-two bits for two folded units. The scanner's loop has this in place. */
export function pairHash(first: number, second: number): number {
  return Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b)
}

export function mayOpenPair({ pairs }: GuessBits, hash: number): boolean {
  return hasBit(pairs, hash >>> (32 - PAIR_BITS))
}

/** `third` is 0 for a word of two. */
export function mayOpenTriple({ triples }: GuessBits, hash: number, third: number): boolean {
  return hasBit(triples, tripleBit(hash, third))
}

function tripleBit(hash: number, third: number): number {
  const mixed = hash + Math.imul(third, 0xc2b2ae35)
  return Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) >>> (32 - TRIPLE_BITS)
}

export function guessBitsOf(terms: readonly CompiledTerm[]): GuessBits {
  const bits = {
    pairs: new Uint32Array((1 << PAIR_BITS) / 32),
    triples: new Uint32Array((1 << TRIPLE_BITS) / 32),
  }
  for (const term of terms) {
    if (!term.guessable) continue
    if ((term.allowed & REVERSED) !== 0) addOpening(bits, reverse(term.folded), -1, 0)
    if ((term.allowed & VARIANT_GLYPH) !== 0) addLookAlikes(bits, term.folded)
  }
  return bits
}

function addLookAlikes(bits: GuessBits, folded: string): void {
  for (let changed = 0; changed < Math.min(folded.length, 3); changed += 1) {
    for (const other of lookAlikesOf(folded.charAt(changed), folded.length))
      addOpening(bits, folded, changed, other.charCodeAt(0))
  }
  // Behind the third character the opening is the term's own.
  if (folded.length > 3) addOpening(bits, folded, -1, 0)
}

function addOpening(bits: GuessBits, folded: string, changed: number, other: number): void {
  const at = (index: number): number => (index === changed ? other : folded.charCodeAt(index))
  const hash = pairHash(at(0), at(1))
  setBit(bits.pairs, hash >>> (32 - PAIR_BITS))
  setBit(bits.triples, tripleBit(hash, folded.length === 2 ? 0 : at(2)))
}
