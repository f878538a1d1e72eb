import type { Candidate } from './candidate.ts'
import type { CompiledLexicon, CompiledTerm } from './compiled-lexicon.ts'
import { type EvasionMask, HOMOPHONE, INNOCENT, NOISE, REVERSED, VARIANT_GLYPH } from './evasion-mask.ts'
import type { FieldText } from './field-text.ts'
import { FoldKind, foldTable } from './fold-table.ts'
import { isRareBeside, neighbourCount, PAIR } from './pair-counts.ts'
import { type Gap, graphemeEnd, isBridged, readSpan, type SpanReading } from './read-span.ts'
import { type GlyphHit, GUESS } from './text-hits.ts'

/** A pattern of the automaton with the term it is a spelling of. */
interface Spelling {
  readonly compiled: CompiledTerm
  readonly term: number
  readonly mask: EvasionMask
  /** As the analyst wrote it, lower case: a hit that reads just so was not disguised. */
  readonly written: string
  readonly folded: string
  /** In characters. */
  readonly length: number
}

/** Decides whether a pattern that was found is the term: bounds of words, bounds of noise, and what may be undone. */
export function judgeGlyphs(
  hit: GlyphHit,
  lexicon: CompiledLexicon,
  field: FieldText,
): Candidate | undefined {
  const spelling = spellingOf(hit, lexicon)
  const { text } = field
  const span = wholeWord(text, hit, spelling)
  if (span === undefined) return undefined
  const undone = isAsWritten(text, span, spelling) ? PLAIN : readDisguise(span, spelling, field)
  if (undone === undefined || !standsAlone(span, spelling, undone, field)) return undefined
  return {
    term: spelling.term,
    start: span.start,
    end: graphemeEnd(text, span.end),
    mask: spelling.mask | undone.mask,
    guessed: hit.guess !== GUESS.none || (spelling.mask & HOMOPHONE) !== 0,
  }
}

function spellingOf({ pattern, guess }: GlyphHit, lexicon: CompiledLexicon): Spelling {
  const { patterns, terms } = lexicon
  const term = patterns.term[pattern] as number
  const compiled = terms[term]
  if (compiled === undefined) throw new Error(`no term ${term}`)
  const mask = (patterns.mask[pattern] as number) | GUESS_MASKS[guess]
  const variant = patterns.variants.get(pattern)
  if (variant) return { compiled, term, mask, ...variant, length: [...variant.folded].length }
  const { folded, length } = compiled
  return { compiled, term, mask, written: compiled.term.text.toLowerCase(), folded, length }
}

const GUESS_MASKS: Readonly<Record<GUESS, EvasionMask>> = {
  [GUESS.none]: 0,
  [GUESS.lookAlike]: VARIANT_GLYPH,
  [GUESS.reversed]: REVERSED,
}

/** Capital letters aside; Chinese, which is nearly everything, needs no copy in lower case. */
function isAsWritten(
  text: string,
  { start, end, repeated, guess }: GlyphHit,
  { written }: Spelling,
): boolean {
  if (repeated || guess !== GUESS.none || end - start !== written.length) return false
  return text.startsWith(written, start) || text.slice(start, end).toLowerCase() === written
}

const PLAIN: SpanReading = { mask: 0, gaps: [] }

/** What was undone to read the pattern; undefined when it may not be, or when too much lies between. */
function readDisguise(hit: GlyphHit, spelling: Spelling, field: FieldText): SpanReading | undefined {
  const { compiled, length } = spelling
  const { mask, gaps } = readSpan(field.text, hit.start, hit.end)
  if (!isBridged(gaps, length) || !isSpelledOut(spelling, gaps)) return undefined
  if (hit.repeated && countRepeats(hit, field.text) > MAX_REPEATS) return undefined
  const undone = withoutNaturalSpaces(mask, gaps, field) | (hit.repeated ? NOISE : 0)
  return (undone & ~compiled.allowed) === 0 ? { mask: undone, gaps } : undefined
}

/** Doubled characters are a disguise; a scream is not. */
const MAX_REPEATS = 12

function countRepeats({ start, end }: GlyphHit, text: string): number {
  const { to } = foldTable()
  let repeats = 0
  let before = 0
  for (let at = start; at < end; at += 1) {
    const read = to[text.charCodeAt(at)] as number
    if (read === 0) continue
    if (read === before) repeats += 1
    before = read
  }
  return repeats
}

/**
 * `av` is not in `have`, nor `2b` in `22b`; a Chinese word beside Latin letters is still itself. A first or last letter
 * that is typed several times belongs to the word: fffuckkk. Undefined where another word goes on.
 */
function wholeWord(text: string, hit: GlyphHit, { folded }: Spelling): GlyphHit | undefined {
  const first = classOf(folded.charCodeAt(0))
  const last = classOf(folded.charCodeAt(folded.length - 1))
  let { start, end } = hit
  if (first === LATIN) while (readAt(text, start - 1) === folded.charCodeAt(0)) start -= 1
  if (last === LATIN) while (readAt(text, end) === folded.charCodeAt(folded.length - 1)) end += 1
  if (first !== OTHER && classOf(readAt(text, start - 1)) === first) return undefined
  if (last !== OTHER && classOf(readAt(text, end)) === last) return undefined
  return start === hit.start && end === hit.end ? hit : { ...hit, start, end, repeated: true }
}

const OTHER = 0
const LATIN = 1
const DIGIT = 2

function classOf(folded: number): number {
  if (folded >= 97 && folded <= 122) return LATIN
  return folded >= 48 && folded <= 57 ? DIGIT : OTHER
}

function readAt(text: string, at: number): number {
  return at >= 0 && at < text.length ? (foldTable().to[text.charCodeAt(at)] as number) : 0
}

/** Blanks in a Latin word separate words, unless every letter stands apart: f u c k. */
function isSpelledOut({ folded, length, written }: Spelling, gaps: readonly Gap[]): boolean {
  const isLatin =
    classOf(folded.charCodeAt(0)) === LATIN && classOf(folded.charCodeAt(folded.length - 1)) === LATIN
  if (!isLatin || !gaps.some(({ blank, noise }) => blank && noise > 0)) return true
  return written.includes(' ') || (length >= 4 && gaps.length === length - 1)
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
function standsAlone(hit: GlyphHit, spelling: Spelling, undone: SpanReading, field: FieldText): boolean {
  if (hit.guess !== GUESS.none) return standsAsGuess(hit, spelling, field)
  const { compiled, length } = spelling
  const isShort = length <= 2
  const isBroken = hit.repeated || undone.gaps.some(({ noise }) => noise > 0)
  if (!isBroken && !(compiled.deep && isShort)) return true
  const { start, end } = withRepeats(hit, field)
  const left = field.words.straddles(start)
  const right = field.words.straddles(end)
  if (!left && !right) return true
  if (left && right) return false
  return isBroken ? survivesCut(undone.gaps, isShort, compiled) : (spelling.mask & HOMOPHONE) === 0
}

/**
 * A first or last character that is said again ends no word before: 关关木木通通. Of two characters that are not apart
 * both must be, and make no word of four: 天天网网, but not 花花草草.
 */
function withRepeats(hit: GlyphHit, { text, words }: FieldText): { start: number; end: number } {
  let { start, end } = hit
  const first = readAt(text, start)
  const last = readAt(text, end - 1)
  while (first !== 0 && readAt(text, start - 1) === first) start -= 1
  while (last !== 0 && readAt(text, end) === last) end += 1
  if (hit.repeated) return { start, end }
  const isDoubled = start < hit.start && end > hit.end && !words.straddles(hit.start + 1)
  return isDoubled ? { start, end } : hit
}

/**
 * Three characters, reversed or misdrawn, may cut a word that hardly anybody uses, and four of them one everyday word;
 * two may cut none, and want something of trade beside them. That is asked first: words are slow to cut.
 */
function standsAsGuess(hit: GlyphHit, spelling: Spelling, field: FieldText): boolean {
  const { start, end } = hit
  const { words } = field
  if (spelling.length <= 2) {
    if (field.isCommonWord(start, end) || !field.hasEvidence(start, end)) return false
    if (words.straddles(start) || words.straddles(end)) return false
    return isBelievable(hit, spelling, field)
  }
  const left = words.straddlesCommon(start)
  const right = words.straddlesCommon(end)
  const isCut = spelling.length > 3 ? left && right : left || right
  return !isCut && isBelievable(hit, spelling, field)
}

/** One edge of a broken hit cuts a word: believed when somebody put a sign there, not when a blank parts two words. */
function survivesCut(gaps: readonly Gap[], isShort: boolean, { term }: CompiledTerm): boolean {
  return term.kind !== 'benign' && !(isShort && gaps.some(({ blank }) => blank))
}

/** A reversed or misdrawn word must not be an ordinary one. */
function isBelievable(hit: GlyphHit, { length }: Spelling, field: FieldText): boolean {
  const { text, words } = field
  const places = placesOf(hit, text)
  if (hit.guess === GUESS.lookAlike) return isMisplaced(hit, places[hit.changed] ?? hit.start, length, field)
  if (places.every((at) => neighbourCount(text, at) >= PAIR.seldom)) return false
  // Three characters backwards are rarely an accident, unless they are a word forwards.
  if (length >= 3) return !places.slice(1).every((at) => words.straddles(at))
  return hit.end - hit.start === length && !places.some((at) => words.inWord(at))
}

/** In no word, and not where ordinary Chinese puts it, but for an end of four that meets a word of trade: 让|自鹭标本. */
function isMisplaced({ start, end }: GlyphHit, at: number, length: number, field: FieldText): boolean {
  const isRare = isRareBeside(neighbourCount(field.text, at), length)
  return (isRare || (length > 3 && field.hasEvidence(start, end))) && !field.words.inWord(at)
}

/** Offsets of the characters of a hit, noise left out. */
function placesOf({ start, end }: GlyphHit, text: string): number[] {
  const places: number[] = []
  for (let at = start; at < end; at += 1) {
    if ((foldTable().kind[text.charCodeAt(at)] ?? 0) < FoldKind.noise) places.push(at)
  }
  return places
}

export function isPlain(mask: EvasionMask): boolean {
  return (mask & ~INNOCENT) === 0
}
