import { LATIN_LOOK_ALIKES, NOISE_CHARACTERS, RADICALS } from './tables/glyph-forms.ts'
import { HAN_FORMS } from './tables/han-forms.ts'
import { VARIANT_FORMS } from './tables/variant-forms.ts'

/** How a character came to its folded form. */
export const FoldKind = {
  same: 0,
  /** Capital letters and accents: nobody disguises anything with them. */
  plain: 1,
  fullwidth: 2,
  traditional: 3,
  glyph: 4,
  /** Everything from here on is skipped. */
  noise: 5,
  /** Skipped, and ends a two-character word: the end of a sentence or a line. */
  stop: 6,
  /** Skipped and invisible: no bound on how many. */
  invisible: 7,
} as const
export type FoldKind = (typeof FoldKind)[keyof typeof FoldKind]

export interface FoldedCharacter {
  readonly kind: FoldKind
  /** Code points; empty when skipped, several for ligatures such as Ⅻ. */
  readonly to: readonly number[]
}

/**
 * Folding of every UTF-16 unit, without a lexicon: width, case, traditional and Japanese forms, radicals, circled and
 * styled letters. `to` holds one code point; 0 sends the reader to `special`.
 */
export interface FoldTable {
  readonly to: Uint32Array
  readonly kind: Uint8Array
  /** Units and code points beyond one unit that need more than `to`. */
  readonly special: ReadonlyMap<number, FoldedCharacter>
}

const SENTENCE_STOPS = '。！？；，、!?;,\n\r\u2028\u2029．'
const INVISIBLE = /^[\p{M}\p{Cf}\u115f\u1160\u3164\uffa0\u2800]$/u
const NOISE = /^[\p{P}\p{S}\p{Z}\p{C}]$/u
const NOT_LETTERS = /[\p{P}\p{S}\p{Z}\p{C}\p{M}]/gu
const SYMBOL = /^\p{S}$/u
const HAN = /^\p{Script=Han}$/u
/** Mathematical letters, enclosed letters, regional indicators, compatibility ideographs. */
const ASTRAL_RANGES = [
  [0x1d400, 0x1d7ff],
  [0x1f100, 0x1f2ff],
  [0x1fbf0, 0x1fbf9],
  [0x2f800, 0x2fa1f],
] as const

let built: FoldTable | undefined

/** Depends on nothing but Unicode and the tables of this folder, so it is built once. */
export function foldTable(): FoldTable {
  built ??= buildFoldTable()
  return built
}

function buildFoldTable(): FoldTable {
  const fold = createFold()
  const to = new Uint32Array(65_536)
  const kind = new Uint8Array(65_536)
  const special = new Map<number, FoldedCharacter>()
  for (let unit = 0; unit < 65_536; unit += 1) {
    // Halves of a pair mean nothing alone; the reader puts pairs together before it looks here.
    if (unit >= 0xd800 && unit <= 0xdfff) continue
    const folded = fold(unit)
    kind[unit] = folded.kind
    if (folded.to.length === 1) to[unit] = folded.to[0] ?? 0
    else if (folded.kind < FoldKind.noise) special.set(unit, folded)
  }
  for (const [first, last] of ASTRAL_RANGES) addRange(first, last, fold, special)
  const beyond = [...readPairs(HAN_FORMS).keys()].map((char) => char.codePointAt(0) ?? 0)
  for (const point of beyond.filter((each) => each > 0xffff)) special.set(point, fold(point))
  return { to, kind, special }
}

function addRange(
  first: number,
  last: number,
  fold: (point: number) => FoldedCharacter,
  special: Map<number, FoldedCharacter>,
): void {
  for (let point = first; point <= last; point += 1) {
    const folded = fold(point)
    if (folded.kind !== FoldKind.same) special.set(point, folded)
  }
}

function createFold(): (point: number) => FoldedCharacter {
  const forms = readForms()
  const simplified = readPairs(HAN_FORMS)
  return (point) => {
    const char = String.fromCodePoint(point)
    if (SENTENCE_STOPS.includes(char)) return { kind: FoldKind.stop, to: [] }
    if (INVISIBLE.test(char)) return { kind: FoldKind.invisible, to: [] }
    if (NOISE_CHARACTERS.includes(char)) return { kind: FoldKind.noise, to: [] }
    const form = forms.get(char) ?? enclosedLetter(point)
    if (form !== undefined) return { kind: FoldKind.glyph, to: codePoints(form) }
    if (HAN.test(char) && !SYMBOL.test(char)) return foldHan(char, simplified)
    return foldLetter(char)
  }
}

function foldHan(char: string, forms: ReadonlyMap<string, string>): FoldedCharacter {
  const compatible = char.normalize('NFKC')
  const simplified = forms.get(compatible) ?? compatible
  if (simplified !== compatible) return { kind: FoldKind.traditional, to: codePoints(simplified) }
  return { kind: compatible === char ? FoldKind.same : FoldKind.glyph, to: codePoints(compatible) }
}

function foldLetter(char: string): FoldedCharacter {
  const point = char.codePointAt(0) ?? 0
  const compatible = char.normalize('NFKC')
  const letters = stripAccents(compatible).replace(NOT_LETTERS, '').toLowerCase()
  // ™ and ℃ are symbols between words; ⓧ and ⒦ are letters in a costume.
  const isNoise = letters === '' || (SYMBOL.test(char) && [...letters].length > 1)
  if (isNoise)
    return { kind: NOISE.test(char) ? FoldKind.noise : FoldKind.same, to: NOISE.test(char) ? [] : [point] }
  if (letters === char) return { kind: FoldKind.same, to: [point] }
  return { kind: letterKind(char, compatible, point), to: codePoints(letters) }
}

function letterKind(char: string, compatible: string, point: number): FoldKind {
  if (point >= 0xff01 && point <= 0xff5e) return FoldKind.fullwidth
  return compatible === char ? FoldKind.plain : FoldKind.glyph
}

/** xiàng yá is pinyin as schoolbooks print it; ü is typed v. */
function stripAccents(text: string): string {
  return text
    .normalize('NFD')
    .replace(/u\u0308/g, 'v')
    .replace(/U\u0308/g, 'V')
    .replace(/\p{M}/gu, '')
    .normalize('NFC')
}

/** 🅧 🆇 🇽: letters on a dark ground, and flags. Compatibility folding knows only the white ones. */
function enclosedLetter(point: number): string | undefined {
  for (const first of [0x1f150, 0x1f170, 0x1f1e6]) {
    if (point >= first && point < first + 26) return String.fromCharCode(97 + point - first)
  }
  if (point >= 0x2776 && point <= 0x277e) return String.fromCharCode(49 + point - 0x2776)
  if (point >= 0x2780 && point <= 0x2788) return String.fromCharCode(49 + point - 0x2780)
  if (point >= 0x278a && point <= 0x2792) return String.fromCharCode(49 + point - 0x278a)
  return point === 0x24ff ? '0' : undefined
}

function readForms(): ReadonlyMap<string, string> {
  return new Map([...readPairs(VARIANT_FORMS), ...readPairs([...RADICALS, ...LATIN_LOOK_ALIKES].join(''))])
}

/** Characters, each with its other form behind it. */
function readPairs(text: string): ReadonlyMap<string, string> {
  const chars = [...text].filter((char) => char.trim() !== '')
  const pairs = new Map<string, string>()
  for (let at = 0; at < chars.length; at += 2) pairs.set(chars[at] ?? '', chars[at + 1] ?? '')
  return pairs
}

function codePoints(text: string): number[] {
  return [...text].map((char) => char.codePointAt(0) ?? 0)
}
