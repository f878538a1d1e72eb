import type { Listing } from '../domain/listing.ts'
import type { MatchSet } from '../domain/match.ts'
import type { Rule } from '../domain/rule.ts'
import { applyRule } from './apply-rule.ts'
import { compileRule } from './compile-rule.ts'
import { collectFacts } from './listing-facts.ts'
import type { Policy, RuleIndex } from './policy.ts'
import { whyOf } from './rule-findings.ts'
import { buildRuleIndex } from './rule-index.ts'

/** Hunting rules that are ready to be tried. */
export interface Net {
  readonly ruleIndex: RuleIndex
}

export interface Catch {
  readonly ruleId: string
  /** In Chinese: the words that the net caught. */
  readonly why: string
}

export function isHunting({ purpose, status }: Rule): boolean {
  return purpose === 'hunting' && status !== 'deprecated'
}

/** Of the hunting rules among these. */
export function weaveNet(rules: readonly Rule[]): Net {
  return { ruleIndex: buildRuleIndex(rules.filter(isHunting).map(compileRule)) }
}

/** Which hunting rules a listing meets. Pure; says nothing about the verdict. */
export function huntListing(
  listing: Listing,
  found: MatchSet,
  { policy, net }: { readonly policy: Policy; readonly net: Net },
): Catch[] {
  const facts = collectFacts(listing, found, policy)
  return net.ruleIndex.candidatesFor(facts).flatMap((compiled) => {
    const firing = applyRule(compiled, facts)
    return firing ? [{ ruleId: compiled.rule.id, why: whyOf(firing) }] : []
  })
}
