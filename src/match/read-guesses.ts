import { childOf, isOwnEnd } from './automaton.ts'
import { ORIGIN, UNIT } from './compiled-lexicon.ts'
import { REVERSED, VARIANT_GLYPH } from './evasion-mask.ts'
import { MAX_SOUND_CHARS, reverse } from './expand-term.ts'
import { mayOpenTriple } from './guess-bits.ts'
import { lookAlikesOf, meantBy } from './look-alikes.ts'
import type { Scan } from './read-hits.ts'
import { GUESS, TextHits } from './text-hits.ts'

/** Units between two characters of a guess; what is believed of them is less. */
const MAX_SKIPPED = 12

/**
 * Words that may be reversed, or have one look-alike, and whose first two characters stand at the offsets. `hash` is
 * that of the two.
 */
export function readGuesses(scan: Scan, first: number, second: number, hash: number): void {
  const { guesses } = scan.lexicon
  const third = nextPlace(scan, second)
  const opens =
    mayOpenTriple(guesses, hash, 0) || (third >= 0 && mayOpenTriple(guesses, hash, foldAt(scan, third)))
  if (!opens) return
  const places = [first, second]
  for (let at = third; at >= 0 && places.length < MAX_SOUND_CHARS; at = nextPlace(scan, at)) places.push(at)
  readReversed(scan, places)
  readLookAlikes(scan, places, 0, 0, -1)
}

/** -1 when too much noise follows, or nothing. */
function nextPlace({ text, lexicon }: Scan, before: number): number {
  const limit = Math.min(text.length, before + MAX_SKIPPED)
  for (let at = before + 1; at < limit; at += 1) {
    const unit = lexicon.units[text.charCodeAt(at)] as number
    if ((unit & UNIT.special) !== 0) return -1
    if ((unit & UNIT.skip) === 0) return at
  }
  return -1
}

function foldAt({ text, lexicon }: Scan, at: number): number {
  return lexicon.folds[text.charCodeAt(at)] as number
}

function codeAt({ text, lexicon }: Scan, at: number): number {
  return (lexicon.units[text.charCodeAt(at)] as number) & UNIT.codeMask
}

/** Every word of the places that is a term backwards, which begins with the first of them. */
function readReversed(scan: Scan, places: readonly number[]): void {
  const { automaton } = scan.lexicon
  for (let last = 1; last < places.length; last += 1) {
    let state = 0
    let index = last
    for (; index >= 0; index -= 1) {
      state = childOf(automaton, state, codeAt(scan, places[index] as number))
      if (state === 0) break
    }
    if (index < 0 && isOwnEnd(automaton, state)) keepReversed(scan, state, places.slice(0, last + 1))
  }
}

function keepReversed(scan: Scan, state: number, places: readonly number[]): void {
  const read = readAt(scan, places)
  for (const pattern of plainPatternsAt(scan, state)) {
    const term = termOf(scan, pattern)
    if (term === undefined || (term.allowed & REVERSED) === 0 || term.folded === read) continue
    if (term.folded === reverse(read)) keep(scan, pattern, places, GUESS.reversed, -1)
  }
}

/** Walks from the beginning of terms over their own characters and, once, over one that looks like it. */
function readLookAlikes(
  scan: Scan,
  places: readonly number[],
  index: number,
  state: number,
  changed: number,
): void {
  const { automaton, units } = scan.lexicon
  if (changed >= 0 && isOwnEnd(automaton, state)) keepLookAlikes(scan, state, places.slice(0, index), changed)
  const place = places[index]
  if (place === undefined) return
  const own = childOf(automaton, state, codeAt(scan, place))
  if (own !== 0) readLookAlikes(scan, places, index + 1, own, changed)
  if (changed >= 0) return
  for (const meant of meantBy(String.fromCharCode(foldAt(scan, place)))) {
    const code = (units[meant.charCodeAt(0)] as number) & UNIT.codeMask
    const next = code === 0 ? 0 : childOf(automaton, state, code)
    if (next !== 0) readLookAlikes(scan, places, index + 1, next, index)
  }
}

function keepLookAlikes(scan: Scan, state: number, places: readonly number[], changed: number): void {
  const read = readAt(scan, places)
  for (const pattern of plainPatternsAt(scan, state)) {
    const term = termOf(scan, pattern)
    if (term === undefined || (term.allowed & VARIANT_GLYPH) === 0) continue
    const meant = term.folded.charAt(changed)
    const isSpelled = read.slice(0, changed) + meant + read.slice(changed + 1) === term.folded
    if (isSpelled && lookAlikesOf(meant, term.length).includes(read.charAt(changed)))
      keep(scan, pattern, places, GUESS.lookAlike, changed)
  }
}

function plainPatternsAt({ lexicon }: Scan, state: number): number[] {
  const { entryOf, entryFrom, patterns } = lexicon.automaton
  const entry = entryOf[state] as number
  const found = patterns.subarray(entryFrom[entry], entryFrom[entry + 1])
  return [...found].filter((pattern) => lexicon.patterns.origin[pattern] === ORIGIN.plain)
}

function termOf({ lexicon }: Scan, pattern: number) {
  const term = lexicon.terms[lexicon.patterns.term[pattern] as number]
  return term?.guessable ? term : undefined
}

function readAt(scan: Scan, places: readonly number[]): string {
  return String.fromCharCode(...places.map((place) => foldAt(scan, place)))
}

function keep(scan: Scan, pattern: number, places: readonly number[], guess: GUESS, changed: number): void {
  const start = places[0] as number
  const end = (places.at(-1) as number) + 1
  scan.found ??= new TextHits()
  scan.found.glyphs.push({ pattern, start, end, repeated: false, guess, changed })
}
