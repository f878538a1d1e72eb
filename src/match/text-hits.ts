import type { SoundHit } from './cell.ts'

/** Readings that may be nothing but the text itself: believed only where more speaks for them. */
export const GUESS = { none: 0, lookAlike: 1, reversed: 2 } as const
export type GUESS = (typeof GUESS)[keyof typeof GUESS]

/** A pattern as found: its folded characters stand between the offsets, with nothing but noise among them. */
export interface GlyphHit {
  readonly pattern: number
  readonly start: number
  readonly end: number
  /** Characters are doubled or tripled. */
  readonly repeated: boolean
  readonly guess: GUESS
  /** Of a look-alike: which character is another one; -1 of anything else. */
  readonly changed: number
}

/** What one text holds, before anything of it is believed. */
export class TextHits {
  readonly glyphs: GlyphHit[] = []
  /** Terms suspected by sound, by spelling, by parts or by picture. */
  readonly sounds: SoundHit[] = []
  /** The text holds characters that may be pictures. */
  drawn = false
}
