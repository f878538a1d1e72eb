import type { Cell } from './cell.ts'
import type { CompiledTerm } from './compiled-lexicon.ts'
import type { FieldText } from './field-text.ts'
import { neighbourCount, PAIR } from './pair-counts.ts'

/** How many characters of the term stand there in which way. */
export interface Tally {
  own: number
  homophone: number
  pinyin: number
  initial: number
  split: number
  picture: number
  hint: number
}

/** A run of cells read as a term, with what may be asked about it where it stands. */
export class SoundReading {
  readonly cells: readonly Cell[]
  readonly compiled: CompiledTerm
  readonly field: FieldText
  readonly tally: Tally
  readonly start: number
  readonly end: number
  /** Characters that only sound like those of the term. */
  readonly changed: readonly Cell[]
  #hasEvidence: boolean | undefined

  constructor(cells: readonly Cell[], compiled: CompiledTerm, field: FieldText, tally: Tally) {
    this.cells = cells
    this.compiled = compiled
    this.field = field
    this.tally = tally
    this.start = cells[0]?.start ?? 0
    this.end = cells.at(-1)?.end ?? 0
    this.changed =
      tally.homophone === 0
        ? []
        : cells.filter(({ kind, read }, at) => kind === 'han' && read !== compiled.folded.charAt(at))
  }

  get length(): number {
    return this.cells.length
  }

  /** Characters that are no disguise somebody put on, but only a way of reading. */
  get guessed(): number {
    return this.tally.homophone + this.tally.initial
  }

  /** Something of trade stands near. */
  get hasEvidence(): boolean {
    this.#hasEvidence ??= this.field.hasEvidence(this.start, this.end)
    return this.#hasEvidence
  }

  /** Somebody offers it: a verb of sellers beside it, a price or a contact near it. */
  get isOffered(): boolean {
    return this.field.isOffered(this.start, this.end)
  }

  /** Nothing stands between the characters. */
  get isTight(): boolean {
    return this.cells.every((cell, index) => index === 0 || this.cells[index - 1]?.end === cell.start)
  }

  /** True when the characters only sound right, and ordinary Chinese never or hardly puts them where they stand. */
  get isStrange(): boolean {
    return this.changed.length > 0 && this.areStrange(this.changed)
  }

  /** Neither ordinary Chinese nor a dictionary puts them where they stand. */
  areStrange(cells: readonly Cell[]): boolean {
    return this.neighbours(cells) < PAIR.seldom && this.areFree(cells)
  }

  /** None of them belongs to a dictionary word. */
  areFree(cells: readonly Cell[]): boolean {
    return !cells.some(({ kind, start }) => kind === 'han' && this.field.words.inWord(start))
  }

  /** How ordinary the neighbours of the most ordinary one are. */
  neighbours(cells: readonly Cell[]): PAIR {
    return neighboursOf(cells, this.field.text)
  }
}

/** How ordinary the neighbours of the most ordinary one of some characters are. */
export function neighboursOf(cells: readonly Cell[], text: string): PAIR {
  let most: PAIR = PAIR.unseen
  for (const { kind, start } of cells) {
    const count = kind === 'han' ? neighbourCount(text, start) : PAIR.unseen
    if (count > most) most = count
  }
  return most
}
