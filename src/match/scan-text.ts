import { ENDS, step, tripleBit } from './automaton.ts'
import { hasBit } from './bits.ts'
import { type CompiledLexicon, UNIT } from './compiled-lexicon.ts'
import { pairBits, pairHash } from './guess-bits.ts'
import { mayBeTerm } from './letter-run.ts'
import { MixtureReader } from './mixture-reader.ts'
import { type GuessScan, readGuesses } from './read-guesses.ts'
import { readRepeat, readSpecial, reportHits } from './read-hits.ts'
import { TextHits } from './text-hits.ts'
import { isAstralNoiseAt, widthAt } from './text-units.ts'

// To the compiler what a module imports is a variable, and what it says itself is a constant.
const {
  codeMask: CODE,
  flagged: FLAGGED,
  skip: SKIP,
  special: SPECIAL,
  letter: LETTER,
  picture: PICTURE,
  whole: WHOLE,
} = UNIT
const IS_END = ENDS
const holds = hasBit
const thirdBit = tripleBit
const hashOf = pairHash
const bitsOf = pairBits

/**
 * Reads a text once and gives every pattern in it, nested ones included; undefined when there is nothing.
 *
 * The loops look as they do because they run for every character of every listing: no call and no object for a character
 * that is nothing but itself. In ordinary text two neighbours seldom begin a pattern, and three hardly ever: a bit or two
 * say so, and the automaton, which is too large for a core's cache, is walked only behind those that do.
 */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: the hot loop is one function on purpose
export function scanText(text: string, lexicon: CompiledLexicon): TextHits | undefined {
  const { units, bySound } = lexicon
  const { pairs: guessPairs, pairShift } = lexicon.guesses
  const { cells, fail, rootNext, pairs, pairFactor, pairMask, triples } = lexicon.automaton
  const scan = new TextScan(text, lexicon)
  const { length } = text
  // Code and number of the character before, noise aside.
  let before = 0
  let unitBefore = 0
  for (let at = 0; at < length; ) {
    // Where no pattern goes on from more than the character before, the state is the root's child by that one.
    for (; at < length; at += 1) {
      const unit = units[text.charCodeAt(at)] as number
      if (unit >= FLAGGED && (unit & (SKIP | SPECIAL)) !== 0) {
        if ((unit & SPECIAL) !== 0) break
        if ((unit & PICTURE) !== 0) scan.readPicture(at, (rootNext[before] as number) >> 1)
        continue
      }
      const code = unit & CODE
      const pair = (before * pairFactor + code) & pairMask
      if (holds(pairs, pair)) {
        const after = unitAfter(units, text, at + 1)
        const codeAfter = after & CODE
        // Letters may stand for the third character, or the second once more.
        const isBeginning =
          after >= FLAGGED ||
          codeAfter === code ||
          holds(triples, thirdBit(pair, 0)) ||
          holds(triples, thirdBit(pair, codeAfter))
        if (isBeginning) break
      }
      if (unit >= LETTER && (unit & LETTER) !== 0) scan.readLetter(at, (rootNext[before] as number) >> 1)
      if (bySound) {
        const hash = hashOf(unitBefore, unit)
        const word = guessPairs[hash >>> pairShift] as number
        const bits = bitsOf(hash)
        if ((word & bits) === bits && unitBefore !== 0) readGuesses(scan, at, hash, word)
        unitBefore = unit
      }
      before = code
      if ((unit & WHOLE) !== 0) reportHits(scan, (rootNext[code] as number) >> 1, at + 1)
    }
    let state = (rootNext[before] as number) >> 1
    let deep = false
    for (; at < length; at += 1) {
      const unit = units[text.charCodeAt(at)] as number
      if (unit >= FLAGGED) {
        if ((unit & SKIP) !== 0) {
          if ((unit & PICTURE) !== 0) scan.readPicture(at, state)
          continue
        }
        if ((unit & SPECIAL) !== 0) {
          state = scan.readSpecial(at, state)
          before = 0
          if (!isAstralNoiseAt(text, at)) unitBefore = 0
          deep = true
          at += widthAt(text, at) - 1
          continue
        }
        if ((unit & LETTER) !== 0) scan.readLetter(at, state)
      }
      if (bySound) {
        const hash = hashOf(unitBefore, unit)
        const word = guessPairs[hash >>> pairShift] as number
        const bits = bitsOf(hash)
        if ((word & bits) === bits && unitBefore !== 0) readGuesses(scan, at, hash, word)
        unitBefore = unit
      }
      const code = unit & CODE
      if (deep && code === before && code !== 0) scan.readRepeat(at, state, code)
      before = code
      let word = cells[2 * state] as number
      for (;;) {
        const next = (word >> 2) + code
        if (code !== 0 && cells[2 * next + 1] === state) {
          state = next
          word = cells[2 * next] as number
          break
        }
        if (state === 0) break
        state = fail[state] as number
        word = cells[2 * state] as number
      }
      if ((word & IS_END) !== 0) reportHits(scan, state, at + 1)
      deep = true
      if (state === (rootNext[code] as number) >> 1) {
        at += 1
        break
      }
    }
  }
  return scan.found
}

/** What stands at an offset or behind a little noise, 0 for the end of the text; flagged behind more than a little. */
function unitAfter(units: Uint32Array, text: string, from: number): number {
  let unit = 0
  for (let at = from; at < text.length; at += 1) {
    unit = units[text.charCodeAt(at)] as number
    if ((unit & SKIP) === 0 || (unit & PICTURE) !== 0 || at - from === MAX_NOISE) return unit
  }
  return 0
}

const MAX_NOISE = 4

/**
 * The state before an offset, read again from far enough back: the loop does not walk to where no three characters begin
 * a term, and here the third one was taken apart.
 */
function stateBefore(text: string, end: number, { units, automaton }: CompiledLexicon): number {
  let state = 0
  for (let at = Math.max(0, end - REACH); at < end; at += 1) {
    const unit = units[text.charCodeAt(at)] as number
    if ((unit & UNIT.skip) !== 0) continue
    if ((unit & UNIT.special) !== 0) {
      // A picture is noise there too.
      if (!isAstralNoiseAt(text, at)) state = 0
      at += widthAt(text, at) - 1
      continue
    }
    const code = unit & UNIT.codeMask
    state = code === 0 ? 0 : step(automaton, state, code)
  }
  return state
}

/** Units before a character that may belong to the same term, noise included. */
const REACH = 40

/** What is found, and the reader of what is spelled, split or drawn; both made when they are first needed. */
class TextScan implements GuessScan {
  readonly text: string
  readonly lexicon: CompiledLexicon
  #hits: TextHits | undefined
  /** Up to where letters and repeats have been read. */
  #lettersEnd = -1
  #repeatsEnd = 0
  #mixtures: MixtureReader | undefined

  constructor(text: string, lexicon: CompiledLexicon) {
    this.text = text
    this.lexicon = lexicon
  }

  /** Undefined when nothing was found. */
  get found(): TextHits | undefined {
    return this.#hits
  }

  get hits(): TextHits {
    this.#hits ??= new TextHits()
    return this.#hits
  }

  get mixtures(): MixtureReader {
    this.#mixtures ??= new MixtureReader(this)
    return this.#mixtures
  }

  /** Two characters that may be the first parts of one. */
  readSplit(head: number, tail: number): void {
    const { folds, splits } = this.lexicon
    const foldAt = (at: number): number => folds[this.text.charCodeAt(at)] as number
    const ways = splits.get(pairHash(foldAt(head), foldAt(tail)))
    if (ways !== undefined) this.mixtures.readSplit(head, ways, stateBefore(this.text, head, this.lexicon))
  }

  readPicture(at: number, state: number): void {
    this.hits.drawn = true
    this.mixtures.readFrom(at, state)
  }

  /** Letters are read from the first of a run. */
  readLetter(at: number, state: number): void {
    if (at !== this.#lettersEnd && mayBeTerm(this.text, at, state, this.lexicon))
      this.mixtures.readFrom(at, state)
    this.#lettersEnd = at + 1
  }

  /** A character beyond one unit, or one that folds to several: letters in a costume, a picture. Gives the state behind. */
  readSpecial(at: number, state: number): number {
    if (this.lexicon.bySound) this.#readUnusual(at, state)
    return readSpecial(this, at, state)
  }

  #readUnusual(at: number, state: number): void {
    if (this.mixtures.isLetters(at)) {
      if (at !== this.#lettersEnd) this.mixtures.readFrom(at, state)
      this.#lettersEnd = at + widthAt(this.text, at)
    } else if (isAstralNoiseAt(this.text, at)) this.readPicture(at, state)
  }

  readRepeat(at: number, state: number, code: number): void {
    if (at >= this.#repeatsEnd) this.#repeatsEnd = readRepeat(this, at, state, code)
  }
}
