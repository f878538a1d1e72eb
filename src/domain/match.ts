import { z } from 'zod'
import { TermKind } from './lexicon.ts'
import { Category, Evasion, Field, SignalKind } from './vocabulary.ts'

/** A term at a span of the original text, with the evasions that were undone to see it. */
export const Match = z.strictObject({
  termId: z.string(),
  kind: TermKind,
  category: Category,
  /** Set for context and claim terms. */
  signal: SignalKind.optional(),
  field: Field,
  /** UTF-16 offsets into the original field, end exclusive. */
  start: z.int().nonnegative(),
  end: z.int().positive(),
  /** The original text of the span. */
  text: z.string(),
  evasions: z.array(Evasion),
})
export type Match = z.infer<typeof Match>

/** `benign` are the innocent phrases found; a plain match inside one of them is left out of `matches`. */
export interface MatchSet {
  readonly matches: readonly Match[]
  readonly benign: readonly Match[]
}
