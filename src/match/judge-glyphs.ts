import type { Candidate } from './candidate.ts'
import type { CompiledLexicon, CompiledTerm, GlyphPattern } from './compiled-lexicon.ts'
import { type EvasionMask, HOMOPHONE, INNOCENT, NOISE } from './evasion-mask.ts'
import type { FieldText } from './field-text.ts'
import { FoldKind, foldTable } from './fold-table.ts'
import { type Gap, graphemeEnd, isBridged, readSpan, type SpanReading } from './read-span.ts'
import type { GlyphHit } from './scan-glyphs.ts'

/** Decides whether a pattern that was found is the term: bounds of words, bounds of noise, and what may be undone. */
export function judgeGlyphs(
  hit: GlyphHit,
  lexicon: CompiledLexicon,
  field: FieldText,
): Candidate | undefined {
  const pattern = lexicon.glyphPatterns[hit.pattern]
  const compiled = pattern && lexicon.terms[pattern.term]
  if (pattern === undefined || compiled === undefined) return undefined
  const { text } = field
  if (!isWholeWord(text, hit, pattern)) return undefined
  const asWritten = isAsWritten(text, hit, pattern)
  const undone = asWritten ? PLAIN : readDisguise(hit, pattern, compiled, field)
  if (undone === undefined) return undefined
  if (!standsAlone(hit, pattern, compiled, undone, field)) return undefined
  return {
    term: pattern.term,
    start: hit.start,
    end: graphemeEnd(text, hit.end),
    mask: pattern.mask | undone.mask,
    guessed:
      pattern.origin === 'reversed' || pattern.origin === 'look-alike' || (pattern.mask & HOMOPHONE) !== 0,
  }
}

/** Capital letters aside; Chinese, which is nearly everything, needs no copy in lower case. */
function isAsWritten(text: string, { start, end }: GlyphHit, { written }: GlyphPattern): boolean {
  if (end - start !== written.length) return false
  return text.startsWith(written, start) || text.slice(start, end).toLowerCase() === written
}

const PLAIN: SpanReading = { mask: 0, gaps: [] }

/** What was undone to read the pattern; undefined when it may not be, or when too much lies between. */
function readDisguise(
  { start, end }: GlyphHit,
  pattern: GlyphPattern,
  compiled: CompiledTerm,
  field: FieldText,
): SpanReading | undefined {
  const { mask, gaps } = readSpan(field.text, start, end)
  if (!isBridged(gaps, pattern.chars.length) || !isSpelledOut(pattern, gaps)) return undefined
  const undone = withoutNaturalSpaces(mask, gaps, field)
  return (undone & ~compiled.allowed) === 0 ? { mask: undone, gaps } : undefined
}

/** `av` is not in `have`, nor `2b` in `22b`; a Chinese word beside Latin letters is still itself. */
function isWholeWord(text: string, { start, end }: GlyphHit, pattern: GlyphPattern): boolean {
  if (pattern.startsLatin && isLatin(text, start - 1)) return false
  if (pattern.endsLatin && isLatin(text, end)) return false
  if (pattern.startsDigit && isDigit(text, start - 1)) return false
  return !(pattern.endsDigit && isDigit(text, end))
}

function isLatin(text: string, at: number): boolean {
  const folded = foldTable().to[text.charCodeAt(at)] ?? 0
  return folded >= 97 && folded <= 122
}

function isDigit(text: string, at: number): boolean {
  const folded = foldTable().to[text.charCodeAt(at)] ?? 0
  return folded >= 48 && folded <= 57
}

/** Blanks in a Latin word separate words, unless every letter stands apart: f u c k. */
function isSpelledOut(
  { chars, startsLatin, endsLatin, written }: GlyphPattern,
  gaps: readonly Gap[],
): boolean {
  if (!startsLatin || !endsLatin || !gaps.some(({ blank, noise }) => blank && noise > 0)) return true
  return written.includes(' ') || (chars.length >= 4 && gaps.length === chars.length - 1)
}

/** 象牙 手串 is a title in two words, not a disguise: a blank between whole dictionary words counts for nothing. */
function withoutNaturalSpaces(mask: EvasionMask, gaps: readonly Gap[], field: FieldText): EvasionMask {
  if ((mask & NOISE) === 0) return mask
  const natural = gaps.every(
    ({ from, to, noise, blank }) =>
      noise === 0 || (blank && field.words.inWord(from - 1) && field.words.inWord(to)),
  )
  return natural ? mask & ~NOISE : mask
}

/**
 * Two characters meet by accident where one word ends and the next begins: 上海|马桶, 大象 牙胶. The shorter the term
 * and the weaker the separator, the less it takes to disbelieve it.
 */
function standsAlone(
  hit: GlyphHit,
  pattern: GlyphPattern,
  compiled: CompiledTerm,
  undone: SpanReading,
  field: FieldText,
): boolean {
  const isShort = pattern.chars.length <= 2
  const isGuess = pattern.origin === 'reversed' || pattern.origin === 'look-alike'
  const isBroken = undone.gaps.some(({ noise }) => noise > 0)
  if (!isGuess && !isBroken && !(compiled.deep && isShort)) return true
  const left = field.words.straddles(hit.start)
  const right = field.words.straddles(hit.end)
  if (!left && !right) return !isGuess || isBelievable(hit, pattern, compiled, field)
  if ((left && right) || isGuess) return false
  return isBroken ? survivesCut(undone.gaps, isShort, compiled) : (pattern.mask & HOMOPHONE) === 0
}

/** One edge of a broken hit cuts a word: believed when somebody put a sign there, not when a blank parts two words. */
function survivesCut(gaps: readonly Gap[], isShort: boolean, { term }: CompiledTerm): boolean {
  return term.kind !== 'benign' && !(isShort && gaps.some(({ blank }) => blank))
}

/** A reversed or misdrawn word must not be an ordinary one, and a short one needs something of trade beside it. */
function isBelievable(
  hit: GlyphHit,
  pattern: GlyphPattern,
  compiled: CompiledTerm,
  field: FieldText,
): boolean {
  const places = placesOf(hit, field.text)
  const isLong = pattern.chars.length >= 3
  if (pattern.origin === 'look-alike') {
    const changed = places[changedAt(pattern, compiled)] ?? hit.start
    return !field.words.inWord(changed) && (isLong || field.hasEvidence(hit.start, hit.end))
  }
  // Three characters backwards are rarely an accident, unless they are a word forwards.
  if (isLong) return !places.slice(1).every((at) => field.words.straddles(at))
  const isTight = hit.end - hit.start === pattern.chars.length
  return isTight && !places.some((at) => field.words.inWord(at)) && field.hasEvidence(hit.start, hit.end)
}

/** Offsets of the characters of a hit, noise left out. */
function placesOf({ start, end }: GlyphHit, text: string): number[] {
  const places: number[] = []
  for (let at = start; at < end; at += 1) {
    if ((foldTable().kind[text.charCodeAt(at)] ?? 0) < FoldKind.noise) places.push(at)
  }
  return places
}

function changedAt(pattern: GlyphPattern, compiled: CompiledTerm): number {
  return pattern.chars.findIndex((char, index) => char !== compiled.chars[index])
}

export function isPlain(mask: EvasionMask): boolean {
  return (mask & ~INNOCENT) === 0
}
