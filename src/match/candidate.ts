import type { EvasionMask } from './evasion-mask.ts'

/** A term at a span of one field, accepted by the gates. */
export interface Candidate {
  /** Index into the compiled terms. */
  readonly term: number
  readonly start: number
  readonly end: number
  readonly mask: EvasionMask
  /** The text may be nothing but itself: homophones, initials, look-alikes, reversed words. */
  readonly guessed: boolean
}
