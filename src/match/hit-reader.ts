import { type Automaton, childOf, ENDS, step } from './automaton.ts'
import type { SoundHit } from './cell.ts'
import { type CompiledLexicon, ORIGIN, UNIT } from './compiled-lexicon.ts'
import { reverse } from './expand-term.ts'
import { foldTable } from './fold-table.ts'
import { hanCells } from './han-cells.ts'
import { FUNCTION_WORDS } from './tables/function-words.ts'
import { foldPoint, type GlyphHit, isAstralNoise, isSameUnit, startBefore, widthAt } from './text-units.ts'

/**
 * What the automaton finds, read back to where it begins: characters that sound alike share a code, so a hit may be the
 * term as it is written, or sound like it in part, or neither. Called for hits and rare characters only.
 */
export class HitReader {
  readonly glyphs: GlyphHit[] = []
  /** Terms suspected by sound. */
  readonly #sounds: SoundHit[]
  readonly #text: string
  readonly #lexicon: CompiledLexicon
  readonly #automaton: Automaton
  /** Repeats before this offset have been read. */
  #repeatsRead = 0

  constructor(text: string, lexicon: CompiledLexicon, sounds: SoundHit[]) {
    this.#text = text
    this.#lexicon = lexicon
    this.#sounds = sounds
    this.#automaton = lexicon.automaton
  }

  /** Every pattern that ends in the state, at the offset. */
  report(state: number, end: number, repeated = false): void {
    const { entryOf, entryFrom, shorter, patterns } = this.#automaton
    for (let entry = entryOf[state] as number; entry !== 0; entry = shorter[entry] as number) {
      const to = entryFrom[entry + 1] as number
      for (let at = entryFrom[entry] as number; at < to; at += 1) {
        this.#readBack(patterns[at] as number, end, repeated)
      }
    }
  }

  /** Surrogate pairs, and single units that fold to several characters. Gives the state behind them. */
  readSpecial(at: number, from: number): number {
    const point = this.#text.codePointAt(at) ?? 0
    const codes = this.#lexicon.specialCodes.get(point)
    if (codes === undefined) return isAstralNoise(point) ? from : 0
    const end = at + widthAt(this.#text, at)
    let state = from
    for (const code of codes) {
      state = code === 0 ? 0 : step(this.#automaton, state, code)
      if (this.#endsAt(state)) this.report(state, end)
    }
    return state
  }

  /**
   * 穿穿山山甲: reads on from a character that stands there again, as if it did not, until that reading and the plain
   * one come to the same. What is read so is not read twice, so a text of repeats costs twice a plain one and no more.
   */
  readRepeat(at: number, state: number, code: number): void {
    // A term with the same character twice is met by the plain reading; 黑龙 龙江 are two words.
    if (at < this.#repeatsRead || childOf(this.#automaton, state, code) !== 0 || !this.#isAgain(at)) return
    let plain = step(this.#automaton, state, code)
    let squeezed = state
    let from = at + 1
    for (; from < this.#text.length && plain !== squeezed; from += 1) {
      const unit = this.#lexicon.units[this.#text.charCodeAt(from)] as number
      if ((unit & UNIT.skip) !== 0) continue
      const next = unit & UNIT.codeMask
      if (next === 0 || (unit & UNIT.special) !== 0) break
      plain = step(this.#automaton, plain, next)
      if (this.#isAgain(from) && childOf(this.#automaton, squeezed, next) === 0) continue
      squeezed = step(this.#automaton, squeezed, next)
      if (squeezed !== plain && this.#endsAt(squeezed)) this.report(squeezed, from + 1, true)
    }
    this.#repeatsRead = from
  }

  /** The same character as the one directly before. */
  #isAgain(at: number): boolean {
    const { to } = foldTable()
    return to[this.#text.charCodeAt(at)] === to[this.#text.charCodeAt(at - 1)]
  }

  #endsAt(state: number): boolean {
    return ((this.#automaton.cells[2 * state] as number) & ENDS) !== 0
  }

  #readBack(pattern: number, end: number, repeated: boolean): void {
    const { patterns, terms } = this.#lexicon
    const term = patterns.term[pattern] as number
    const folded = foldedOf(pattern, this.#lexicon)
    const origin = patterns.origin[pattern] as number
    const mayDiffer =
      (origin === ORIGIN.plain || origin === ORIGIN.spoken) && (terms[term]?.spoken ?? false) && !repeated
    const { to } = foldTable()
    let start = end
    let own = 0
    for (let left = folded.length; left > 0; ) {
      start = startBefore(this.#text, start)
      const unit = to[this.#text.charCodeAt(start)] as number
      if (unit === 0) {
        const read = this.#readSpecialBack(start, folded, left)
        if (read < 0) return
        left -= read
        own += read
        continue
      }
      left -= 1
      if (unit === folded.charCodeAt(left) || isSameUnit(unit, folded.charCodeAt(left))) own += 1
      else if (!mayDiffer || MEANT_AS_THEY_STAND.has(unit)) return
      if (repeated) start = this.#skipRepeats(start, folded.charCodeAt(left - 1), unit)
    }
    if (own < folded.length) {
      if (own > 0) this.#sounds.push({ term, cells: hanCells(this.#text, end, folded.length) })
    } else if (origin !== ORIGIN.spoken) this.glyphs.push({ pattern, start, end, repeated })
  }

  /** How many units of the pattern a rare character is, 0 for noise; -1 when it is something else. */
  #readSpecialBack(start: number, folded: string, left: number): number {
    const read = foldPoint(this.#text.codePointAt(start) ?? 0)
    return folded.endsWith(read, left) ? read.length : -1
  }

  /** Where the characters begin that say the same again; what stands before them is another character of the term. */
  #skipRepeats(from: number, before: number, read: number): number {
    if (before === read || Number.isNaN(before)) return from
    const { to } = foldTable()
    let start = from
    for (let at = from - 1; at >= 0; at -= 1) {
      const unit = to[this.#text.charCodeAt(at)] as number
      if (unit === read) start = at
      else if (unit !== 0) break
    }
    return start
  }
}

/** Words of grammar and digits: one of them at the place of a character is no disguise. */
const MEANT_AS_THEY_STAND: ReadonlySet<number> = new Set(
  [...FUNCTION_WORDS, ...'0123456789'].map((char) => char.charCodeAt(0)),
)

/** The folded text of a pattern. */
export function foldedOf(pattern: number, { patterns, terms }: CompiledLexicon): string {
  const folded = terms[patterns.term[pattern] as number]?.folded ?? ''
  const origin = patterns.origin[pattern] as number
  if (origin === ORIGIN.plain || origin === ORIGIN.spoken) return folded
  if (origin === ORIGIN.reversed) return reverse(folded)
  if (origin === ORIGIN.variant) return patterns.variants.get(pattern)?.folded ?? ''
  const changed = patterns.changed[pattern] as number
  const other = String.fromCharCode(patterns.other[pattern] as number)
  return folded.slice(0, changed) + other + folded.slice(changed + 1)
}
