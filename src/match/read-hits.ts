import { childOf, ENDS, step } from './automaton.ts'
import { type CompiledLexicon, ORIGIN, UNIT } from './compiled-lexicon.ts'
import { foldTable } from './fold-table.ts'
import { hanCells } from './han-cells.ts'
import { PAIR, pairCount } from './pair-counts.ts'
import { GUESS, type TextHits } from './text-hits.ts'
import { foldPoint, isAstralNoise, isSameUnit, startBefore, widthAt } from './text-units.ts'

/** Where the scanner is: the text, the lexicon, and what was found so far. */
export interface Scan {
  readonly text: string
  readonly lexicon: CompiledLexicon
  /** Made when it is first asked for: most texts hold nothing. */
  readonly hits: TextHits
}

/**
 * Keeps every pattern that ends in the state, at the offset, and that is there.
 *
 * Characters that sound alike share a code, so what the automaton finds may be the term as it is written, or sound like
 * it in part, or neither: it is read back from its end to tell. Most of it is neither, and nothing is made for that.
 */
export function reportHits(scan: Scan, state: number, end: number, repeated = false): void {
  const { entryOf, entryFrom, shorter, patterns } = scan.lexicon.automaton
  for (let entry = entryOf[state] as number; entry !== 0; entry = shorter[entry] as number) {
    const to = entryFrom[entry + 1] as number
    for (let at = entryFrom[entry] as number; at < to; at += 1) {
      readBack(scan, patterns[at] as number, end, repeated)
    }
  }
}

/** Surrogate pairs, and single units that fold to several characters. Gives the state behind them. */
export function readSpecial(scan: Scan, at: number, from: number): number {
  const { automaton, specialCodes } = scan.lexicon
  const point = scan.text.codePointAt(at) ?? 0
  const codes = specialCodes.get(point)
  if (codes === undefined) return isAstralNoise(point) ? from : 0
  const end = at + widthAt(scan.text, at)
  let state = from
  for (const code of codes) {
    state = code === 0 ? 0 : step(automaton, state, code)
    if (((automaton.cells[2 * state] as number) & ENDS) !== 0) reportHits(scan, state, end)
  }
  return state
}

/**
 * 穿穿山山甲: reads on from a character that stands there again, as if it did not, until that reading and the plain one
 * come to the same. A term may hold the same character twice, so where one goes on with the repeat, it is read both
 * ways. Gives the offset up to which repeats have been read: they are not read twice, so a text of repeats costs three
 * times a plain one and no more.
 */
export function readRepeat(scan: Scan, at: number, state: number, code: number): number {
  const { text, lexicon } = scan
  const { automaton } = lexicon
  // 黑龙 龙江 are two words.
  if (!isAgain(text, at)) return 0
  const goesOn = childOf(automaton, state, code) !== 0
  const reading = { plain: step(automaton, state, code), squeezed: state, kept: state }
  if (goesOn) reading.kept = reading.plain
  let from = at + 1
  for (; from < text.length && isApart(reading); from += 1) {
    const next = plainCode(lexicon, text, from)
    if (next === BARRIER) break
    if (next !== NOISE) readOn(scan, reading, next, from)
  }
  return from
}

/** The states of three readings: of all that stands there, without repeats, and with those that a term goes on with. */
interface Reading {
  plain: number
  squeezed: number
  kept: number
}

function isApart({ plain, squeezed, kept }: Reading): boolean {
  return plain !== squeezed || plain !== kept
}

function readOn(scan: Scan, reading: Reading, code: number, at: number): void {
  const { automaton } = scan.lexicon
  const { squeezed, kept } = reading
  const isRepeat = isAgain(scan.text, at)
  reading.plain = step(automaton, reading.plain, code)
  if (!isRepeat) reading.squeezed = readSqueezed(scan, squeezed, code, reading.plain, at + 1)
  if (!isRepeat && kept === squeezed) reading.kept = reading.squeezed
  else if (!isRepeat || childOf(automaton, kept, code) !== 0)
    reading.kept = readSqueezed(scan, kept, code, reading.plain, at + 1)
}

function readSqueezed(scan: Scan, from: number, code: number, plain: number, end: number): number {
  const { automaton } = scan.lexicon
  const state = step(automaton, from, code)
  if (state !== plain && ((automaton.cells[2 * state] as number) & ENDS) !== 0)
    reportHits(scan, state, end, true)
  return state
}

const BARRIER = 0
const NOISE = -1

function plainCode({ units }: CompiledLexicon, text: string, at: number): number {
  const unit = units[text.charCodeAt(at)] as number
  if ((unit & UNIT.skip) !== 0) return NOISE
  return (unit & UNIT.special) === 0 ? unit & UNIT.codeMask : BARRIER
}

/** The same character as the one directly before. */
function isAgain(text: string, at: number): boolean {
  const { to } = foldTable()
  return at > 0 && to[text.charCodeAt(at)] === to[text.charCodeAt(at - 1)]
}

// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one walk, run for every hit, that makes nothing
function readBack(scan: Scan, pattern: number, end: number, repeated: boolean): void {
  const { text, lexicon } = scan
  const { term: terms, origin: origins } = lexicon.patterns
  const term = terms[pattern] as number
  const origin = origins[pattern] as number
  const folded = foldedOf(pattern, lexicon)
  const mayDiffer = !repeated && origin !== ORIGIN.variant && (lexicon.terms[term]?.spoken ?? false)
  const { to } = foldTable()
  let start = end
  let own = 0
  for (let left = folded.length; left > 0; ) {
    start = startBefore(text, start)
    const unit = to[text.charCodeAt(start)] as number
    const isSpecial = unit === 0 || unit > 0xffff
    const read = isSpecial ? readSpecialBack(text, start, folded, left) : 1
    if (read < 0) return
    left -= read
    if (isSpecial || isSameUnit(unit, folded.charCodeAt(left))) own += read
    else if (!mayDiffer || isDigit(unit)) return
    if (repeated) start = skipRepeats(text, start, folded, left)
  }
  if (own === 0) return
  // Most of what sounds like a word of two characters is another word of two.
  if (own < folded.length && folded.length === 2 && isEverydayPair(text, start, end)) return
  if (own < folded.length) scan.hits.sounds.push({ term, cells: hanCells(text, end, folded.length) })
  else if (origin !== ORIGIN.spoken)
    scan.hits.glyphs.push({ pattern, start, end, repeated, guess: GUESS.none, changed: -1 })
}

function isEverydayPair(text: string, start: number, end: number): boolean {
  return end - start === 2 && pairCount(text.charAt(start), text.charAt(start + 1)) === PAIR.often
}

/** How many units of the pattern a rare character is, 0 for noise; -1 when it is something else. */
function readSpecialBack(text: string, start: number, folded: string, left: number): number {
  const read = foldPoint(text.codePointAt(start) ?? 0)
  return folded.endsWith(read, left) ? read.length : -1
}

/** Where the characters begin that say the unit at `index` again, if what stands before it in the term is another one. */
function skipRepeats(text: string, from: number, folded: string, index: number): number {
  const { to } = foldTable()
  const read = to[text.charCodeAt(from)] as number
  if (read === 0 || index === 0 || folded.charCodeAt(index - 1) === read) return from
  let start = from
  for (let at = from - 1; at >= 0; at -= 1) {
    const unit = to[text.charCodeAt(at)] as number
    if (unit === read) start = at
    else if (unit !== 0) break
  }
  return start
}

/** Digits at the place of a character are no disguise. */
function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39
}

/** The folded text of a pattern. */
function foldedOf(pattern: number, { patterns, terms }: CompiledLexicon): string {
  const folded = terms[patterns.term[pattern] as number]?.folded ?? ''
  const origin = patterns.origin[pattern] as number
  return origin === ORIGIN.variant ? (patterns.variants.get(pattern)?.folded ?? '') : folded
}
