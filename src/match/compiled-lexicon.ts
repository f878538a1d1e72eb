import type { Term } from '../domain/lexicon.ts'
import type { Automaton } from './automaton.ts'
import type { EvasionMask } from './evasion-mask.ts'

/** A term with what the scanners need to know of it. */
export interface CompiledTerm {
  readonly term: Term
  /** Folded characters, without noise. */
  readonly chars: readonly string[]
  readonly isHan: boolean
  /** Evasions that may be undone for it. */
  readonly allowed: EvasionMask
  /** Looked for through sounds, parts and pictures too, not only through folding. */
  readonly deep: boolean
}

/** One way a term is written down, as the automaton of glyphs knows it. */
export interface GlyphPattern {
  readonly term: number
  readonly chars: readonly string[]
  /** What the spelling itself undoes: 0 for the plain one. */
  readonly mask: EvasionMask
  readonly origin: 'plain' | 'variant' | 'reversed' | 'look-alike'
  readonly startsLatin: boolean
  readonly endsLatin: boolean
  readonly startsDigit: boolean
  readonly endsDigit: boolean
  /** As the analyst wrote it, lower case: a hit that reads just so was not disguised. */
  readonly written: string
}

/** Syllables and initials of a term, one code a character. */
export interface SoundPattern {
  readonly term: number
}

/** A spelling with an emoji in it: kept out of the automata, where emoji are noise. */
export interface PictureSpelling {
  readonly term: number
  readonly text: string
  readonly mask: EvasionMask
}

/** Built once from the terms; holds no state of a scan, so that one serves every listing. */
export interface CompiledLexicon {
  readonly terms: readonly CompiledTerm[]
  readonly glyphs: Automaton
  readonly glyphPatterns: readonly GlyphPattern[]
  /** By UTF-16 unit: code in `glyphs`, 0 for a character that no term has, SKIP, or SPECIAL. */
  readonly codeOfUnit: Uint16Array
  /** Code points (and units marked SPECIAL) that fold to something longer or lie beyond the basic plane. */
  readonly specialCodes: ReadonlyMap<number, readonly number[]>
  readonly sounds: Automaton
  readonly soundPatterns: readonly SoundPattern[]
  /** By first part: the splits that begin with it. */
  readonly splits: ReadonlyMap<
    string,
    readonly { readonly whole: string; readonly parts: readonly string[] }[]
  >
  /** By UTF-16 unit: 1 where a character that folds to a first part stands. */
  readonly splitHeads: Uint8Array
  readonly pictures: readonly PictureSpelling[]
}

/** The character is skipped: noise, or invisible. */
export const SKIP = 0xffff
/** Look in `specialCodes`. */
export const SPECIAL = 0xfffe
