import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import stringify from 'safe-stable-stringify'
import { type Assessment, isFlagged } from '../domain/assessment.ts'
import type { Decision } from '../domain/lead.ts'
import type { Listing } from '../domain/listing.ts'
import type { MatchSet } from '../domain/match.ts'
import type { Rule } from '../domain/rule.ts'
import type { CompiledLexicon } from '../match/compile-lexicon.ts'
import { matchListing } from '../match/match-listing.ts'
import { assessListing } from '../score/assess-listing.ts'
import { withRules } from '../score/compile-policy.ts'
import type { Policy } from '../score/policy.ts'
import { type BacktestSample, sampleOf } from './backtest-sample.ts'

/** Nothing here waits for the world: without a pause Ctrl-C would not be heard before the end. */
const BREATH_EVERY = 100

export const OUTCOMES = ['added', 'removed', 'changed', 'unchanged'] as const
/** What becomes of a lead when the rules change; `changed` is another verdict or level. */
export type Outcome = (typeof OUTCOMES)[number]

/** What one rule does by itself: the new rules against the new rules without it. */
export interface RuleEffect {
  readonly rule: Rule
  readonly fired: number
  /** Hits whose answer is known: see BacktestRecord. */
  readonly right: number
  readonly wrong: number
  readonly added: number
  readonly removed: number
  readonly changed: number
}

export interface Backtest {
  readonly listings: number
  readonly dataHash: string
  readonly leadsBefore: number
  readonly leadsAfter: number
  readonly outcomes: Readonly<Record<Outcome, number>>
  /** Leads that a person decided and that the change goes against: confirmed ones removed, dismissed ones added. */
  readonly against: { readonly confirmedRemoved: number; readonly dismissedAdded: number }
  readonly samples: Readonly<Record<Outcome, readonly BacktestSample[]>>
  readonly effects: readonly RuleEffect[]
  /** Stopped before the end: counts are of a part, and prove nothing. */
  readonly stopped: boolean
}

export interface BacktestOptions {
  readonly listings: Iterable<Listing> | AsyncIterable<Listing>
  readonly lexicon: CompiledLexicon
  readonly before: Policy
  readonly after: Policy
  /** Ids of the rules of `after` whose own effect is measured. */
  readonly measured: ReadonlySet<string>
  /** At most this many of each outcome. */
  readonly samples: number
  readonly signal: AbortSignal
  /** Whether the listing should be flagged, where somebody said so. */
  readonly answerOf?: (listing: Listing) => Promise<boolean | undefined>
  /** What a person decided about the listing, when anybody did. */
  readonly decisionOf?: (listingId: string) => Promise<Decision['state'] | undefined>
  readonly onProgress?: (done: number) => void
}

/**
 * Replays listings with two sets of rules. Nothing is stored: a back-test shows what publishing would do.
 *
 * Each listing is matched once. Leaving out a rule that did not fire changes nothing, so that the effect of every
 * rule costs only as many assessments as there are findings.
 */
export async function backtestRules(options: BacktestOptions): Promise<Backtest> {
  const tally = new Tally(options)
  const hash = createHash('sha256')
  for await (const listing of options.listings) {
    if (options.signal.aborted) break
    hash.update(`${stringify(listing)}\n`)
    await tally.add(listing)
    options.onProgress?.(tally.listings)
    if (tally.listings % BREATH_EVERY === 0) await setImmediate()
  }
  return tally.close(hash.digest('hex'))
}

/** Samples are picked by hash of the listing: the same on every run, and not all from one site. */
interface Picked {
  readonly order: string
  readonly sample: BacktestSample
}

class Tally {
  listings = 0
  readonly #options: BacktestOptions
  readonly #effects: Map<string, { -readonly [K in keyof RuleEffect]: RuleEffect[K] }>
  readonly #without = new Map<string, Policy>()
  readonly #outcomes: Record<Outcome, number> = { added: 0, removed: 0, changed: 0, unchanged: 0 }
  readonly #picked: Record<Outcome, Picked[]> = { added: [], removed: [], changed: [], unchanged: [] }
  readonly #against = { confirmedRemoved: 0, dismissedAdded: 0 }
  #leadsBefore = 0
  #leadsAfter = 0

  constructor(options: BacktestOptions) {
    this.#options = options
    const measured = options.after.rules.filter(({ rule }) => options.measured.has(rule.id))
    this.#effects = new Map(
      measured.map(({ rule }) => [
        rule.id,
        { rule, fired: 0, right: 0, wrong: 0, added: 0, removed: 0, changed: 0 },
      ]),
    )
  }

  async add(listing: Listing): Promise<void> {
    const { lexicon, before, after } = this.#options
    const found = matchListing(listing, lexicon)
    const now = assessListing(listing, found, after)
    const old = before === after ? now : assessListing(listing, found, before)
    this.listings += 1
    if (isFlagged(old)) this.#leadsBefore += 1
    if (isFlagged(now)) this.#leadsAfter += 1
    const outcome = outcomeOf(old, now)
    if (outcome !== undefined) await this.#count(outcome, { listing, before: old, after: now })
    await this.#addEffects(listing, found, now)
  }

  async #addEffects(listing: Listing, found: MatchSet, now: Assessment): Promise<void> {
    const ids = new Set(now.findings.map(({ ruleId }) => ruleId))
    const fired = [...ids].flatMap((id) => this.#effects.get(id) ?? [])
    const answer = fired.length > 0 ? await this.#options.answerOf?.(listing) : undefined
    for (const effect of fired) {
      effect.fired += 1
      if (answer !== undefined) effect[answer === accuses(effect.rule) ? 'right' : 'wrong'] += 1
      const own = outcomeOf(assessListing(listing, found, this.#afterWithout(effect.rule.id)), now)
      if (own !== undefined && own !== 'unchanged') effect[own] += 1
    }
  }

  async #count(outcome: Outcome, pair: Parameters<typeof sampleOf>[0]): Promise<void> {
    this.#outcomes[outcome] += 1
    const decision = outcome === 'unchanged' ? undefined : await this.#options.decisionOf?.(pair.listing.id)
    if (outcome === 'removed' && decision === 'confirmed') this.#against.confirmedRemoved += 1
    if (outcome === 'added' && decision === 'dismissed') this.#against.dismissedAdded += 1
    const picked = this.#picked[outcome]
    const order = createHash('sha256').update(pair.listing.id).digest('hex')
    if (picked.length >= this.#options.samples && order >= (picked.at(-1)?.order ?? '')) return
    picked.push({ order, sample: sampleOf(pair, decision) })
    picked.sort((a, b) => (a.order < b.order ? -1 : 1))
    picked.splice(this.#options.samples)
  }

  #afterWithout(id: string): Policy {
    const { after } = this.#options
    const policy = this.#without.get(id) ?? withoutRule(after, id)
    this.#without.set(id, policy)
    return policy
  }

  close(dataHash: string): Backtest {
    const samplesOf = (outcome: Outcome) => this.#picked[outcome].map(({ sample }) => sample)
    return {
      listings: this.listings,
      dataHash,
      leadsBefore: this.#leadsBefore,
      leadsAfter: this.#leadsAfter,
      outcomes: this.#outcomes,
      against: this.#against,
      samples: {
        added: samplesOf('added'),
        removed: samplesOf('removed'),
        changed: samplesOf('changed'),
        unchanged: samplesOf('unchanged'),
      },
      effects: [...this.#effects.values()],
      stopped: this.#options.signal.aborted,
    }
  }
}

export function withoutRule(policy: Policy, id: string): Policy {
  return withRules(
    policy,
    policy.rules.filter(({ rule }) => rule.id !== id),
  )
}

/** The other rules excuse. */
function accuses({ points, ceiling }: Rule): boolean {
  return points >= 0 && ceiling !== 'legal'
}

/** Undefined where there is no lead either way. */
function outcomeOf(before: Assessment, after: Assessment): Outcome | undefined {
  if (!isFlagged(before)) return isFlagged(after) ? 'added' : undefined
  if (!isFlagged(after)) return 'removed'
  return before.level === after.level && before.verdict === after.verdict ? 'unchanged' : 'changed'
}
