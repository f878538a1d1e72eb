import type { RE2JS } from 're2js'
import type { Term, TermKind } from '../domain/lexicon.ts'
import type { Listing } from '../domain/listing.ts'
import type { RankLimits } from '../domain/ranker.ts'
import type { LawTable, RoutingTable, SignalTables, Taxon } from '../domain/reference-data.ts'
import type { Condition, Rule } from '../domain/rule.ts'
import type { SellerHistory } from '../domain/seller-history.ts'
import type { Category, Platform, SignalKind } from '../domain/vocabulary.ts'
import type { AgencyDirectory } from './agency-directory.ts'
import type { Gazetteer } from './gazetteer.ts'

/** Everything a score depends on besides the listing: same policy and listing, same answer. */
export interface Policy {
  readonly rules: readonly CompiledRule[]
  readonly ruleIndex: RuleIndex
  readonly law: LawTable
  readonly routing: RoutingTable
  readonly places: Places
  readonly directory: AgencyDirectory
  readonly taxa: TaxonIndex
  /** By id: a match names its term only. */
  readonly terms: ReadonlyMap<string, Term>
  /** ISO date of the act where the listing does not say when it was seen: decides which version of a law is cited. */
  readonly on: string
  /** Learned. Absent: the rules decide and order alone. */
  readonly ranker?: CompiledRanker | undefined
  readonly signalTables: SignalTables
  /** Of the seller of the listing at hand, see `withSellerHistory`. Absent: nothing is known, or nobody looked. */
  readonly sellerHistory?: SellerHistory | undefined
}

/** What tells where a lead belongs when its seller does not. */
export interface Places {
  readonly gazetteer: Gazetteer
  /** By site id, in words. */
  readonly ofSites: ReadonlyMap<string, string>
  /** The division of the unit that runs the program, in words or as a code. */
  readonly ofUnit: string | undefined
}

export interface CompiledRule {
  readonly rule: Rule
  readonly all: readonly CompiledCondition[]
  readonly any: readonly CompiledCondition[]
  readonly not: readonly CompiledCondition[]
  /** True when the rule speaks in favour of a listing, so that stricter rules of evidence hold. */
  readonly excuses: boolean
}

export interface CompiledCondition {
  readonly source: Condition
  readonly termIds: ReadonlySet<string> | undefined
  readonly termPrefixes: readonly string[]
  readonly kinds: ReadonlySet<TermKind> | undefined
  readonly categories: ReadonlySet<Category> | undefined
  readonly signals: ReadonlySet<SignalKind> | undefined
  readonly platforms: ReadonlySet<Platform> | undefined
  readonly pattern: RE2JS | undefined
  /** False for a condition that only asks where the listing was published. */
  readonly readsMarks: boolean
}

/** What rules are put aside by, before anyone looks at single marks. */
export interface ListingOutline {
  readonly listing: Pick<Listing, 'platform' | 'title' | 'body'>
  readonly kinds: ReadonlySet<TermKind>
  readonly signalKinds: ReadonlySet<SignalKind>
}

export interface RuleIndex {
  /** Every rule that can fire, in the order of `rules`; most of the others are left out. */
  candidatesFor(outline: ListingOutline): readonly CompiledRule[]
}

export interface TaxonIndex {
  /** The list entry for a Chinese name, an alias or a genus or family written without 所有种. */
  find(name: string): Taxon | undefined
}

export interface CompiledRanker {
  readonly intercept: number
  readonly weights: ReadonlyMap<string, number>
  readonly ngrams: boolean
  readonly limits: RankLimits
}
