import type { Term, TermKind } from '../domain/lexicon.ts'
import type { Category } from '../domain/vocabulary.ts'

/** A word worth typing into a site's search. */
export interface SearchKeyword {
  readonly text: string
  readonly category: Category
  /** 0–100: the larger of what its terms weigh in the lexicon. */
  readonly weight: number
}

const KINDS: ReadonlySet<TermKind> = new Set(['species', 'product', 'gear', 'code-word'])
const MAX_LENGTH = 12

/**
 * Goods and code words of the lexicon with their spellings in the field, heaviest first; not the words around them.
 *
 * A search for 象牙 answers with 象牙手串 too: a keyword that holds another good of its category is left to that one. Code words
 * stand in for nothing but themselves, and named keywords stay whatever they hold.
 */
export function searchKeywords(
  terms: readonly Term[],
  {
    categories,
    named = [],
  }: { categories?: readonly Category[] | undefined; named?: readonly string[] } = {},
): SearchKeyword[] {
  const isNamed = new Set(named)
  const words = new Map<string, SearchKeyword & { readonly isCode: boolean }>()
  for (const term of terms) {
    if (!isSearched(term, categories)) continue
    for (const text of [term.text, ...term.variants.map((variant) => variant.text)]) {
      const known = words.get(text)
      if (!isTypeable(text) || (known !== undefined && known.weight >= term.weight)) continue
      words.set(text, {
        text,
        category: term.category,
        weight: term.weight,
        isCode: term.kind === 'code-word',
      })
    }
  }
  const covering = [...words.values()].filter(({ isCode }) => !isCode)
  const heads = new Map(covering.map((word) => [`${word.category} ${word.text}`, word]))
  return [...words.values()]
    .filter((word) => word.isCode || isNamed.has(word.text) || !hasHead(word, heads))
    .map(({ text, category, weight }) => ({ text, category, weight }))
    .sort((a, b) => b.weight - a.weight || compare(a.text, b.text))
}

function isSearched({ kind, status, category }: Term, categories: readonly Category[] | undefined): boolean {
  if (!KINDS.has(kind) || status === 'deprecated' || category === 'none') return false
  return categories === undefined || categories.includes(category)
}

/** One character finds everything; pictures and signs are dropped by search boxes. */
function isTypeable(text: string): boolean {
  const { length } = [...text]
  return length >= 2 && length <= MAX_LENGTH && /^[\p{L}\p{N} ]+$/u.test(text)
}

function hasHead({ text, category }: SearchKeyword, heads: ReadonlyMap<string, unknown>): boolean {
  for (let start = 0; start < text.length; start++) {
    for (let end = start + 2; end <= text.length; end++) {
      if (end - start < text.length && heads.has(`${category} ${text.slice(start, end)}`)) return true
    }
  }
  return false
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
