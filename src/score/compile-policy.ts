import type { Term } from '../domain/lexicon.ts'
import type { Ranker } from '../domain/ranker.ts'
import type { LawTable, RoutingTable, Taxon } from '../domain/reference-data.ts'
import type { Rule } from '../domain/rule.ts'
import { compileRule } from './compile-rule.ts'
import type { Policy } from './policy.ts'
import { compileRanker } from './rank/rank-listing.ts'
import { buildTaxonIndex } from './taxon-index.ts'

export interface PolicyParts {
  readonly rules: readonly Rule[]
  /** The terms the lexicon was compiled from: weights, needs and taxa of what matched. */
  readonly terms: readonly Term[]
  readonly law: LawTable
  readonly routing: RoutingTable
  readonly taxa: readonly Taxon[]
  readonly on: string
  readonly ranker?: Ranker | undefined
}

export function compilePolicy({ rules, terms, law, routing, taxa, on, ranker }: PolicyParts): Policy {
  return {
    rules: rules
      .filter(({ status }) => status !== 'deprecated')
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map(compileRule),
    law,
    routing,
    taxa: buildTaxonIndex(taxa),
    terms: new Map(terms.map((term) => [term.id, term])),
    on,
    ...(ranker && { ranker: compileRanker(ranker) }),
  }
}
