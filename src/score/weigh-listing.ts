import type { Listing } from '../domain/listing.ts'
import type { MatchSet } from '../domain/match.ts'
import { applyRule, type Firing, withoutIdleExclusions } from './apply-rule.ts'
import { baseFindings } from './base-findings.ts'
import { collectFacts, type ListingFacts } from './listing-facts.ts'
import type { Policy } from './policy.ts'
import { ruleFindings } from './rule-findings.ts'
import { type Scored, score } from './verdict.ts'

/** What the rules make of a listing, before anything learned is asked. */
export interface Weighed {
  readonly facts: ListingFacts
  readonly firings: readonly Firing[]
  readonly scored: Scored
}

export function weighListing(listing: Listing, found: MatchSet, policy: Policy): Weighed {
  const facts = collectFacts(listing, found, policy)
  const firings = withoutIdleExclusions(
    policy.ruleIndex.candidatesFor(facts).flatMap((rule) => applyRule(rule, facts) ?? []),
  )
  return { facts, firings, scored: score([...baseFindings(facts), ...ruleFindings(firings)], firings) }
}
