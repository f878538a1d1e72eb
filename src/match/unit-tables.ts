import type { Alphabet } from './alphabet.ts'
import { type CompiledLexicon, MARKS, UNIT } from './compiled-lexicon.ts'
import { FoldKind, foldTable } from './fold-table.ts'
import { EMOJI_MEANINGS } from './tables/emoji-meanings.ts'

/** What every UTF-16 unit is to the scanner: see UNIT. */
export function unitTable(
  alphabet: Alphabet,
  bySound: boolean,
  pictures: CompiledLexicon['pictures'],
  patterns: readonly string[],
): Uint32Array {
  const { to, kind, special } = foldTable()
  const drawn = new Set([...Object.keys(EMOJI_MEANINGS), ...pictures.flatMap(({ text }) => [...text])])
  const letterOf = (folded: string): number => (bySound && folded >= 'a' && folded <= 'z' ? UNIT.letter : 0)
  const wholes = new Set(patterns.filter(({ length }) => length === 1))
  const wholeOf = (code: number): number => (wholes.has(String.fromCharCode(code)) ? UNIT.whole : 0)
  return Uint32Array.from(to, (point, unit) => {
    if (isHalf(unit) || special.has(unit)) return UNIT.special
    if ((kind[unit] as number) < FoldKind.noise) {
      const folded = String.fromCodePoint(point)
      const code = alphabet.codeOf(folded)
      return code | ((1 + (point % MARKS)) * UNIT.mark) | letterOf(folded) | wholeOf(code)
    }
    return UNIT.skip | (bySound && drawn.has(String.fromCharCode(unit)) ? UNIT.picture : 0)
  })
}

/** What every unit folds to, itself where nothing is known of it, 0 for noise and halves of pairs. */
export function foldsOfUnits(): Uint16Array {
  const { to, kind, special } = foldTable()
  return Uint16Array.from(to, (folded, unit) => {
    if (folded !== 0) return folded > 0xffff ? unit : folded
    const isLetter = (kind[unit] as number) < FoldKind.noise && !special.has(unit)
    return isLetter && !isHalf(unit) ? unit : 0
  })
}

function isHalf(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff
}
