import type { AgencyUnit } from '../domain/agency-unit.ts'
import type { Term } from '../domain/lexicon.ts'
import type { Ranker } from '../domain/ranker.ts'
import {
  type LawTable,
  NO_SIGNAL_TABLES,
  type RoutingTable,
  type SignalTables,
  type Taxon,
} from '../domain/reference-data.ts'
import type { Rule } from '../domain/rule.ts'
import type { SellerHistory } from '../domain/seller-history.ts'
import type { Division } from '../domain/territory.ts'
import { buildAgencyDirectory } from './agency-directory.ts'
import { compileRule } from './compile-rule.ts'
import { buildGazetteer } from './gazetteer.ts'
import type { Policy } from './policy.ts'
import { compileRanker } from './rank/rank-listing.ts'
import { buildRuleIndex } from './rule-index.ts'
import { buildTaxonIndex } from './taxon-index.ts'

export interface PolicyParts {
  /** Hunting rules may be among them and are left out. */
  readonly rules: readonly Rule[]
  /** The terms the lexicon was compiled from: weights, needs and taxa of what matched. */
  readonly terms: readonly Term[]
  readonly law: LawTable
  readonly routing: RoutingTable
  readonly taxa: readonly Taxon[]
  readonly on: string
  /** Without them every lead is without a territory. */
  readonly divisions?: readonly Division[]
  readonly siteTerritories?: ReadonlyMap<string, string>
  readonly unitTerritory?: string | undefined
  /** Without them every route is unrouted, and says so. */
  readonly units?: readonly AgencyUnit[]
  readonly ranker?: Ranker | undefined
  /** Without them no region and no shop is told from another. */
  readonly signalTables?: SignalTables
}

export function compilePolicy(parts: PolicyParts): Policy {
  const { rules, terms, law, routing, taxa, on, ranker } = parts
  const compiled = rules
    .filter(({ status, purpose }) => status !== 'deprecated' && purpose === 'detection')
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(compileRule)
  return {
    rules: compiled,
    ruleIndex: buildRuleIndex(compiled),
    law,
    routing,
    places: {
      gazetteer: buildGazetteer(parts.divisions ?? []),
      ofSites: parts.siteTerritories ?? new Map(),
      ofUnit: parts.unitTerritory,
    },
    directory: buildAgencyDirectory(parts.units ?? []),
    taxa: buildTaxonIndex(taxa),
    terms: new Map(terms.map((term) => [term.id, term])),
    on,
    signalTables: parts.signalTables ?? NO_SIGNAL_TABLES,
    ...(ranker && { ranker: compileRanker(ranker) }),
  }
}

/** The same policy with other rules. */
export function withRules(policy: Policy, rules: Policy['rules']): Policy {
  return { ...policy, rules, ruleIndex: buildRuleIndex(rules) }
}

/** The same policy for a listing whose seller is known from before. It adds a signal, and points only where a rule asks for it. */
export function withSellerHistory(policy: Policy, sellerHistory: SellerHistory | undefined): Policy {
  return sellerHistory === undefined ? policy : { ...policy, sellerHistory }
}
