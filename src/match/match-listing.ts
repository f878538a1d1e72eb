import type { Listing } from '../domain/listing.ts'
import type { Match, MatchSet } from '../domain/match.ts'
import type { Field } from '../domain/vocabulary.ts'
import type { Candidate } from './candidate.ts'
import type { CompiledLexicon } from './compiled-lexicon.ts'
import { SLANG, toEvasions } from './evasion-mask.ts'
import { FieldText } from './field-text.ts'
import { findPictures } from './find-pictures.ts'
import { isPlain, judgeGlyphs } from './judge-glyphs.ts'
import { judgeSounds } from './judge-sounds.ts'
import { scanGlyphs } from './scan-glyphs.ts'
import { scanMixtures } from './scan-mixtures.ts'
import { scanSounds } from './scan-sounds.ts'
import { selectCandidates } from './select-candidates.ts'

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
  return { matches: [...title.matches, ...body.matches], benign: [...title.benign, ...body.benign] }
}

function matchField(name: Field, text: string, lexicon: CompiledLexicon): MatchSet {
  const toMatches = (found: readonly Candidate[]): Match[] =>
    found.map((candidate) => toMatch(candidate, name, text, lexicon)).sort(byPlace)
  const { matches, benign } = selectCandidates(findCandidates(text, lexicon), lexicon, text.length)
  return { matches: toMatches(matches), benign: toMatches(benign) }
}

function findCandidates(text: string, lexicon: CompiledLexicon): Candidate[] {
  const found: Candidate[] = []
  const field = new FieldText(text, found, lexicon)
  const guesses = []
  for (const hit of scanGlyphs(text, lexicon)) {
    // Guesses ask what else stands nearby, so they wait until everything plain is known.
    const origin = lexicon.glyphPatterns[hit.pattern]?.origin
    if (origin === 'reversed' || origin === 'look-alike') guesses.push(hit)
    else keep(found, judgeGlyphs(hit, lexicon, field))
  }
  found.push(...findPictures(text, lexicon))
  const plain = selectCandidates(found, lexicon, text.length).matches.filter(({ mask }) => isPlain(mask))
  const settled = new FieldText(text, plain, lexicon)
  const disguised: Candidate[] = []
  for (const hit of guesses) keep(disguised, judgeGlyphs(hit, lexicon, settled))
  for (const hit of scanSounds(text, lexicon)) keep(disguised, judgeSounds(hit, lexicon, settled))
  for (const hit of scanMixtures(text, lexicon)) keep(disguised, judgeSounds(hit, lexicon, settled))
  return [...found, ...disguised]
}

function keep(into: Candidate[], candidate: Candidate | undefined): void {
  if (candidate) into.push(candidate)
}

function toMatch(
  { term, start, end, mask }: Candidate,
  field: Field,
  text: string,
  lexicon: CompiledLexicon,
): Match {
  const compiled = lexicon.terms[term]
  if (compiled === undefined) throw new Error(`no term ${term}`)
  const { id, kind, category, signal } = compiled.term
  return {
    termId: id,
    kind,
    category,
    ...(signal === undefined ? {} : { signal }),
    field,
    start,
    end,
    text: text.slice(start, end),
    evasions: toEvasions(kind === 'code-word' ? mask | SLANG : mask),
  }
}

function byPlace(a: Match, b: Match): number {
  return a.start - b.start || b.end - a.end || (a.termId < b.termId ? -1 : 1)
}
