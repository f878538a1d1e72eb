import type { CompiledLexicon, CompiledTerm } from '../../match/compiled-lexicon.ts'

/** What the watcher says to its worker: look whether the files changed, or send the next terms. */
export type WorkerRequest = 'check' | 'more'

export type WorkerReply =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'problem'; readonly message: string }
  /** A new table without its terms, which follow in parts. */
  | {
      readonly kind: 'table'
      readonly table: Omit<CompiledLexicon, 'terms'>
      readonly termCount: number
      readonly elapsedMs: number
      readonly fromCache: boolean
    }
  | { readonly kind: 'terms'; readonly terms: readonly CompiledTerm[] }
