import type { Candidate } from './candidate.ts'
import type { Cell, SoundHit } from './cell.ts'
import type { CompiledLexicon, CompiledTerm } from './compiled-lexicon.ts'
import { EMOJI, type EvasionMask, HOMOPHONE, INITIALS, PINYIN, SPLIT_CHAR } from './evasion-mask.ts'
import type { FieldText } from './field-text.ts'
import { lettersAt, MAX_RUN } from './letter-run.ts'
import { LONG } from './read-hits.ts'
import { type Gap, graphemeEnd, isBridged, readSpan } from './read-span.ts'
import { isSpelled } from './syllables.ts'
import { FUNCTION_WORDS } from './tables/function-words.ts'
import { RADICAL_NAMES } from './tables/radical-forms.ts'
import { BARE_RADICALS } from './tables/split-characters.ts'
import { startBefore, widthAt } from './text-units.ts'

/** How many characters of the term stand there in which way. */
interface Tally {
  own: number
  homophone: number
  pinyin: number
  initial: number
  split: number
  picture: number
}

const KIND_MASKS: Readonly<Record<keyof Tally, EvasionMask>> = {
  own: 0,
  homophone: HOMOPHONE,
  pinyin: PINYIN,
  initial: INITIALS,
  split: SPLIT_CHAR,
  picture: EMOJI,
}

/** Decides whether a run of syllables is the term, from the weakest sign in it. */
export function judgeSounds(
  { term, cells }: SoundHit,
  lexicon: CompiledLexicon,
  field: FieldText,
): Candidate | undefined {
  const compiled = lexicon.terms[term]
  const first = cells[0]
  const last = cells.at(-1)
  if (compiled === undefined || first === undefined || last === undefined) return undefined
  if (!first.opens || !last.closes || isBarePair(cells, field)) return undefined
  const tally = count(cells, [...compiled.folded])
  if (tally === undefined) return undefined
  const gaps = gapsBetween(field.text, cells)
  if (!isBridged(gaps.gaps, cells.length) || !fillsItsWords(cells, field.text)) return undefined
  if (isParted(gaps.gaps, tally, cells.length)) return undefined
  const mask = gaps.mask | maskOf(tally)
  if ((mask & ~compiled.allowed) !== 0) return undefined
  const believed =
    cells.length === 2
      ? believePair(cells, tally, compiled, field)
      : believeLong(cells, tally, compiled, field)
  if (!believed) return undefined
  const guessed = tally.homophone + tally.initial > 0
  return { term, start: first.start, end: graphemeEnd(field.text, last.end), mask, guessed }
}

/** Two characters, one of which only sounds right, without what they want: nearly all that is found, so asked first. */
function isBarePair(cells: readonly Cell[], field: FieldText): boolean {
  return cells.length === 2 && cells.every(({ kind }) => kind === 'han') && !hasEvidence(cells, field)
}

/**
 * A sign between characters that only sound right parts two words (18K铂金 吊坠); between all of them it spells one
 * out (沙 白 灵).
 */
function isParted(gaps: readonly Gap[], tally: Tally, length: number): boolean {
  const parted = gaps.filter(({ noise }) => noise > 0).length
  if (parted === 0 || tally.homophone === 0) return false
  const onlyHomophones = tally.own + tally.homophone === length
  return onlyHomophones && (length === 2 || parted < length - 1)
}

/** Undefined when a cell cannot be this character: a picture or a split that means another one, a word of grammar. */
function count(cells: readonly Cell[], chars: readonly string[]): Tally | undefined {
  const tally: Tally = { own: 0, homophone: 0, pinyin: 0, initial: 0, split: 0, picture: 0 }
  for (const [index, cell] of cells.entries()) {
    const sign = signOf(cell, chars[index] ?? '', chars.length)
    if (sign === undefined) return undefined
    tally[sign] += 1
  }
  return tally
}

function signOf({ kind, read }: Cell, char: string, length: number): keyof Tally | undefined {
  if (kind === 'pinyin' || kind === 'initial') return kind
  if (read === char) return kind === 'han' ? 'own' : kind
  return kind === 'han' && (length >= LONG || !FUNCTION_WORDS.has(read)) ? 'homophone' : undefined
}

function maskOf(tally: Tally): EvasionMask {
  let mask = 0
  for (const sign of Object.keys(KIND_MASKS) as (keyof Tally)[]) if (tally[sign] > 0) mask |= KIND_MASKS[sign]
  return mask
}

/** What stands between the cells, and how the characters among them were folded. */
function gapsBetween(text: string, cells: readonly Cell[]): ReturnType<typeof readSpan> {
  let mask = 0
  const gaps = []
  let before: Cell | undefined
  for (const cell of cells) {
    if (before && cell.start > before.end) {
      const gap = readSpan(text, before.end, cell.start)
      mask |= gap.mask
      gaps.push(...gap.gaps)
    }
    if (cell.kind !== 'picture') mask |= readSpan(text, cell.start, cell.end).mask
    before = cell
  }
  return { mask, gaps }
}

/**
 * A word of Latin letters belongs to the term whole, or it is another word: 象ya, but not 象Yoga. Of a long term in
 * full pinyin, syllables may be left over: chuanshanjiapian.
 */
function fillsItsWords(cells: readonly Cell[], text: string): boolean {
  const spelled = cells.filter(({ kind }) => kind === 'pinyin' || kind === 'initial')
  const long = cells.length >= 3 && spelled.every(({ kind }) => kind === 'pinyin')
  for (const [index, cell] of spelled.entries()) {
    const touchesBefore = spelled[index - 1]?.end === cell.start
    const touchesAfter = spelled[index + 1]?.start === cell.end
    if (!touchesBefore && !isLeftOver(lettersBefore(text, cell.start), long)) return false
    if (!touchesAfter && !isLeftOver(lettersAfter(text, cell.end), long)) return false
  }
  return true
}

function isLeftOver(letters: string, long: boolean): boolean {
  return letters === '' || (long && isSpelled(letters))
}

function lettersBefore(text: string, end: number): string {
  let letters = ''
  for (let at = end; at > 0 && letters.length < MAX_RUN; ) {
    at = startBefore(text, at)
    const read = lettersAt(text, at)
    if (read === undefined) break
    letters = read + letters
  }
  return letters.slice(-MAX_RUN)
}

function lettersAfter(text: string, start: number): string {
  let letters = ''
  for (let at = start; at < text.length && letters.length < MAX_RUN; at += widthAt(text, at)) {
    const read = lettersAt(text, at)
    if (read === undefined) break
    letters += read
  }
  return letters.slice(0, MAX_RUN)
}

/** Two characters: at most one may be a guess, and then the text must speak of trade and hold no ordinary word there. */
function believePair(
  cells: readonly Cell[],
  tally: Tally,
  compiled: CompiledTerm,
  field: FieldText,
): boolean {
  if (tally.homophone + tally.initial > 1 || field.isCommonWord(start(cells), end(cells))) return false
  if (tally.initial === 1)
    return tally.own === 1 && isTight(cells) && hasEvidence(cells, field) && isFree(cells, field)
  // 戴mao is spelled on purpose; a picture beside some other character that sounds right is just a picture.
  if (tally.homophone === 1)
    return tally.picture === 0 && hasEvidence(cells, field) && isFreePair(cells, compiled, field)
  if (tally.own === 0) return believeUnwritten(cells, tally, field)
  if (tally.split === 1) return isFreeSplit(cells, compiled, field)
  const letters = cells.reduce((sum, { kind, read }) => sum + (kind === 'pinyin' ? read.length : 0), 0)
  return (letters !== 1 && isFree(cells, field)) || hasEvidence(cells, field)
}

/** Three and more: one character of the term itself, and no ordinary word where it is said to be disguised. */
function believeLong(
  cells: readonly Cell[],
  tally: Tally,
  compiled: CompiledTerm,
  field: FieldText,
): boolean {
  // Asked before the cut: words are slow to cut.
  if (tally.own > 0 ? !isBacked(cells, tally, field) : tally.homophone + tally.initial > 0) return false
  const { words } = field
  const cutsLeft = words.straddlesCommon(start(cells))
  const cutsRight = words.straddlesCommon(end(cells))
  const guessed = tally.homophone + tally.initial
  const isShortGuess = guessed > 0 && cells.length === 3
  if ((cutsLeft && cutsRight) || (isShortGuess && (cutsLeft || cutsRight))) return false
  if (tally.own === 0) return believeUnwritten(cells, tally, field)
  if (tally.split > 0 && !isFreeSplit(cells, compiled, field)) return false
  return isFreeChange(cells, tally, compiled, field)
}

/** No everyday word where the term is said to be disguised, unless three characters of it and words of trade say so. */
function isFreeChange(
  cells: readonly Cell[],
  tally: Tally,
  compiled: CompiledTerm,
  field: FieldText,
): boolean {
  const chars = [...compiled.folded]
  const changed = cells.filter(({ kind, read }, at) => kind === 'han' && read !== chars[at])
  const isSure = tally.own >= 3 && hasEvidence(cells, field)
  if (!isSure && changed.some(({ start: at }) => field.words.inCommonWord(at))) return false
  // A dictionary's word is a word after all where little of the term is left and nothing of trade stands beside it.
  return tally.own >= 2 || isFree(changed, field) || hasEvidence(cells, field)
}

/** Of three characters two are too little by themselves: 大王峰 is a hill, not 大王蜂. */
function isBacked(cells: readonly Cell[], tally: Tally, field: FieldText): boolean {
  if (tally.homophone > 0 && cells.length === 3)
    return field.standsApart(start(cells), end(cells)) || hasEvidence(cells, field)
  return tally.homophone + tally.initial < 2 || tally.own > 1 || hasEvidence(cells, field)
}

/** Letters that are hardly a word of another language any more when they spell a term throughout: xiangya, not yebei. */
const MIN_LETTERS = 6

/** Nothing of the term is written: spelled, put together or drawn throughout. */
function believeUnwritten(cells: readonly Cell[], tally: Tally, field: FieldText): boolean {
  const isOnePicture = tally.picture === cells.length && cells.every((cell) => cell.start === cells[0]?.start)
  if (isOnePicture) return hasEvidence(cells, field)
  if (tally.pinyin < cells.length) return true
  const letters = cells.reduce((sum, { read }) => sum + read.length, 0)
  if (letters < 4) return false
  if (isTight(cells) && letters >= MIN_LETTERS) return true
  return field.isAmongHan(start(cells), end(cells)) && (cells.length > 2 || hasEvidence(cells, field))
}

function isTight(cells: readonly Cell[]): boolean {
  return cells.every((cell, index) => index === 0 || cells[index - 1]?.end === cell.start)
}

/** None of the characters belongs to a dictionary word. */
function isFree(cells: readonly Cell[], { words }: FieldText): boolean {
  return cells.every(({ kind, start: at }) => kind !== 'han' || !words.inWord(at))
}

/** The character that only sounds right is in no word at all, and the other one in no everyday word. */
function isFreePair(cells: readonly Cell[], { folded }: CompiledTerm, { words }: FieldText): boolean {
  return cells.every(({ kind, read, start: at }, index) => {
    if (kind !== 'han') return true
    return read === folded.charAt(index) ? !words.inCommonWord(at) : !words.inWord(at)
  })
}

/** A bare radical is no word at all; parts that are characters must not be words of the sentence. */
function isFreeSplit(cells: readonly Cell[], { length }: CompiledTerm, { text, words }: FieldText): boolean {
  return cells.every((cell, index) => {
    if (cell.kind !== 'split' || isDeliberate(text.slice(cell.start, cell.end))) return true
    if (length === 2 && index === 0 && words.straddles(cell.start)) return false
    for (let at = cell.start; at < cell.end; at += 1) if (words.inWord(at)) return false
    return true
  })
}

function isDeliberate(parts: string): boolean {
  return (
    [...parts].some((part) => BARE_RADICALS.has(part)) ||
    [...RADICAL_NAMES].some((name) => parts.startsWith(name))
  )
}

function hasEvidence(cells: readonly Cell[], field: FieldText): boolean {
  return field.hasEvidence(start(cells), end(cells))
}

function start(cells: readonly Cell[]): number {
  return cells[0]?.start ?? 0
}

function end(cells: readonly Cell[]): number {
  return cells.at(-1)?.end ?? 0
}
