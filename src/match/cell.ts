/** One character of a term as it stands in the text. */
export interface Cell {
  readonly start: number
  readonly end: number
  readonly kind: 'han' | 'pinyin' | 'initial' | 'split' | 'picture'
  /** What is read there, folded: the character, the character put together, the letters. */
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
