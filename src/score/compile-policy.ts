import type { Term } from '../domain/lexicon.ts'
import type { LawTable, RoutingTable, Taxon } from '../domain/reference-data.ts'
import type { Rule } from '../domain/rule.ts'
import { compileRule } from './compile-rule.ts'
import type { Policy } from './policy.ts'
import { buildRuleIndex } from './rule-index.ts'
import { buildTaxonIndex } from './taxon-index.ts'

export interface PolicyParts {
  readonly rules: readonly Rule[]
  /** The terms the lexicon was compiled from: weights, needs and taxa of what matched. */
  readonly terms: readonly Term[]
  readonly law: LawTable
  readonly routing: RoutingTable
  readonly taxa: readonly Taxon[]
  readonly on: string
}

export function compilePolicy({ rules, terms, law, routing, taxa, on }: PolicyParts): Policy {
  const compiled = rules
    .filter(({ status }) => status !== 'deprecated')
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(compileRule)
  return {
    rules: compiled,
    ruleIndex: buildRuleIndex(compiled),
    law,
    routing,
    taxa: buildTaxonIndex(taxa),
    terms: new Map(terms.map((term) => [term.id, term])),
    on,
  }
}
