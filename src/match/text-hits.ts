import type { SoundHit } from './cell.ts'

/** A pattern as found: its folded characters stand between the offsets, with nothing but noise among them. */
export interface GlyphHit {
  readonly pattern: number
  readonly start: number
  readonly end: number
  /** Characters are doubled or tripled. */
  readonly repeated: boolean
}

/** What one text holds, before anything of it is believed. */
export class TextHits {
  readonly glyphs: GlyphHit[] = []
  /** Terms suspected by sound, by spelling, by parts or by picture. */
  readonly sounds: SoundHit[] = []
  /** The text holds characters that may be pictures. */
  drawn = false
}
