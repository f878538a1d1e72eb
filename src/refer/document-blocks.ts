/** A document as what it says, before it is laid out: the same blocks become DOCX and, by way of HTML, PDF. */
export type DocumentBlock =
  | { readonly kind: 'title' | 'statement' | 'heading' | 'note'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string; readonly flushLeft?: boolean }
  | { readonly kind: 'hashes'; readonly lines: readonly string[] }
  /** Who signs, and the day: from the right. */
  | { readonly kind: 'signature'; readonly lines: readonly string[] }
  | TableBlock

export interface TableBlock {
  readonly kind: 'table'
  readonly rows: readonly (readonly BlockCell[])[]
  /** Shares of the text width; they add up to 1. */
  readonly shares: readonly number[]
  readonly head?: readonly string[]
  /** Sets the first column as the names of the rows. */
  readonly named?: boolean
  /** No row runs over a page break: for tables of short rows. */
  readonly wholeRows?: boolean
}

export type BlockCell = string | { readonly hashes: readonly string[] }

/** The same document in its two forms. */
export interface LaidOutDocument {
  /** Without an extension. */
  readonly name: string
  readonly docx: Uint8Array
  /** For a PDF of the same content. */
  readonly html: string
}

export function heading(text: string): DocumentBlock {
  return { kind: 'heading', text }
}

export function paragraph(text: string, { flushLeft = false } = {}): DocumentBlock {
  return { kind: 'paragraph', text, flushLeft }
}

export function note(text: string): DocumentBlock {
  return { kind: 'note', text }
}

export function hashLines(...lines: string[]): DocumentBlock {
  return { kind: 'hashes', lines }
}

export function table(rows: TableBlock['rows'], options: Omit<TableBlock, 'kind' | 'rows'>): TableBlock {
  return { kind: 'table', rows, ...options }
}
