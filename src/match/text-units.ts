import { FoldKind, foldTable } from './fold-table.ts'
import { NUMERALS } from './tables/glyph-forms.ts'

export function widthAt(text: string, at: number): number {
  const unit = text.charCodeAt(at)
  if (unit < 0xd800 || unit > 0xdbff) return 1
  const next = text.charCodeAt(at + 1)
  return next >= 0xdc00 && next <= 0xdfff ? 2 : 1
}

/** Where the character that ends at an offset begins. */
export function startBefore(text: string, end: number): number {
  const unit = text.charCodeAt(end - 1)
  if (unit < 0xdc00 || unit > 0xdfff || end < 2) return end - 1
  const lead = text.charCodeAt(end - 2)
  return lead >= 0xd800 && lead <= 0xdbff ? end - 2 : end - 1
}

/** Emoji, pictographs, tags and variation selectors are skipped; a letter that no term has is not. */
export function isAstralNoise(point: number): boolean {
  if (point >= 0x1f000 && point <= 0x1faff) return true
  if (point >= 0x20000 && point <= 0x3ffff) return false
  return point > 0xffff && ASTRAL_NOISE.test(String.fromCodePoint(point))
}

/** As `isAstralNoise`, of the character at an offset. */
export function isAstralNoiseAt(text: string, at: number): boolean {
  return isAstralNoise(text.codePointAt(at) ?? 0)
}

const ASTRAL_NOISE = /[\p{P}\p{S}\p{Z}\p{M}\p{Cf}]/u

/** Folded characters of a code point; empty when it is skipped, UNKNOWN when no term can hold it. */
export function foldPoint(point: number): string {
  const { to, kind, special } = foldTable()
  const single = point < 0x10000 ? (to[point] as number) : 0
  if (single !== 0) return String.fromCodePoint(single)
  const other = special.get(point)
  if (other) return String.fromCodePoint(...other.to)
  if (point > 0xffff) return isAstralNoise(point) ? '' : String.fromCodePoint(point)
  return (kind[point] as number) >= FoldKind.noise ? '' : UNKNOWN
}

/** Stands for anything that no term can hold. */
const UNKNOWN = '\uffff'

/** True when two folded units are one, numerals that are typed for one another taken as one. */
export function isSameUnit(a: number, b: number): boolean {
  return a === b || PLAIN_NUMERALS[a] === PLAIN_NUMERALS[b]
}

/** By unit: the digit of a numeral, itself of anything else. A table, because it is asked for every hit by sound. */
const PLAIN_NUMERALS = Uint16Array.from({ length: 0x10000 }, (_, unit) => unit)
for (const [from, to] of Object.entries(NUMERALS)) PLAIN_NUMERALS[from.charCodeAt(0)] = to.charCodeAt(0)
