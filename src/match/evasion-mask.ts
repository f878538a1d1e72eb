import { Evasion } from '../domain/vocabulary.ts'

/** A set of evasions as bits, because one is kept for every reading that is looked at. */
export type EvasionMask = number

const ORDER = Evasion.options

function bit(evasion: Evasion): EvasionMask {
  return 1 << ORDER.indexOf(evasion)
}

export const HOMOPHONE = bit('homophone')
export const PINYIN = bit('pinyin')
export const INITIALS = bit('initials')
export const SPLIT_CHAR = bit('split-char')
export const EMOJI = bit('emoji')
export const NOISE = bit('noise')
export const TRADITIONAL = bit('traditional')
export const FULLWIDTH = bit('fullwidth')
export const VARIANT_GLYPH = bit('variant-glyph')
export const SLANG = bit('slang')
export const ZERO_WIDTH = bit('zero-width')
export const REVERSED = bit('reversed')
const MIXED = bit('mixed')

/** Ways of typing that need no intent: an input method or a keyboard setting makes them. */
export const INNOCENT: EvasionMask = TRADITIONAL | FULLWIDTH
export const FOLDS: EvasionMask = INNOCENT | ZERO_WIDTH | VARIANT_GLYPH | NOISE
export const ALL: EvasionMask = (1 << ORDER.length) - 1

export function toMask(evasions: readonly Evasion[]): EvasionMask {
  return evasions.reduce((mask, evasion) => mask | bit(evasion), 0)
}

export function toEvasions(mask: EvasionMask): Evasion[] {
  if (mask === 0) return []
  const whole = countBits(mask & ~MIXED) > 1 ? mask | MIXED : mask
  return ORDER.filter((evasion) => (whole & bit(evasion)) !== 0)
}

export function countBits(mask: EvasionMask): number {
  let count = 0
  for (let rest = mask; rest !== 0; rest &= rest - 1) count += 1
  return count
}
