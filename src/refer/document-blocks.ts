/** A document as what it says, before it is laid out: the same blocks become DOCX and, by way of HTML, PDF. */
export type DocumentBlock =
  | { readonly kind: 'title' | 'statement' | 'heading' | 'note'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string; readonly flushLeft?: boolean }
  | { readonly kind: 'hashes'; readonly lines: readonly string[] }
  | TableBlock

export interface TableBlock {
  readonly kind: 'table'
  readonly rows: readonly (readonly BlockCell[])[]
  /** Shares of the text width; they add up to 1. */
  readonly shares: readonly number[]
  readonly head?: readonly string[]
  /** Sets the first column as the names of the rows. */
  readonly named?: boolean
}

export type BlockCell = string | { readonly hashes: readonly string[] }
