import { foldTable } from './fold-table.ts'
import { syllableTable } from './syllables.ts'
import { NUMERALS } from './tables/glyph-forms.ts'

/**
 * Codes of the characters that some spelling has: syllables first, where characters go by their sound, then what has no
 * syllable. Numerals that are typed for one another share a code.
 */
export class Alphabet {
  readonly size: number
  /** By folded UTF-16 unit. */
  readonly #ofUnit = new Uint16Array(65_536)
  readonly #beyond = new Map<string, number>()

  constructor(spellings: readonly string[], bySound: boolean) {
    const { ofUnit, count } = syllableTable()
    if (bySound) {
      this.#ofUnit.set(ofUnit)
      this.#speakDigits()
    }
    const counts = this.#countOthers(spellings)
    // Commonest first: their children lie close together in the double array.
    const sorted = [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    const taken = bySound ? count : 0
    for (const [index, [char]] of sorted.entries()) {
      if (char.length === 1) this.#ofUnit[char.charCodeAt(0)] = taken + index + 1
      else this.#beyond.set(char, taken + index + 1)
    }
    for (const [numeral, digit] of Object.entries(NUMERALS)) {
      this.#ofUnit[numeral.charCodeAt(0)] = this.#ofUnit[digit.charCodeAt(0)] as number
    }
    this.size = taken + sorted.length
  }

  /** 0 for a character that no spelling has. */
  codeOf(char: string): number {
    return char.length === 1 ? (this.#ofUnit[char.charCodeAt(0)] as number) : (this.#beyond.get(char) ?? 0)
  }

  /** A pattern of the automaton. */
  encode(folded: string): string {
    let codes = ''
    for (let at = 0; at < folded.length; at += 1) {
      const code = this.#ofUnit[folded.charCodeAt(at)] as number
      if (code === 0) return this.#encodeBeyond(folded)
      codes += String.fromCharCode(code)
    }
    return codes
  }

  /** Codes of code points that fold to several characters or lie beyond the basic plane. */
  specialCodes(): Map<number, readonly number[]> {
    const { special } = foldTable()
    const codes = new Map<number, readonly number[]>()
    for (const [point, { to }] of special) {
      const folded = to.map((each) => this.codeOf(String.fromCodePoint(each)))
      if (folded.some((code) => code !== 0)) codes.set(point, folded)
    }
    for (const [char, code] of this.#beyond) {
      const point = char.codePointAt(0) ?? 0
      if (!special.has(point)) codes.set(point, [code])
    }
    return codes
  }

  #encodeBeyond(folded: string): string {
    return [...folded].map((char) => String.fromCharCode(this.codeOf(char))).join('')
  }

  /** 虎骨9, and 下3滥 too. */
  #speakDigits(): void {
    for (const [digit, numeral] of [...'零一二三四五六七八九'].entries()) {
      this.#ofUnit[48 + digit] = this.#ofUnit[numeral.charCodeAt(0)] as number
    }
  }

  #countOthers(spellings: readonly string[]): Map<string, number> {
    const counts = new Map<string, number>()
    for (const spelling of spellings) {
      for (let at = 0; at < spelling.length; at += 1) {
        if (this.#ofUnit[spelling.charCodeAt(at)] !== 0) continue
        const char = String.fromCodePoint(spelling.codePointAt(at) ?? 0)
        const shared = NUMERALS[char] ?? char
        if (this.codeOf(shared) === 0) counts.set(shared, (counts.get(shared) ?? 0) + 1)
        at += char.length - 1
      }
    }
    return counts
  }
}
