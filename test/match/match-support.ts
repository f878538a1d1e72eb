import type { z } from 'zod'
import { Term } from '../../src/domain/lexicon.ts'
import type { Match, MatchSet } from '../../src/domain/match.ts'
import { compileLexicon } from '../../src/match/compile-lexicon.ts'
import { matchListing } from '../../src/match/match-listing.ts'

export type TermInput = Partial<z.input<typeof Term>> & { text: string }

/** A term whose id is made of its place, so that a test need only say what it is about. */
export function aTerm(fields: TermInput, index = 0): Term {
  return Term.parse({
    id: `t.${index}`,
    kind: 'product',
    weight: 50,
    status: 'stable',
    source: '测试',
    date: '2026-11-22',
    ...fields,
  })
}

/** A reader of titles for a handful of terms; a bare text is a product. */
export function aMatcher(...terms: (string | TermInput)[]): (title: string, body?: string) => MatchSet {
  const parsed = terms.map((term, index) => aTerm(typeof term === 'string' ? { text: term } : term, index))
  const lexicon = compileLexicon(parsed)
  return (title, body = '') => matchListing({ title, body }, lexicon)
}

/** `text evasions` of each match, the shortest way to say what was found and how. */
export function readings(matches: readonly Match[]): string[] {
  return matches.map(({ text, evasions }) => [text, ...evasions].join(' '))
}
