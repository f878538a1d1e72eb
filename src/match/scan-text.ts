import { ENDS } from './automaton.ts'
import type { SoundHit } from './cell.ts'
import { type CompiledLexicon, hasBit, splitBit, UNIT } from './compiled-lexicon.ts'
import { HitReader } from './hit-reader.ts'
import { mayBeSpelled } from './letter-run.ts'
import { MixtureReader } from './mixture-reader.ts'
import { type GlyphHit, isAstralNoise, widthAt } from './text-units.ts'

export interface TextHits {
  readonly glyphs: readonly GlyphHit[]
  /** Terms suspected by sound, by spelling, by parts or by picture. */
  readonly sounds: readonly SoundHit[]
  /** The text holds characters that may be pictures. */
  readonly drawn: boolean
}

const NOTHING: TextHits = { glyphs: [], sounds: [], drawn: false }

/**
 * Reads a text once and gives every pattern in it, nested ones included.
 *
 * The loop looks as it does because it runs for every character of every listing: no call and no object for a character
 * that is nothing but itself. In ordinary text two neighbours hardly ever begin a pattern; one bit says so, and the
 * automaton is walked only behind those that do.
 */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: the hot loop is one function on purpose
export function scanText(text: string, lexicon: CompiledLexicon): TextHits {
  const { units } = lexicon
  const { cells, fail, rootNext, pairs, pairFactor, pairMask } = lexicon.automaton
  let rare: RareReader | undefined
  let state = 0
  let before = 0
  // False where the state is the root's child by the code before, or the root.
  let deep = false
  let lettersEnd = -1
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
      if ((unit & UNIT.special) !== 0) {
        rare ??= new RareReader(text, lexicon)
        state = rare.readSpecial(at, state, at === lettersEnd)
        if (rare.endsInLetters) lettersEnd = at + widthAt(text, at)
        before = 0
        deep = true
        at += widthAt(text, at) - 1
        continue
      }
      if ((unit & UNIT.letter) !== 0) {
        if (at !== lettersEnd && mayBeSpelled(text, at, units)) {
          rare ??= new RareReader(text, lexicon)
          rare.mixtures.readFrom(at, state)
        }
        lettersEnd = at + 1
      }
      if ((unit & UNIT.splitHead) !== 0) {
        const tail = splitTail(text, at, lexicon)
        if (tail > 0) {
          rare ??= new RareReader(text, lexicon)
          rare.mixtures.readSplit(at, tail, state)
        }
      }
    }
    const code = unit & UNIT.codeMask
    if (!deep) {
      const bit = (before * pairFactor + code) & pairMask
      if ((((pairs[bit >>> 5] as number) >>> (bit & 31)) & 1) === 0) {
        const next = rootNext[code] as number
        before = code
        state = next >> 1
        if ((next & 1) !== 0) {
          rare ??= new RareReader(text, lexicon)
          rare.hits.report(state, at + 1)
        }
        continue
      }
    }
    if (code === 0) {
      state = 0
      before = 0
      deep = false
      continue
    }
    if (deep && code === before) {
      rare ??= new RareReader(text, lexicon)
      rare.hits.readRepeat(at, state, code)
    }
    before = code
    let word = cells[2 * state] as number
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
    deep = state !== (rootNext[code] as number) >> 1
    if ((word & ENDS) !== 0) {
      rare ??= new RareReader(text, lexicon)
      rare.hits.report(state, at + 1)
    }
  }
  return rare === undefined ? NOTHING : rare.found()
}

/** Units from the first part of a character to the second; what stands between is noise. */
const MAX_PARTED = 4

/** Where the second part of a character stands whose first part may be at an offset; 0 for none. */
function splitTail(text: string, head: number, { splitPairs, units }: CompiledLexicon): number {
  let tail = head + 1
  while (((units[text.charCodeAt(tail)] as number) & UNIT.skip) !== 0 && tail - head < MAX_PARTED) tail += 1
  return hasBit(splitPairs, splitBit(text.charCodeAt(head), text.charCodeAt(tail))) ? tail : 0
}

/** What few texts need: hits, and characters that are spelled, split or drawn. */
class RareReader {
  readonly hits: HitReader
  readonly mixtures: MixtureReader
  endsInLetters = false
  readonly #text: string
  readonly #bySound: boolean
  #drawn = false

  constructor(text: string, lexicon: CompiledLexicon) {
    this.#text = text
    this.#bySound = lexicon.bySound
    this.mixtures = new MixtureReader(text, lexicon)
    this.hits = new HitReader(text, lexicon, this.mixtures.hits)
  }

  found(): TextHits {
    return { glyphs: this.hits.glyphs, sounds: this.mixtures.hits, drawn: this.#drawn }
  }

  readPicture(at: number, state: number): void {
    this.#drawn = true
    this.mixtures.readFrom(at, state)
  }

  /** Gives the state behind the character. `within`: letters stand directly before it. */
  readSpecial(at: number, state: number, within: boolean): number {
    this.#drawn = true
    this.endsInLetters = false
    if (this.#bySound) this.#readUnusual(at, state, within)
    return this.hits.readSpecial(at, state)
  }

  #readUnusual(at: number, state: number, within: boolean): void {
    this.endsInLetters = this.mixtures.isLetters(at)
    const isUnusual = this.endsInLetters ? !within : isAstralNoise(this.#text.codePointAt(at) ?? 0)
    if (isUnusual) this.mixtures.readFrom(at, state)
  }
}
