import type { Term } from '../domain/lexicon.ts'

export interface LexiconProblem {
  readonly termId: string
  readonly problem: string
}

export function lintLexicon(terms: readonly Term[]): LexiconProblem[] {
  const seen = new Map<string, string>()
  return terms.flatMap(({ id, text, kind }) => {
    const key = `${kind} ${text}`
    const first = seen.get(key)
    seen.set(key, first ?? id)
    return first ? [{ termId: id, problem: `与 ${first} 重复` }] : []
  })
}
