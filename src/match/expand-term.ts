import type { Term } from '../domain/lexicon.ts'
import { type CompiledTerm, ORIGIN, type Origin, type PictureSpelling } from './compiled-lexicon.ts'
import {
  ALL,
  EMOJI,
  type EvasionMask,
  FOLDS,
  HOMOPHONE,
  INITIALS,
  INNOCENT,
  NOISE,
  PINYIN,
  SPLIT_CHAR,
  toMask,
} from './evasion-mask.ts'
import { foldText, hasPicture } from './fold-text.ts'
import { otherReadings, syllableTable } from './syllables.ts'

/** One way a term is written down or spoken. */
export interface Pattern {
  readonly term: number
  readonly origin: Origin
  readonly mask: EvasionMask
  readonly written: string
  readonly folded: string
  /** Syllables, where they are not those of the characters by themselves. */
  readonly codes?: string
}

const DEEP_KINDS: ReadonlySet<Term['kind']> = new Set(['species', 'product', 'gear', 'code-word'])
const SOUND_LAYERS = HOMOPHONE | PINYIN | INITIALS | SPLIT_CHAR | EMOJI
const HAN = /^\p{Script=Han}+$/u
/** Longer terms are titles and sentences; nobody spells one out in pinyin. */
export const MAX_SOUND_CHARS = 10
/** Readings of one term that are compiled; a word with three heteronyms has eight. */
const MAX_READINGS = 8

export function compileTerm(term: Term): CompiledTerm {
  const plain = foldText(term.text).join('')
  // Nearly every term folds to itself: one string serves both.
  const folded = plain === term.text ? term.text : plain
  const isHan = HAN.test(folded)
  const length = isHan && !ASTRAL.test(folded) ? folded.length : [...folded].length
  const deep = DEEP_KINDS.has(term.kind)
  const allowed = allowedEvasions(term, length)
  const isSpeakable = deep && isHan && length >= 2 && length <= MAX_SOUND_CHARS && !ASTRAL.test(folded)
  const spoken = isSpeakable && (allowed & SOUND_LAYERS) !== 0
  // Whoever allows nothing but foldings wants no guesses.
  const guessable = isSpeakable && (allowed & ~FOLDS) !== 0
  return { term, folded, length, allowed, deep, spoken, guessable }
}

const ASTRAL = /[\ud800-\udfff]/

function allowedEvasions(term: Term, length: number): EvasionMask {
  if (term.evasions) return toMask(term.evasions)
  if (DEEP_KINDS.has(term.kind)) return ALL
  // Words around a good are common words: between two characters a gap is more often the end of one thing.
  const folds = term.kind === 'benign' ? INNOCENT | NOISE : FOLDS
  return length >= 3 ? folds : folds & ~NOISE
}

/** Every way of writing and saying a term that the automaton looks for. */
export function patternsOf(compiled: CompiledTerm, index: number): Pattern[] {
  const { term, folded } = compiled
  const patterns: Pattern[] = []
  const add = (origin: Origin, mask: EvasionMask, written: string, spelt: string): void => {
    if (spelt !== '') patterns.push({ term: index, origin, mask, written, folded: spelt })
  }
  if (!hasPicture(term.text)) add(ORIGIN.plain, 0, term.text, folded)
  for (const { text, evasion } of term.variants) {
    if (!hasPicture(text)) add(ORIGIN.variant, toMask([evasion]), text.toLowerCase(), foldText(text).join(''))
  }
  if (compiled.spoken) patterns.push(...otherReadingsOf(index, folded))
  return patterns
}

/** Readings in which a character does not sound as it commonly does: 重 in 重楼. */
function otherReadingsOf(term: number, folded: string): Pattern[] {
  const origin = ORIGIN.spoken
  const readings = otherReadings(syllableTable(), [...folded], MAX_READINGS)
  return readings.map((codes) => ({ term, origin, mask: 0, written: folded, folded, codes }))
}

export function reverse(text: string): string {
  return [...text].reverse().join('')
}

/** Spellings with an emoji, as typed. Those that only put a picture for a character are found without them too. */
export function picturesOf({ term }: CompiledTerm, index: number): PictureSpelling[] {
  const spellings = [
    { text: term.text, mask: 0 },
    ...term.variants.map(({ text, evasion }) => ({ text, mask: toMask([evasion]) })),
  ]
  return spellings
    .filter(({ text }) => hasPicture(text))
    .map(({ text, mask }) => ({ term: index, text, mask }))
}
