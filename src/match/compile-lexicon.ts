import type { Term } from '../domain/lexicon.ts'
import { buildAutomaton } from './automaton.ts'
import {
  type CompiledLexicon,
  type CompiledTerm,
  type GlyphPattern,
  SKIP,
  SPECIAL,
} from './compiled-lexicon.ts'
import { compileTerm, glyphPatternsOf, picturesOf, soundCodesOf } from './expand-term.ts'
import { FoldKind, foldTable } from './fold-table.ts'
import { foldText } from './fold-text.ts'
import { codeCount, syllableTable } from './syllables.ts'
import { NUMERALS } from './tables/glyph-forms.ts'
import { listLookAlikes } from './tables/look-alikes.ts'
import { listSplitCharacters } from './tables/split-characters.ts'

export type { CompiledLexicon } from './compiled-lexicon.ts'

/** Builds the tables with which a listing is read once, whatever the number of terms. */
export function compileLexicon(terms: readonly Term[]): CompiledLexicon {
  const compiled = terms.filter((term) => term.status !== 'deprecated').map(compileTerm)
  const lookAlikes = lookAlikesBySound()
  const glyphPatterns = compiled.flatMap((term, index) => glyphPatternsOf(term, index, lookAlikes))
  const alphabet = buildAlphabet(glyphPatterns)
  const glyphs = buildAutomaton(
    glyphPatterns.map(({ chars }) => chars.map((char) => alphabet.get(plainNumeral(char)) ?? 0)),
    alphabet.size,
  )
  return {
    terms: compiled,
    glyphs,
    glyphPatterns,
    ...codesOfText(alphabet),
    ...compileSounds(compiled),
    ...compileSplits(compiled),
    pictures: compiled.flatMap((term, index) => picturesOf(term, index)),
  }
}

/** Look-alikes that sound alike as well are homophones, and found as such. */
function lookAlikesBySound(): ReadonlyMap<string, readonly string[]> {
  const { ofUnit } = syllableTable()
  const soundOf = (char: string): number => ofUnit[char.charCodeAt(0)] ?? 0
  const entries = [...listLookAlikes()].map(
    ([meant, others]) => [meant, others.filter((other) => soundOf(other) !== soundOf(meant))] as const,
  )
  return new Map(entries)
}

/** Commonest characters first: their children lie close together in the double array. */
function buildAlphabet(patterns: readonly GlyphPattern[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { chars } of patterns) {
    for (const char of chars) counts.set(plainNumeral(char), (counts.get(plainNumeral(char)) ?? 0) + 1)
  }
  const sorted = [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
  return new Map(sorted.map(([char], index) => [char, index + 1]))
}

function plainNumeral(char: string): string {
  return NUMERALS[char] ?? char
}

function codesOfText(
  alphabet: ReadonlyMap<string, number>,
): Pick<CompiledLexicon, 'codeOfUnit' | 'specialCodes'> {
  const { to, kind, special } = foldTable()
  const codeOf = (point: number): number => alphabet.get(plainNumeral(String.fromCodePoint(point))) ?? 0
  const codeOfUnit = Uint16Array.from(to, (point, unit) => {
    if (isHalf(unit) || special.has(unit)) return SPECIAL
    return (kind[unit] ?? 0) >= FoldKind.noise ? SKIP : codeOf(point)
  })
  const specialCodes = new Map<number, readonly number[]>()
  for (const [point, folded] of special) specialCodes.set(point, folded.to.map(codeOf))
  for (const [char, code] of alphabet) {
    const point = char.codePointAt(0) ?? 0
    if (point > 0xffff && !special.has(point)) specialCodes.set(point, [code])
  }
  return { codeOfUnit, specialCodes }
}

function isHalf(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff
}

function compileSounds(terms: readonly CompiledTerm[]): Pick<CompiledLexicon, 'sounds' | 'soundPatterns'> {
  const syllables = syllableTable()
  const codes: number[][] = []
  const soundPatterns: { term: number }[] = []
  terms.forEach((term, index) => {
    for (const each of soundCodesOf(term, syllables)) {
      codes.push(each)
      soundPatterns.push({ term: index })
    }
  })
  return { sounds: buildAutomaton(codes, codeCount(syllables)), soundPatterns }
}

/** Only characters that some term has are worth putting together. */
function compileSplits(terms: readonly CompiledTerm[]): Pick<CompiledLexicon, 'splits' | 'splitHeads'> {
  const wanted = new Set(terms.filter(({ deep }) => deep).flatMap(({ chars }) => chars))
  const splits = new Map<string, { whole: string; parts: readonly string[] }[]>()
  for (const { whole, parts } of listSplitCharacters()) {
    const folded = parts.flatMap((part) => foldText(part))
    const first = folded[0]
    if (first === undefined || folded.length < 2 || !wanted.has(whole)) continue
    const known = splits.get(first) ?? []
    known.push({ whole, parts: folded })
    splits.set(first, known)
  }
  const { to } = foldTable()
  const splitHeads = Uint8Array.from(to, (point) => (splits.has(String.fromCodePoint(point)) ? 1 : 0))
  return { splits, splitHeads }
}
