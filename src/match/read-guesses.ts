import { childOf, isOwnEnd, ownPatterns } from './automaton.ts'
import { behindNoise, type CompiledTerm, ORIGIN, UNIT, unitAt } from './compiled-lexicon.ts'
import { REVERSED, VARIANT_GLYPH } from './evasion-mask.ts'
import { MAX_SOUND_CHARS, reverse } from './expand-term.ts'
import { NO_THIRD, needsNoThird, OPENING, openingsAt } from './guess-bits.ts'
import { lookAlikesOf, meantBy } from './look-alikes.ts'
import type { Scan } from './read-hits.ts'
import { GUESS } from './text-hits.ts'

/** Units between two characters of a guess; what is believed of them is less. */
const MAX_SKIPPED = 12

/** A scan with a reader of characters that were taken apart. */
export interface GuessScan extends Scan {
  readSplit(head: number, tail: number): void
}

/**
 * Reads what may begin with two characters, the second one at the offset, that have their bits among the pairs; `word`
 * is the one with these bits.
 */
export function readGuesses(scan: GuessScan, second: number, hash: number, word: number): void {
  const { guesses } = scan.lexicon
  const third = unitBehind(scan, second)
  let openings = third === NO_THIRD ? 0 : openingsAt(guesses, hash, third)
  if (needsNoThird(word, hash)) openings |= openingsAt(guesses, hash, NO_THIRD)
  if (openings === 0) return
  const first = placeBefore(scan, second)
  // What stands behind a picture or much noise is looked for by the reader of parts.
  const isOpen = third === NO_THIRD || third >= UNIT.flagged
  const splits = (1 << OPENING.split) | (isOpen ? 1 << OPENING.longSplit : 0)
  if ((openings & splits) !== 0) scan.readSplit(first, second)
  for (let changed = 0; changed <= OPENING.laterAlike; changed += 1) {
    if ((openings & (1 << changed)) !== 0) readLookAlikes(scan, first, changed)
  }
  if ((openings & (1 << OPENING.reversed)) !== 0) readReversed(scan, first)
}

/** The number of the next unit, a little noise looked through; NO_THIRD where none follows. */
function unitBehind({ text, lexicon }: Scan, before: number): number {
  const at = behindNoise(lexicon.units, text, before + 1, MAX_NOISE_BEHIND)
  return at < 0 ? NO_THIRD : (lexicon.units[text.charCodeAt(at)] as number)
}

const MAX_NOISE_BEHIND = 4

/** The character before one, noise aside: there is one. */
function placeBefore({ text, lexicon }: Scan, before: number): number {
  let at = before - 1
  while (((lexicon.units[text.charCodeAt(at)] as number) & (UNIT.skip | UNIT.special)) !== 0) at -= 1
  return at
}

/** Every term that stands there backwards, its last character at the offset. */
function readReversed(scan: Scan, first: number): void {
  const { automaton } = scan.lexicon
  const places = [first]
  for (let at = nextPlace(scan, first); at >= 0; at = nextPlace(scan, at)) {
    places.push(at)
    let state = 0
    let index = places.length - 1
    for (; index >= 0; index -= 1) {
      state = childOf(automaton, state, codeAt(scan, places[index] as number))
      if (state === 0) break
    }
    if (index < 0 && isOwnEnd(automaton, state)) keepReversed(scan, state, places)
    if (places.length === MAX_SOUND_CHARS) return
  }
}

/** Every term whose first character stands at the offset, and of which the character that the opening says looks like it. */
function readLookAlikes(scan: Scan, first: number, opening: number): void {
  let state = 0
  let at = first
  for (let index = 0; at >= 0 && index < MAX_SOUND_CHARS; index += 1) {
    if (index >= opening) readChanged(scan, first, index, at, state)
    if (index === opening && opening !== OPENING.laterAlike) return
    state = childOf(scan.lexicon.automaton, state, codeAt(scan, at))
    if (state === 0) return
    at = nextPlace(scan, at)
  }
}

/** `state`: before the character at the offset, which may stand for another. */
function readChanged(scan: Scan, first: number, changed: number, at: number, state: number): void {
  const { automaton, units } = scan.lexicon
  for (const meant of meantBy(foldAt(scan, at))) {
    const code = (units[meant] as number) & UNIT.codeMask
    const next = code === 0 ? 0 : childOf(automaton, state, code)
    if (next !== 0) readRest(scan, first, changed, at, next)
  }
}

function readRest(scan: Scan, first: number, changed: number, from: number, begun: number): void {
  const { automaton } = scan.lexicon
  let state = begun
  let at = from
  for (let length = changed + 1; ; length += 1) {
    if (isOwnEnd(automaton, state)) keepLookAlikes(scan, state, placesFrom(scan, first, length), changed)
    at = nextPlace(scan, at)
    if (at < 0 || length === MAX_SOUND_CHARS) return
    state = childOf(automaton, state, codeAt(scan, at))
    if (state === 0) return
  }
}

function placesFrom(scan: Scan, first: number, count: number): number[] {
  const places = [first]
  while (places.length < count) places.push(nextPlace(scan, places.at(-1) as number))
  return places
}

/** -1 when too much noise follows, or nothing, or a character beyond one unit. */
function nextPlace({ text, lexicon }: Scan, before: number): number {
  const at = behindNoise(lexicon.units, text, before + 1, MAX_SKIPPED - 1)
  return (unitAt(lexicon.units, text, at) & UNIT.special) === 0 ? at : -1
}

function foldAt({ text, lexicon }: Scan, at: number): number {
  return lexicon.folds[text.charCodeAt(at)] as number
}

function codeAt({ text, lexicon }: Scan, at: number): number {
  return (lexicon.units[text.charCodeAt(at)] as number) & UNIT.codeMask
}

function keepReversed(scan: Scan, state: number, places: readonly number[]): void {
  const read = readAt(scan, places)
  for (const [pattern, term] of plainTermsAt(scan, state)) {
    if ((term.allowed & REVERSED) === 0 || term.folded === read || term.folded !== reverse(read)) continue
    keep(scan, pattern, places, GUESS.reversed, -1)
  }
}

function keepLookAlikes(scan: Scan, state: number, places: readonly number[], changed: number): void {
  const read = readAt(scan, places)
  for (const [pattern, term] of plainTermsAt(scan, state)) {
    if ((term.allowed & VARIANT_GLYPH) === 0) continue
    const meant = term.folded.charAt(changed)
    const isSpelled = read.slice(0, changed) + meant + read.slice(changed + 1) === term.folded
    if (!isSpelled || !lookAlikesOf(meant, term.length).includes(read.charAt(changed))) continue
    keep(scan, pattern, places, GUESS.lookAlike, changed)
  }
}

/** Patterns that end in the state and are a term as it is written, each with its term. */
function plainTermsAt({ lexicon }: Scan, state: number): [pattern: number, term: CompiledTerm][] {
  return [...ownPatterns(lexicon.automaton, state)].flatMap((pattern) => {
    const term = lexicon.terms[lexicon.patterns.term[pattern] as number]
    const isPlain = lexicon.patterns.origin[pattern] === ORIGIN.plain
    return isPlain && term?.guessable ? [[pattern, term]] : []
  })
}

function readAt(scan: Scan, places: readonly number[]): string {
  return String.fromCharCode(...places.map((place) => foldAt(scan, place)))
}

function keep(scan: Scan, pattern: number, places: readonly number[], guess: GUESS, changed: number): void {
  const start = places[0] as number
  const end = (places.at(-1) as number) + 1
  scan.hits.glyphs.push({ pattern, start, end, repeated: false, guess, changed })
}
