import type { Term } from '../domain/lexicon.ts'
import { foldText } from './fold-text.ts'

/** Something a lexicon says that cannot be meant. In Chinese: analysts read it. */
export interface LexiconProblem {
  readonly termId: string
  readonly problem: string
}

/** Words that stand where a source should. */
const NO_SOURCE = /^(?:未知|不详|待补|待查|无|unknown|none|todo|n\/a)$/i

/** Checks that need the whole lexicon, or knowledge of how the matcher reads a term. */
export function lintLexicon(terms: readonly Term[]): LexiconProblem[] {
  const first = new Map<string, string>()
  const benign = new Map<string, string>()
  for (const term of terms) {
    const key = keyOf(term)
    if (!first.has(key)) first.set(key, term.id)
    if (term.kind === 'benign' && !benign.has(foldedText(term))) benign.set(foldedText(term), term.id)
  }
  return terms.flatMap((term) => {
    const twin = first.get(keyOf(term))
    const problems = [
      twin !== term.id && `与 ${twin} 重复`,
      covers(benign, term) && `永远不会命中：${benign.get(foldedText(term))} 把同样的文字列为无关用语`,
      ...ownProblems(term),
    ]
    return problems.filter((problem) => problem !== false).map((problem) => ({ termId: term.id, problem }))
  })
}

function ownProblems(term: Term): (string | false)[] {
  const { kind, source, signal, variants } = term
  const length = foldText(term.text).length
  return [
    length === 0 && '只有标点或符号，无法匹配',
    length === 1 && kind !== 'benign' && kind !== 'context' && '只有一个字，会大量误报',
    NO_SOURCE.test(source.trim()) && '没有写明来源',
    (kind === 'context' || kind === 'claim') && signal === undefined && '没有写明是哪种信号（signal）',
    variants.some(({ text }) => text === term.text) && '变体与本词相同',
  ]
}

function covers(benign: ReadonlyMap<string, string>, term: Term): boolean {
  const isFact = term.kind === 'context' || term.kind === 'claim'
  return !isFact && term.kind !== 'benign' && benign.has(foldedText(term))
}

function keyOf(term: Term): string {
  return `${term.kind} ${term.signal ?? ''} ${foldedText(term)}`
}

function foldedText({ text }: Term): string {
  const folded = foldText(text).join('')
  return folded === '' ? text : folded
}
