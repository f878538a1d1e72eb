import type { Term } from '../domain/lexicon.ts'
import type { Automaton } from './automaton.ts'
import type { EvasionMask } from './evasion-mask.ts'
import { isAstralNoiseAt } from './text-units.ts'

/** A term with what the scanners need to know of it. */
export interface CompiledTerm {
  readonly term: Term
  /** Folded characters, without noise. */
  readonly folded: string
  /** Of `folded`, in characters. */
  readonly length: number
  /** Evasions that may be undone for it. */
  readonly allowed: EvasionMask
  /** A good or a service: not only a word around one. */
  readonly deep: boolean
  /** Looked for through sounds, parts and pictures too, not only through folding. */
  readonly spoken: boolean
  /** Looked for backwards and with look-alikes. */
  readonly guessable: boolean
}

/** Where a guess may begin; see guess-bits.ts. The top bits of a hash, behind the shift, say in which word its bits are. */
export interface GuessBits {
  readonly pairs: Uint32Array
  readonly pairShift: number
  readonly triples: Uint32Array
  readonly tripleShift: number
}

export const ORIGIN = { plain: 0, variant: 1, spoken: 2 } as const
export type Origin = (typeof ORIGIN)[keyof typeof ORIGIN]

/** Ways terms are written down and spoken, as the automaton knows them; a column a property. */
export interface Patterns {
  readonly term: Int32Array
  readonly origin: Uint8Array
  /** What the spelling itself undoes: 0 for the plain one. */
  readonly mask: Uint16Array
  /** Spellings that an analyst wrote down, by pattern. */
  readonly variants: ReadonlyMap<number, { readonly written: string; readonly folded: string }>
}

/** A spelling with an emoji in it: kept out of the automata, where emoji are noise. */
export interface PictureSpelling {
  readonly term: number
  readonly text: string
  readonly mask: EvasionMask
}

export interface SplitCharacter {
  readonly whole: string
  readonly parts: readonly string[]
}

/**
 * Built once from the terms; holds no state of a scan, so that one serves every listing. Plain data: it can be kept
 * in a file and handed from one thread to another.
 */
export interface CompiledLexicon {
  readonly terms: readonly CompiledTerm[]
  readonly automaton: Automaton
  /** Characters that sound alike share a code. False where no term is looked for by sound. */
  readonly bySound: boolean
  readonly patterns: Patterns
  /** By UTF-16 unit: see UNIT. */
  readonly units: Uint32Array
  /** By UTF-16 unit: the one it folds to, itself where nothing is known of it, 0 for noise and halves of pairs. */
  readonly folds: Uint16Array
  readonly guesses: GuessBits
  /** Codes of code points that fold to several characters or lie beyond the basic plane. */
  readonly specialCodes: ReadonlyMap<number, readonly number[]>
  /** By `pairHash` of the first two parts: the characters that may be taken apart so. */
  readonly splits: ReadonlyMap<number, readonly SplitCharacter[]>
  /** A bit for the initials of a term's first two syllables and the code of its third, at `initialsBit`: cs甲. */
  readonly initials: Uint32Array
  readonly pictures: readonly PictureSpelling[]
}

/** What one UTF-16 unit is to the scanner, in one number: one look-up a character. */
export const UNIT = {
  /** Code in the automaton, 0 for a character that no term has. */
  codeMask: 0xffff,
  /** What stands from here up to the flags tells most characters of one code apart. Never 0 in a plain character. */
  mark: 1 << 16,
  /** Its code is a pattern by itself: a plain character all the same. */
  whole: 1 << 25,
  /** From here on, something else than a plain character. */
  flagged: 1 << 26,
  /** Noise, or invisible. */
  skip: 1 << 26,
  /** A half of a pair, or a unit that folds to several characters. */
  special: 1 << 27,
  /** Folds to a Latin letter. */
  letter: 1 << 28,
  /** Noise, and drawn: may stand for a word. */
  picture: 1 << 29,
} as const

/** Marks are 1 up to this. */
export const MARKS = 511

/** The number of the unit at an offset, 0 outside the text. Asking a table for what is not there is slow. */
export function unitAt(units: Uint32Array, text: string, at: number): number {
  return at >= 0 && at < text.length ? (units[text.charCodeAt(at)] as number) : 0
}

/** The first offset from one on, of `most`, at which no noise stands; -1 for none. */
export function behindNoise(units: Uint32Array, text: string, from: number, most: number): number {
  const limit = Math.min(text.length, from + most)
  for (let at = from; at < limit; at += 1) {
    const unit = units[text.charCodeAt(at)] as number
    if ((unit & UNIT.skip) !== 0) continue
    if ((unit & UNIT.special) === 0 || !isAstralNoiseAt(text, at)) return at
    at += 1
  }
  return -1
}

const SYLLABLES = 512

export function emptyInitials(): Uint32Array {
  return new Uint32Array((26 * 26 * SYLLABLES) / 32)
}

/** Where the bit of two letters, `a` = 0, and the code of a syllable stands. */
export function initialsBit(first: number, second: number, third: number): number {
  return (first * 26 + second) * SYLLABLES + (third & (SYLLABLES - 1))
}
