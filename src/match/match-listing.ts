import type { Listing } from '../domain/listing.ts'
import type { Match, MatchSet } from '../domain/match.ts'
import type { Field } from '../domain/vocabulary.ts'
import type { Candidate } from './candidate.ts'
import type { SoundHit } from './cell.ts'
import type { CompiledLexicon } from './compiled-lexicon.ts'
import { SLANG, toEvasions } from './evasion-mask.ts'
import { FieldText } from './field-text.ts'
import { findPictures } from './find-pictures.ts'
import { isPlain, judgeGlyphs } from './judge-glyphs.ts'
import { judgeSounds } from './judge-sounds.ts'
import { scanText } from './scan-text.ts'
import { selectCandidates } from './select-candidates.ts'
import { type GlyphHit, GUESS } from './text-hits.ts'
import { WordBoundaries } from './word-boundaries.ts'

/** Nobody sells anything behind fifty thousand characters; the rest of such a body is not read. */
const MAX_BODY = 50_000

/**
 * Finds every term in the title and the body, disguised or not, at its place in the original text.
 *
 * A plain match inside a benign phrase is left out; a disguised one never is.
 */
export function matchListing(listing: Pick<Listing, 'title' | 'body'>, lexicon: CompiledLexicon): MatchSet {
  const title = matchField('title', listing.title, lexicon)
  const body = matchField('body', listing.body.slice(0, MAX_BODY), lexicon)
  if (body === NOTHING) return title
  return { matches: [...title.matches, ...body.matches], benign: [...title.benign, ...body.benign] }
}

const NOTHING: MatchSet = { matches: [], benign: [] }

function matchField(name: Field, text: string, lexicon: CompiledLexicon): MatchSet {
  if (text === '') return NOTHING
  const found = findCandidates(text, lexicon)
  return found.length === 0 ? NOTHING : matchSetOf(found, name, text, lexicon)
}

/** A function of its own: what its closure holds would else be made for every text. */
function matchSetOf(
  found: readonly Candidate[],
  name: Field,
  text: string,
  lexicon: CompiledLexicon,
): MatchSet {
  const toMatches = (candidates: readonly Candidate[]): Match[] =>
    candidates.map((candidate) => toMatch(candidate, name, text, lexicon)).sort(byPlace)
  const { matches, benign } = selectCandidates(found, lexicon, text.length)
  return { matches: toMatches(matches), benign: toMatches(benign) }
}

const NO_CANDIDATES: readonly Candidate[] = []

function findCandidates(text: string, lexicon: CompiledLexicon): readonly Candidate[] {
  const hits = scanText(text, lexicon)
  if (hits === undefined) return NO_CANDIDATES
  const { glyphs, sounds, drawn } = hits
  const pictures = drawn ? findPictures(text, lexicon) : []
  if (glyphs.length + sounds.length === 0) return pictures
  const words = new WordBoundaries(text)
  const field = new FieldText(text, [], lexicon, words)
  // Guesses ask what else stands nearby, so they wait until everything plain is known.
  const guesses: GlyphHit[] = []
  const found = pictures
  for (const hit of glyphs) {
    if (hit.guess !== GUESS.none) guesses.push(hit)
    else keep(found, judgeGlyphs(hit, lexicon, field))
  }
  if (guesses.length + sounds.length === 0) return found
  return [...found, ...judgeGuesses(found, guesses, sounds, lexicon, words)]
}

function judgeGuesses(
  found: readonly Candidate[],
  glyphs: readonly GlyphHit[],
  sounds: readonly SoundHit[],
  lexicon: CompiledLexicon,
  words: WordBoundaries,
): Candidate[] {
  const { text } = words
  const certain = selectCandidates(found, lexicon, text.length).matches.filter(({ mask }) => isPlain(mask))
  const field = new FieldText(text, certain, lexicon, words)
  const guessed: Candidate[] = []
  for (const hit of glyphs) keep(guessed, judgeGlyphs(hit, lexicon, field))
  for (const hit of sounds) keep(guessed, judgeSounds(hit, lexicon, field))
  return guessed
}

function keep(into: Candidate[], candidate: Candidate | undefined): void {
  if (candidate) into.push(candidate)
}

function toMatch(candidate: Candidate, field: Field, text: string, lexicon: CompiledLexicon): Match {
  const { start, end, mask } = candidate
  const compiled = lexicon.terms[candidate.term]
  if (compiled === undefined) throw new Error(`no term ${candidate.term}`)
  const { id: termId, kind, category, signal } = compiled.term
  const evasions = toEvasions(kind === 'code-word' ? mask | SLANG : mask)
  const match = { termId, kind, category, field, start, end, text: text.slice(start, end), evasions }
  return signal === undefined ? match : { ...match, signal }
}

function byPlace(a: Match, b: Match): number {
  return a.start - b.start || b.end - a.end || (a.termId < b.termId ? -1 : 1)
}
