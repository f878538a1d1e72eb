import type { Term } from '../domain/lexicon.ts'
import type { CompiledLexicon } from './compiled-lexicon.ts'
import { matchListing } from './match-listing.ts'

/** An example of a term that does not come out as it should. In Chinese: analysts read it. */
export interface FailedExample {
  readonly termId: string
  readonly text: string
  readonly problem: string
}

export interface ExamplesRun {
  readonly examples: number
  readonly termsWithExamples: number
  readonly failed: readonly FailedExample[]
}

/** Runs each term's own examples, and its variants, against the whole lexicon. */
export function testLexicon(terms: readonly Term[], lexicon: CompiledLexicon): ExamplesRun {
  const examples = terms.flatMap(examplesOf)
  const failed = examples.flatMap(({ termId, text, isHit, problem }) => {
    const { matches, benign } = matchListing({ title: '', body: text }, lexicon)
    const isFound = [...matches, ...benign].some((match) => match.termId === termId)
    return isFound === isHit ? [] : [{ termId, text, problem }]
  })
  const termsWithExamples = terms.filter((term) => term.examples !== undefined).length
  return { examples: examples.length, termsWithExamples, failed }
}

interface Example extends FailedExample {
  readonly isHit: boolean
}

function examplesOf({ id: termId, examples, variants }: Term): Example[] {
  const { hits = [], misses = [] } = examples ?? {}
  return [
    ...hits.map((text) => ({ termId, text, isHit: true, problem: '应当命中，没有命中' })),
    ...misses.map((text) => ({ termId, text, isHit: false, problem: '不应当命中，却命中了' })),
    ...variants.map(({ text }) => ({ termId, text, isHit: true, problem: '变体没有命中' })),
  ]
}
