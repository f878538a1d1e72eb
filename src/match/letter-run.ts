import { FoldKind, foldTable } from './fold-table.ts'
import { type SyllableTable, syllableEnds } from './syllables.ts'
import { foldPoint, startBefore, widthAt } from './text-units.ts'

/** Letters that follow one another; only accents and invisible characters may stand between them. */
export interface LetterRun {
  readonly from: number
  readonly end: number
  /** Folded. Cut off behind MAX_RUN letters. */
  readonly letters: string
  /** By letter: where the character stands that it is read from. */
  readonly starts: readonly number[]
  readonly ends: readonly number[]
  /** Can be cut into syllables: `xiangya`, not `stock`. */
  readonly isSpelled: boolean
  /** One letter or two, and no size or model: 穿s甲, not 304L管. */
  readonly mayBeInitials: boolean
  /** Offsets inside the run at which a syllable may begin while the rest can be cut into syllables too. */
  readonly innerStarts: readonly number[]
}

/** A spelled term is a word or two; longer runs are codes and addresses. */
export const MAX_RUN = 30
/** Initials come alone or in twos; a letter of a longer word is no initial. */
const MAX_INITIALS = 2
/** A term that begins inside a run is spelled throughout, and short ones are not believed then. */
const MIN_INNER = 6

export function readLetterRun(text: string, at: number, syllables: SyllableTable): LetterRun {
  const from = startOfRun(text, at)
  let letters = ''
  const starts: number[] = []
  const ends: number[] = []
  let end = from
  for (let next = from; next < text.length && letters.length <= MAX_RUN; ) {
    const start = next
    next = start + widthAt(text, start)
    const folded = lettersAt(text, start)
    if (folded === undefined) break
    letters += folded
    if (folded !== '') end = next
    for (let count = 0; count < folded.length; count += 1) {
      starts.push(start)
      ends.push(next)
    }
  }
  const reach = letters.length > MAX_RUN ? 0 : syllableEnds(syllables, letters)
  const isSpelled = ((reach >>> letters.length) & 1) === 1
  const mayBeInitials = letters.length <= MAX_INITIALS && (isSpelled || !isMeasure(text, from, end))
  const innerStarts =
    isSpelled && letters.length >= MIN_INNER ? innerOf(letters, starts, reach, syllables) : []
  return { from, end, letters, starts, ends, isSpelled, mayBeInitials, innerStarts }
}

/** The run may have been entered in its middle, behind an invisible character. */
function startOfRun(text: string, at: number): number {
  let from = at
  for (let before = at, read = 0; before > 0 && read <= MAX_RUN; read += 1) {
    before = startBefore(text, before)
    const folded = lettersAt(text, before)
    if (folded === undefined) break
    if (folded !== '') from = before
  }
  return from
}

/** Empty for an invisible character, undefined for the end of a run. */
export function lettersAt(text: string, at: number): string | undefined {
  const folded = foldPoint(text.codePointAt(at) ?? 0)
  if (folded !== '') return LETTERS.test(folded) ? folded : undefined
  return foldTable().kind[text.charCodeAt(at)] === FoldKind.invisible ? '' : undefined
}

const LETTERS = /^[a-z]+$/

/** 5L, A4, 304L: one or two letters at a number are a size or a model, not initials. */
function isMeasure(text: string, from: number, end: number): boolean {
  return isDigit(text.charCodeAt(from - 1)) || isDigit(text.charCodeAt(end))
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57
}

function innerOf(
  letters: string,
  starts: readonly number[],
  reach: number,
  syllables: SyllableTable,
): number[] {
  const inner: number[] = []
  for (let at = 1; at < letters.length; at += 1) {
    if (((reach >>> at) & 1) === 0) continue
    const rest = letters.slice(at)
    if (((syllableEnds(syllables, rest) >>> rest.length) & 1) === 1) inner.push(starts[at] as number)
  }
  return inner
}
