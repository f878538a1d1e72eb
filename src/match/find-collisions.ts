import type { CompiledLexicon } from './compiled-lexicon.ts'
import { matchListing } from './match-listing.ts'

/** Ordinary text that is read as a disguised term. */
export interface Collision {
  readonly termId: string
  /** As it stands in the text. */
  readonly text: string
  readonly evasions: readonly string[]
  readonly count: number
  /** Some characters of the first line it stands in. */
  readonly example: string
}

/** Readings that may be nothing but the text itself. */
const GUESSES: ReadonlySet<string> = new Set([
  'homophone',
  'pinyin',
  'initials',
  'reversed',
  'variant-glyph',
  'emoji',
])
const AROUND = 8

/**
 * Reads ordinary text and gives what is taken for a term in disguise there, the commonest first. Nearly all of it is
 * false where the text is innocent: an innocent phrase in the lexicon ends it.
 */
export function findCollisions(lines: Iterable<string>, lexicon: CompiledLexicon): Collision[] {
  const found = new Map<string, Collision>()
  const goods = new Set(lexicon.terms.filter(({ deep }) => deep).map(({ term }) => term.id))
  for (const line of lines) {
    for (const { termId, text, evasions, start, end } of matchListing({ title: '', body: line }, lexicon)
      .matches) {
      if (!goods.has(termId) || !evasions.some((evasion) => GUESSES.has(evasion))) continue
      const key = `${termId} ${text}`
      const known = found.get(key)
      const example = known?.example ?? line.slice(Math.max(start - AROUND, 0), end + AROUND)
      found.set(key, { termId, text, evasions, example, count: (known?.count ?? 0) + 1 })
    }
  }
  return [...found.values()].sort((a, b) => b.count - a.count || (a.termId < b.termId ? -1 : 1))
}
