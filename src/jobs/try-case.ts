import { FeedListing } from '../domain/labelled-listing.ts'
import type { Rule, RuleCase } from '../domain/rule.ts'
import { feedToListing } from '../extract/parse-feed.ts'
import { matchListing } from '../match/match-listing.ts'
import { judge, type Pipeline } from '../pipeline.ts'
import { withSellerHistory } from '../score/compile-policy.ts'
import { huntListing, weaveNet } from '../score/hunt-listing.ts'

/** Whether a rule fires on one of the texts beside it, as it would in a scan, or in a hunt. */
export function firesOn(
  rule: Rule,
  { earlierFlagged = 0, ...given }: RuleCase,
  definitions: Pick<Pipeline, 'lexicon' | 'policy'>,
): boolean {
  const { lexicon } = definitions
  const listing = feedToListing(FeedListing.parse({ id: rule.id, ...given }), 'case')
  const policy = withSellerHistory(definitions.policy, { flagged: earlierFlagged })
  const fired =
    rule.purpose === 'hunting'
      ? huntListing(listing, matchListing(listing, lexicon), { policy, net: weaveNet([rule]) })
      : judge(listing, { lexicon, policy }).findings
  return fired.some(({ ruleId }) => ruleId === rule.id)
}
