/** One character of a term as it stands in the text. */
export interface Cell {
  readonly start: number
  readonly end: number
  /** A hint is a picture that may stand for the character, though it does not show it. */
  readonly kind: 'han' | 'pinyin' | 'initial' | 'split' | 'picture' | 'hint'
  /** What is read there, folded: the character, the character put together, the letters. Empty where a hint tells nothing. */
  readonly read: string
  /** Of a picture that stands for a word: this is the word's first or last character. */
  readonly opens: boolean
  readonly closes: boolean
}

/** A term suspected at a run of cells. */
export interface SoundHit {
  readonly term: number
  readonly cells: readonly Cell[]
}
