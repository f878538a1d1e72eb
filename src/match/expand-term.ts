import type { Term } from '../domain/lexicon.ts'
import type { CompiledTerm, GlyphPattern, PictureSpelling } from './compiled-lexicon.ts'
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
  REVERSED,
  SPLIT_CHAR,
  toMask,
  VARIANT_GLYPH,
} from './evasion-mask.ts'
import { foldText, hasPicture } from './fold-text.ts'
import { initialCode, readingsOf, type SyllableTable } from './syllables.ts'

const DEEP_KINDS: ReadonlySet<Term['kind']> = new Set(['species', 'product', 'gear', 'code-word'])
const SOUND_LAYERS = HOMOPHONE | PINYIN | INITIALS | SPLIT_CHAR | EMOJI
const HAN = /^\p{Script=Han}$/u
/** Longer terms are titles and sentences; nobody spells one out in pinyin. */
const MAX_SOUND_CHARS = 10
/** Readings of one term that are compiled; a word with three heteronyms has eight. */
const MAX_READINGS = 8

export function compileTerm(term: Term): CompiledTerm {
  const chars = foldText(term.text)
  const deep = DEEP_KINDS.has(term.kind)
  return {
    term,
    chars,
    isHan: chars.every((char) => HAN.test(char)),
    allowed: allowedEvasions(term, chars.length),
    deep,
  }
}

function allowedEvasions(term: Term, length: number): EvasionMask {
  if (term.evasions) return toMask(term.evasions)
  if (DEEP_KINDS.has(term.kind)) return ALL
  // Words around a good are common words: between two characters a gap is more often the end of one thing.
  const folds = term.kind === 'benign' ? INNOCENT | NOISE : FOLDS
  return length >= 3 ? folds : folds & ~NOISE
}

/** Every way of writing a term that the automaton of glyphs looks for. */
export function glyphPatternsOf(
  compiled: CompiledTerm,
  index: number,
  lookAlikes: ReadonlyMap<string, readonly string[]>,
): GlyphPattern[] {
  const { term, chars } = compiled
  const patterns = hasPicture(term.text) ? [] : [pattern(index, term.text, chars, 0, 'plain')]
  for (const variant of term.variants) {
    if (hasPicture(variant.text)) continue
    patterns.push(pattern(index, variant.text, foldText(variant.text), toMask([variant.evasion]), 'variant'))
  }
  if (compiled.deep && compiled.isHan && chars.length >= 2) {
    patterns.push(...reversedPatterns(compiled, index), ...lookAlikePatterns(compiled, index, lookAlikes))
  }
  return patterns.filter(({ chars: spelt }) => spelt.length > 0)
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

function reversedPatterns({ chars, allowed }: CompiledTerm, index: number): GlyphPattern[] {
  const backwards = chars.toReversed()
  if ((allowed & REVERSED) === 0 || backwards.join('') === chars.join('')) return []
  return [pattern(index, backwards.join(''), backwards, REVERSED, 'reversed')]
}

function lookAlikePatterns(
  { chars, allowed }: CompiledTerm,
  index: number,
  lookAlikes: ReadonlyMap<string, readonly string[]>,
): GlyphPattern[] {
  if ((allowed & VARIANT_GLYPH) === 0) return []
  return chars.flatMap((char, at) =>
    (lookAlikes.get(char) ?? []).map((other) => {
      const spelt = chars.with(at, other)
      return pattern(index, spelt.join(''), spelt, VARIANT_GLYPH, 'look-alike')
    }),
  )
}

function pattern(
  term: number,
  written: string,
  chars: readonly string[],
  mask: EvasionMask,
  origin: GlyphPattern['origin'],
): GlyphPattern {
  const first = chars[0] ?? ''
  const last = chars.at(-1) ?? ''
  return {
    term,
    chars,
    mask,
    origin,
    startsLatin: LATIN.test(first),
    endsLatin: LATIN.test(last),
    startsDigit: DIGIT.test(first),
    endsDigit: DIGIT.test(last),
    written: written.toLowerCase(),
  }
}

const LATIN = /^[a-z]$/
const DIGIT = /^[0-9]$/

/** Codes of a term in sounds: its syllables, and its syllables with some of them cut down to their initial. */
export function soundCodesOf(compiled: CompiledTerm, syllables: SyllableTable): number[][] {
  const { chars, isHan, deep, allowed } = compiled
  if (!deep || !isHan || chars.length < 2 || chars.length > MAX_SOUND_CHARS || (allowed & SOUND_LAYERS) === 0)
    return []
  const spoken = combine(readingsOf(syllables, chars.join('')))
  const codes = spoken.flatMap((reading) => [reading, ...withInitials(reading, allowed, syllables)])
  return [...new Map(codes.map((each) => [each.join(), each])).values()]
}

function combine(readings: readonly (readonly number[])[]): number[][] {
  if (readings.length === 0) return []
  let combined: number[][] = [[]]
  for (const codes of readings) {
    combined = combined.flatMap((before) => codes.map((code) => [...before, code])).slice(0, MAX_READINGS)
  }
  return combined
}

/** Of short terms every choice of initials that leaves a character, of longer ones a single initial: 穿s甲, 穿sj, 金钱b. */
function withInitials(
  reading: readonly number[],
  allowed: EvasionMask,
  syllables: SyllableTable,
): number[][] {
  if ((allowed & INITIALS) === 0) return []
  const initials = reading.map((code) => initialCode(syllables, syllables.spellings[code] ?? 'a'))
  const choices = reading.length <= 3 ? subsets(reading.length) : reading.map((_, at) => 1 << at)
  return choices.map((choice) =>
    reading.map((code, at) => ((choice >> at) & 1 ? (initials[at] ?? code) : code)),
  )
}

/** Bit sets of some but not all of `length` positions. */
function subsets(length: number): number[] {
  return Array.from({ length: (1 << length) - 2 }, (_, index) => index + 1)
}
