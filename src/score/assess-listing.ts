import type { Assessment, TaxonHit } from '../domain/assessment.ts'
import type { Listing } from '../domain/listing.ts'
import type { MatchSet } from '../domain/match.ts'
import type { Category, Offence, Protection } from '../domain/vocabulary.ts'
import type { Firing } from './apply-rule.ts'
import { categoryOf, offenceOf } from './classify.ts'
import { crimeHintsFor } from './crime-hints.ts'
import { findTaxa } from './find-taxa.ts'
import { legalBasisFor, legalGapFor } from './legal-basis.ts'
import type { ListingFacts } from './listing-facts.ts'
import type { Policy } from './policy.ts'
import { moveVerdict } from './rank/move-verdict.ts'
import { isRankable } from './rank/rank-features.ts'
import { rankListing } from './rank/rank-listing.ts'
import { type Routed, routeLead } from './route-lead.ts'
import { levelOf, type Scored } from './verdict.ts'
import { weighListing } from './weigh-listing.ts'

/** Gear that can kill a person: terms under these prefixes raise the level and go to the police. */
const DANGEROUS = [
  'gear.gun.',
  'gear.crossbow.',
  'gear.poison.',
  'gear.shock.',
  'gear.fish.blast.',
  'slang.gun.',
]

/**
 * Proposes a verdict on one listing. Pure: the same listing, matches and policy give the same answer, and the
 * score is the sum of the findings shown, kept between 0 and 100.
 */
export function assessListing(listing: Listing, found: MatchSet, policy: Policy): Assessment {
  const weighed = weighListing(listing, found, policy)
  const { facts, firings } = weighed
  const ranking =
    policy.ranker && isRankable(weighed, found) ? rankListing(weighed, found, policy.ranker) : undefined
  const scored = ranking ? moveVerdict(weighed, found, ranking) : weighed.scored
  const taxa = findTaxa(facts, policy)
  const rest =
    scored.verdict === 'legal' ? nothing(scored) : consequences(scored, { facts, firings, taxa, policy })

  return {
    listingId: listing.id,
    verdict: scored.verdict,
    score: scored.score,
    ...rest,
    matches: [...found.matches],
    benign: [...found.benign],
    signals: [...facts.signals],
    taxa,
    ...(ranking && { rank: ranking.rank, rankReasons: [...ranking.reasons] }),
  }
}

type Consequences = Pick<
  Assessment,
  'level' | 'findings' | 'category' | 'offence' | 'legalBasis' | 'legalGap' | 'crimeHints'
> &
  Routed

function nothing({ findings }: Scored): Consequences {
  return {
    level: 'none',
    findings: [...findings],
    category: 'none',
    offence: 'none',
    agencies: [],
    routes: [],
    unrouted: [],
    legalBasis: [],
  }
}

interface Known {
  readonly facts: ListingFacts
  readonly firings: readonly Firing[]
  readonly taxa: readonly TaxonHit[]
  readonly policy: Policy
}

function consequences(scored: Scored, { facts, firings, taxa, policy }: Known): Consequences {
  const category: Category = categoryOf(facts, firings, taxa)
  const offence: Offence = offenceOf(facts, firings, category)
  const protections: Protection[] = taxa.length === 0 ? ['unknown'] : taxa.map(({ protection }) => protection)
  const termIds = facts.marks.flatMap(({ termId }) => termId ?? [])
  const dangerous = termIds.some((id) => DANGEROUS.some((prefix) => id.startsWith(prefix)))
  const { level, override } = levelOf(scored, protections[0] ?? 'unknown', dangerous)
  const { listing, signalKinds: signals } = facts
  const { platform } = listing
  const routed = routeLead(listing, { category, offence, level, platform, taxa, termIds, signals }, policy)
  const query = { category, offence, protections, on: listing.observedOn ?? policy.on }
  const gap = legalGapFor(query, policy.law)
  const earlierFlagged = policy.sellerHistory?.flagged ?? 0
  const crimeHints = crimeHintsFor(
    { ...query, listing, signals: facts.signals, termIds, earlierFlagged },
    policy.law,
  )
  return {
    level,
    findings: override ? [...scored.findings, override] : [...scored.findings],
    category,
    offence,
    ...routed,
    legalBasis: legalBasisFor(query, policy.law),
    ...(gap !== undefined && { legalGap: gap }),
    ...(crimeHints.length > 0 && { crimeHints }),
  }
}
