import { ENDS } from './automaton.ts'
import type { SoundHit } from './cell.ts'
import { type CompiledLexicon, UNIT } from './compiled-lexicon.ts'
import { HitReader } from './hit-reader.ts'
import { MixtureReader } from './mixture-reader.ts'
import { type GlyphHit, isAstralNoise, widthAt } from './text-units.ts'

export interface TextHits {
  readonly glyphs: readonly GlyphHit[]
  /** Terms suspected by sound, by spelling, by parts or by picture. */
  readonly sounds: readonly SoundHit[]
  /** The text holds characters that may be pictures. */
  readonly drawn: boolean
}

/**
 * Reads a text once and gives every pattern in it, nested ones included.
 *
 * The loop looks as it does because it runs for every character of every listing: no call, no object and no second
 * look-up for a character that is nothing but itself. Everything else is behind a flag of the unit.
 */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: the hot loop is one function on purpose
export function scanText(text: string, lexicon: CompiledLexicon): TextHits {
  const { units } = lexicon
  const { cells, fail } = lexicon.automaton
  const root = cells[0] as number
  let rare: RareReader | undefined
  let state = 0
  let word = root
  let before = 0
  for (let at = 0; at < text.length; at += 1) {
    const unit = units[text.charCodeAt(at)] as number
    if (unit >= UNIT.flagged) {
      if ((unit & UNIT.skip) !== 0) {
        if ((unit & UNIT.picture) !== 0) {
          rare ??= new RareReader(text, lexicon)
          rare.readPicture(at, state)
        }
        continue
      }
      rare ??= new RareReader(text, lexicon)
      if ((unit & UNIT.special) !== 0) {
        state = rare.readSpecial(at, state)
        word = cells[2 * state] as number
        before = 0
        at += widthAt(text, at) - 1
        continue
      }
      rare.readFlagged(at, unit, state)
    }
    const code = unit & UNIT.codeMask
    if (code === 0) {
      state = 0
      word = root
      before = 0
      continue
    }
    if (code === before && state !== 0) {
      rare ??= new RareReader(text, lexicon)
      rare.hits.readRepeat(at, state, code)
    }
    before = code
    for (;;) {
      const next = (word >> 2) + code
      if (cells[2 * next + 1] === state) {
        state = next
        word = cells[2 * next] as number
        break
      }
      if (state === 0) break
      state = fail[state] as number
      word = cells[2 * state] as number
    }
    if ((word & ENDS) !== 0) {
      rare ??= new RareReader(text, lexicon)
      rare.hits.report(state, at + 1)
    }
  }
  return rare === undefined ? NOTHING : rare.found()
}

const NOTHING: TextHits = { glyphs: [], sounds: [], drawn: false }

/** What few texts need: hits, and characters that are spelled, split or drawn. */
class RareReader {
  readonly hits: HitReader
  readonly #text: string
  readonly #lexicon: CompiledLexicon
  #mixtures: MixtureReader | undefined
  #drawn = false
  /** Where the last run of letters ended. */
  #lettersEnd = -1
  /** The last first part of a split character, and the state before it. */
  #headAt = -1
  #headState = 0

  constructor(text: string, lexicon: CompiledLexicon) {
    this.#text = text
    this.#lexicon = lexicon
    this.hits = new HitReader(text, lexicon)
  }

  found(): TextHits {
    return { glyphs: this.hits.glyphs, sounds: this.hits.sounds, drawn: this.#drawn }
  }

  readFlagged(at: number, unit: number, state: number): void {
    if ((unit & UNIT.letter) !== 0) {
      if (this.#lettersEnd !== at) this.#mixture().readFrom(at, state)
      this.#lettersEnd = at + 1
      return
    }
    if ((unit & UNIT.splitTail) !== 0 && this.#headAt >= 0) {
      this.#mixture().readSplit(this.#headAt, at, this.#headState)
    }
    this.#headAt = -1
    if ((unit & UNIT.splitHead) !== 0) {
      this.#headAt = at
      this.#headState = state
    }
  }

  readPicture(at: number, state: number): void {
    this.#drawn = true
    this.#mixture().readFrom(at, state)
  }

  /** Gives the state behind the character. */
  readSpecial(at: number, state: number): number {
    this.#drawn = true
    if (this.#lexicon.splits.size > 0) this.#readUnusual(at, state)
    return this.hits.readSpecial(at, state)
  }

  #readUnusual(at: number, state: number): void {
    const mixtures = this.#mixture()
    if (mixtures.isLetters(at)) {
      if (this.#lettersEnd !== at) mixtures.readFrom(at, state)
      this.#lettersEnd = at + widthAt(this.#text, at)
    } else if (isAstralNoise(this.#text.codePointAt(at) ?? 0)) mixtures.readFrom(at, state)
  }

  #mixture(): MixtureReader {
    this.#mixtures ??= new MixtureReader(this.#text, this.#lexicon, this.hits.sounds)
    return this.#mixtures
  }
}
