import { isBelieved } from './believe-sounds.ts'
import type { Candidate } from './candidate.ts'
import type { Cell, SoundHit } from './cell.ts'
import type { CompiledLexicon } from './compiled-lexicon.ts'
import { EMOJI, type EvasionMask, HOMOPHONE, INITIALS, PINYIN, SPLIT_CHAR } from './evasion-mask.ts'
import type { FieldText } from './field-text.ts'
import { lettersAt, MAX_RUN } from './letter-run.ts'
import { PAIR } from './pair-counts.ts'
import { type Gap, graphemeEnd, isBridged, readSpan } from './read-span.ts'
import { neighboursOf, SoundReading, type Tally } from './sound-reading.ts'
import { isSpelled } from './syllables.ts'
import { startBefore, widthAt } from './text-units.ts'

const KIND_MASKS: Readonly<Record<keyof Tally, EvasionMask>> = {
  own: 0,
  homophone: HOMOPHONE,
  pinyin: PINYIN,
  initial: INITIALS,
  split: SPLIT_CHAR,
  picture: EMOJI,
  hint: EMOJI,
}

/** Decides whether a run of syllables is the term. */
export function judgeSounds(
  { term, cells }: SoundHit,
  lexicon: CompiledLexicon,
  field: FieldText,
): Candidate | undefined {
  const compiled = lexicon.terms[term]
  if (compiled === undefined || !cells[0]?.opens || !cells.at(-1)?.closes) return undefined
  if (isBarePair(cells, field)) return undefined
  const tally = count(cells, [...compiled.folded])
  if (tally === undefined) return undefined
  const gaps = gapsBetween(field.text, cells)
  const mask = gaps.mask | maskOf(tally)
  if ((mask & ~compiled.allowed) !== 0) return undefined
  if (!isBridged(gaps.gaps, cells.length) || !fillsItsWords(cells, field.text)) return undefined
  const reading = new SoundReading(cells, compiled, field, tally)
  if (isParted(reading, gaps.gaps) || !isBelieved(reading)) return undefined
  const { start, end, guessed } = reading
  return { term, start, end: graphemeEnd(field.text, end), mask, guessed: guessed > 0 }
}

/** Two characters, one of which only sounds right, without what they want: nearly all that is found, so asked first. */
function isBarePair(cells: readonly Cell[], field: FieldText): boolean {
  if (cells.length > 2 || cells.some(({ kind }) => kind !== 'han')) return false
  if (neighboursOf(cells, field.text) === PAIR.unseen) return false
  return !field.hasEvidence(cells[0]?.start ?? 0, cells[1]?.end ?? 0)
}

/**
 * A sign between characters that only sound right parts two words (18K铂金 吊坠). Between all of them it spells one out
 * (沙 白 灵), and nobody parts words with 🙏 or ★.
 */
function isParted(reading: SoundReading, gaps: readonly Gap[]): boolean {
  const { tally, length, field } = reading
  const parted = gaps.filter(({ noise }) => noise > 0)
  if (parted.length === 0 || tally.homophone === 0 || tally.own + tally.homophone < length) return false
  if (length > 2 && parted.length === length - 1) return false
  const parting = parted.filter(({ from, to }) => PARTING.test(field.text.slice(from, to)))
  if (parting.some(({ hasStop }) => hasStop)) return true
  return !isOneWord(reading, parting)
}

/** `parting`: gaps filled with what may stand between two words. */
function isOneWord(reading: SoundReading, parting: readonly Gap[]): boolean {
  const isMostlyOwn = reading.length > 2 && reading.tally.own >= 2
  const isDeliberate = parting.length === 0
  if (isDeliberate && isMostlyOwn && reading.length > 3) return true
  if (reading.isStrange && (isDeliberate || (isMostlyOwn && !parting.some(({ blank }) => blank)))) return true
  return (isDeliberate || isMostlyOwn || isEachBracketed(reading)) && reading.hasEvidence
}

/** What stands between words in a title, and nothing else. */
const PARTING = /^[\s\p{P}\p{M}\p{Cf}+|~=<>]+$/u

/** 【主】【獾】 */
function isEachBracketed({ cells, field }: SoundReading): boolean {
  return cells.every(
    ({ start, end }) => OPENING.test(field.text.charAt(start - 1)) && CLOSING.test(field.text.charAt(end)),
  )
}

const OPENING = /^\p{Ps}$/u
const CLOSING = /^\p{Pe}$/u

/** Undefined when a cell cannot be this character: a picture or a split that means another one. */
function count(cells: readonly Cell[], chars: readonly string[]): Tally | undefined {
  const tally: Tally = { own: 0, homophone: 0, pinyin: 0, initial: 0, split: 0, picture: 0, hint: 0 }
  for (const [index, cell] of cells.entries()) {
    const sign = signOf(cell, chars[index] ?? '')
    if (sign === undefined) return undefined
    tally[sign] += 1
  }
  return tally
}

function signOf({ kind, read }: Cell, char: string): keyof Tally | undefined {
  if (kind === 'pinyin' || kind === 'initial' || (kind === 'hint' && read === '')) return kind
  if (read === char) return kind === 'han' ? 'own' : kind
  return kind === 'han' ? 'homophone' : undefined
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
    if (cell.kind !== 'picture' && cell.kind !== 'hint') mask |= readSpan(text, cell.start, cell.end).mask
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
