import type { Term } from '../domain/lexicon.ts'
import { Alphabet } from './alphabet.ts'
import { buildAutomaton } from './automaton.ts'
import { setBit } from './bits.ts'
import {
  type CompiledLexicon,
  type CompiledTerm,
  emptyInitials,
  initialsBit,
  ORIGIN,
  type Patterns,
  type SplitCharacter,
} from './compiled-lexicon.ts'
import { SPLIT_CHAR } from './evasion-mask.ts'
import { compileTerm, type Pattern, patternsOf, picturesOf } from './expand-term.ts'
import { foldText } from './fold-text.ts'
import { guessBitsOf, pairHash } from './guess-bits.ts'
import { syllableTable } from './syllables.ts'
import { listSplitCharacters } from './tables/split-characters.ts'
import { foldsOfUnits, unitTable } from './unit-tables.ts'

export type { CompiledLexicon } from './compiled-lexicon.ts'

/**
 * Builds the tables with which a listing is read once, whatever the number of terms.
 *
 * Characters that sound alike share a code where some term is looked for by sound. So one automaton finds what is
 * written plainly and what only sounds so, and what it finds is read back to tell which.
 */
export function compileLexicon(terms: readonly Term[]): CompiledLexicon {
  const compiled = terms.filter((term) => term.status !== 'deprecated').map(compileTerm)
  const bySound = compiled.some(({ spoken, guessable }) => spoken || guessable)
  const patterns: Pattern[] = []
  compiled.forEach((term, index) => {
    for (const pattern of patternsOf(term, index)) patterns.push(pattern)
  })
  const splits = splitsFor(compiled)
  const alphabet = new Alphabet(
    patterns.map(({ folded }) => folded),
    bySound,
  )
  const pictures = compiled.flatMap((term, index) => picturesOf(term, index))
  const codes = patterns.map((pattern) => pattern.codes ?? alphabet.encode(pattern.folded))
  const units = unitTable(alphabet, bySound, pictures, codes)
  return {
    terms: compiled,
    automaton: buildAutomaton(codes, alphabet.size),
    patterns: asColumns(patterns),
    units,
    folds: foldsOfUnits(),
    guesses: guessBitsOf(compiled, splits, units),
    specialCodes: alphabet.specialCodes(),
    bySound,
    splits,
    initials: initialsOf(codes, patterns, bySound),
    pictures,
  }
}

function asColumns(patterns: readonly Pattern[]): Patterns {
  const { length } = patterns
  const variants = new Map<number, { written: string; folded: string }>()
  const columns = {
    term: new Int32Array(length),
    origin: new Uint8Array(length),
    mask: new Uint16Array(length),
    variants,
  }
  for (let index = 0; index < length; index += 1) {
    const { term, origin, mask, written, folded } = patterns[index] as Pattern
    columns.term[index] = term
    columns.origin[index] = origin
    columns.mask[index] = mask
    if (origin === ORIGIN.variant) variants.set(index, { written, folded })
  }
  return columns
}

/** Only characters that some term has are worth putting together. */
function splitsFor(terms: readonly CompiledTerm[]): CompiledLexicon['splits'] {
  const splittable = terms.filter(({ spoken, allowed }) => spoken && (allowed & SPLIT_CHAR) !== 0)
  const wanted = new Set(splittable.flatMap(({ folded }) => [...folded]))
  const splits = new Map<number, SplitCharacter[]>()
  for (const { whole, parts } of listSplitCharacters()) {
    if (!wanted.has(whole)) continue
    const folded = parts.flatMap((part) => foldText(part))
    const [head = '', tail = ''] = folded
    if (folded.length < 2) continue
    const pair = pairHash(head.charCodeAt(0), tail.charCodeAt(0))
    const known = splits.get(pair)
    if (known) known.push({ whole, parts: folded })
    else splits.set(pair, [{ whole, parts: folded }])
  }
  return splits
}

function initialsOf(codes: readonly string[], patterns: readonly Pattern[], bySound: boolean): Uint32Array {
  const bits = emptyInitials()
  const { spellings } = syllableTable()
  const letterOf = (code: number): number => (spellings[code] ?? '').charCodeAt(0) - 97
  for (const [index, word] of (bySound ? codes : []).entries()) {
    if (word.length < 3 || patterns[index]?.origin === ORIGIN.variant) continue
    const first = letterOf(word.charCodeAt(0))
    const second = letterOf(word.charCodeAt(1))
    if (first >= 0 && second >= 0) setBit(bits, initialsBit(first, second, word.charCodeAt(2)))
  }
  return bits
}
