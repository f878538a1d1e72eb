import { isDeepStrictEqual } from 'node:util'
import type { Term } from '../domain/lexicon.ts'

export interface TermChanges {
  readonly added: readonly Term[]
  readonly changed: readonly { readonly before: Term; readonly after: Term }[]
  /** Deleted, or switched off. */
  readonly removed: readonly Term[]
}

export function compareTerms(before: readonly Term[], after: readonly Term[]): TermChanges {
  const old = new Map(before.map((term) => [term.id, term]))
  const added: Term[] = []
  const changed: { before: Term; after: Term }[] = []
  for (const term of after) {
    const known = old.get(term.id)
    old.delete(term.id)
    if (!known) added.push(term)
    else if (!isDeepStrictEqual(known, term)) changed.push({ before: known, after: term })
  }
  return { added, changed, removed: [...old.values()] }
}

/** `weight 50→70，status test→stable`. */
export function describeChange({ before, after }: TermChanges['changed'][number]): string {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof Term>
  return [...fields]
    .filter((field) => !isDeepStrictEqual(before[field], after[field]))
    .map((field) => `${field} ${shown(before[field])}→${shown(after[field])}`)
    .join('，')
}

function shown(value: Term[keyof Term]): string {
  if (value === undefined) return '（无）'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
