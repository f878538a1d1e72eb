import { FoldKind, foldTable } from './fold-table.ts'

/** Folded characters of a term or part, noise left out. */
export function foldText(text: string): string[] {
  return [...text].flatMap((char) => foldCharacter(char))
}

function foldCharacter(char: string): string[] {
  const { to, kind, special } = foldTable()
  const point = char.codePointAt(0) ?? 0
  const other = special.get(point)
  if (other) return other.to.map((code) => String.fromCodePoint(code))
  if (point > 0xffff) return PICTURE.test(char) || NOT_A_LETTER.test(char) ? [] : [char]
  return (kind[point] ?? 0) < FoldKind.noise ? [String.fromCodePoint(to[point] ?? point)] : []
}

export function hasPicture(text: string): boolean {
  return PICTURE.test(text.replace(TEXT_SYMBOLS, ''))
}

/** Pictographs that are digits or typographic signs by default: noise like any other punctuation. */
const TEXT_SYMBOLS = /[\d#*©®™‼⁉]/gu
const PICTURE = /\p{Extended_Pictographic}/u
const NOT_A_LETTER = /[\p{P}\p{S}\p{Z}\p{C}\p{M}]/u
