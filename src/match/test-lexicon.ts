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
  const failed: FailedExample[] = []
  let examples = 0
  for (const term of terms) {
    const isFound = (text: string): boolean => {
      examples += 1
      const { matches, benign } = matchListing({ title: '', body: text }, lexicon)
      return [...matches, ...benign].some(({ termId }) => termId === term.id)
    }
    const fail = (text: string, problem: string): number => failed.push({ termId: term.id, text, problem })
    for (const text of term.examples?.hits ?? []) if (!isFound(text)) fail(text, '应当命中，没有命中')
    for (const text of term.examples?.misses ?? []) if (isFound(text)) fail(text, '不应当命中，却命中了')
    for (const { text } of term.variants) if (!isFound(text)) fail(text, '变体没有命中')
  }
  return { examples, termsWithExamples: terms.filter((term) => term.examples !== undefined).length, failed }
}
