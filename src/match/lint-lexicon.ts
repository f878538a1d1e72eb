import type { Term } from '../domain/lexicon.ts'
import type { CompiledLexicon } from './compiled-lexicon.ts'
import { findCollisions } from './find-collisions.ts'
import { foldText } from './fold-text.ts'
import { matchListing } from './match-listing.ts'
import { commonWords } from './word-boundaries.ts'

/** Something a lexicon says that cannot be meant. In Chinese: analysts read it. */
export interface LexiconProblem {
  readonly termId: string
  readonly problem: string
}

/** Words that stand where a source should. */
const NO_SOURCE = /^(?:未知|不详|待补|待查|无|unknown|none|todo|n\/a)$/i
const GOODS: ReadonlySet<Term['kind']> = new Set(['species', 'product', 'gear', 'code-word'])
/** Words of trade around an everyday word: with them beside it, a guess is believed most easily. */
const AROUND = ['出售', '，包邮'] as const

/** Names of taxa that the lists know. */
export type KnownTaxa = Pick<ReadonlySet<string>, 'has'>

/**
 * Checks that need the whole lexicon, or knowledge of how the matcher reads a term.
 *
 * @param taxa what `taxon` may be; undefined to leave that unchecked.
 */
export function lintLexicon(
  terms: readonly Term[],
  lexicon: CompiledLexicon,
  taxa?: KnownTaxa,
): LexiconProblem[] {
  return [
    ...terms.flatMap((term) => ownProblems(term, taxa)),
    ...doubleProblems(terms),
    ...unreachable(terms, lexicon),
    ...insideCommonWords(lexicon),
    ...likeCommonWords(lexicon),
  ]
}

function ownProblems(term: Term, taxa: KnownTaxa | undefined): LexiconProblem[] {
  const { kind, category, source, signal, variants, needs, taxon } = term
  const length = foldText(term.text).length
  const isGood = GOODS.has(kind)
  const problems = [
    length === 0 && '只有标点或符号，无法匹配',
    length === 1 && kind !== 'benign' && kind !== 'context' && '只有一个字，会大量误报',
    NO_SOURCE.test(source.trim()) && '没有写明来源',
    (kind === 'context' || kind === 'claim') && signal === undefined && '没有写明是哪种信号（signal）',
    kind === 'code-word' && needs.length === 0 && '暗语不能单独成立：没有写明要有哪种信号（needs）',
    isGood && category === 'none' && '没有写明类别（category）',
    taxon !== undefined && taxa?.has(taxon) === false && `名录中没有“${taxon}”（taxon）`,
    variants.some(({ text }) => text === term.text) && '变体与本词相同',
  ]
  return toProblems(term.id, problems)
}

function toProblems(termId: string, problems: readonly (string | false)[]): LexiconProblem[] {
  return problems.filter((problem) => problem !== false).map((problem) => ({ termId, problem }))
}

/** Terms that say what another one says already, and terms that another one keeps from ever being found. */
function doubleProblems(terms: readonly Term[]): LexiconProblem[] {
  const first = new Map<string, string>()
  const benign = new Map<string, string>()
  const spelt = new Map<string, string>()
  for (const term of terms) {
    const key = keyOf(term)
    if (!first.has(key)) first.set(key, term.id)
    if (term.kind === 'benign' && !benign.has(foldedText(term.text)))
      benign.set(foldedText(term.text), term.id)
    for (const { text } of GOODS.has(term.kind) ? term.variants : []) spelt.set(foldedText(text), term.id)
  }
  return terms.flatMap((term) => {
    const twin = first.get(keyOf(term))
    const folded = foldedText(term.text)
    const speller = GOODS.has(term.kind) ? spelt.get(folded) : undefined
    const isFact = term.kind === 'context' || term.kind === 'claim'
    const hidden = isFact || term.kind === 'benign' ? undefined : benign.get(folded)
    return toProblems(term.id, [
      twin !== term.id && `与 ${twin} 重复`,
      hidden !== undefined && `永远不会命中：${hidden} 把同样的文字列为无关用语`,
      speller !== undefined && speller !== term.id && `被 ${speller} 的变体遮住：同样的文字写了两次`,
    ])
  })
}

/** What does not find itself when it is written plainly is never found. */
function unreachable(terms: readonly Term[], lexicon: CompiledLexicon): LexiconProblem[] {
  return terms.flatMap((term) => {
    const { matches, benign } = matchListing({ title: term.text, body: '' }, lexicon)
    if ([...matches, ...benign].some(({ termId }) => termId === term.id)) return []
    const covering = benign.map(({ termId }) => termId).join('、')
    const why = covering === '' ? '' : `：${covering} 盖住了它`
    return [{ termId: term.id, problem: `写成原文也不会命中${why}` }]
  })
}

/** 象牙 stands in 象牙白: without an innocent phrase every such word is an alarm. */
function insideCommonWords(lexicon: CompiledLexicon): LexiconProblem[] {
  const goods = goodsOf(lexicon)
  const words = new Map<string, string[]>()
  for (const word of commonWords()) {
    for (const { termId, text } of matchListing({ title: word, body: '' }, lexicon).matches) {
      if (text === word || !goods.has(termId)) continue
      words.set(termId, [...(words.get(termId) ?? []), word])
    }
  }
  return [...words].map(([termId, found]) => ({
    termId,
    problem: `常用词里含有它，会误报；请列为无关用语：${found.join('、')}`,
  }))
}

/** Everyday words that sound like a term, or look like it, and would be taken for it beside words of trade. */
function likeCommonWords(lexicon: CompiledLexicon): LexiconProblem[] {
  const lines = [...commonWords()].map((word) => `${AROUND[0]}${word}${AROUND[1]}`)
  return findCollisions(lines, lexicon)
    .filter(({ text }) => commonWords().has(text))
    .map(({ termId, text }) => ({ termId, problem: `会把常用词“${text}”当成它的变形；请列为无关用语` }))
}

function goodsOf({ terms }: CompiledLexicon): ReadonlySet<string> {
  return new Set(terms.filter(({ deep }) => deep).map(({ term }) => term.id))
}

function keyOf({ kind, signal, text }: Term): string {
  return `${kind} ${signal ?? ''} ${foldedText(text)}`
}

function foldedText(text: string): string {
  const folded = foldText(text).join('')
  return folded === '' ? text : folded
}
