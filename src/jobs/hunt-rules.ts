import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { type Assessment, isFlagged } from '../domain/assessment.ts'
import type { Listing } from '../domain/listing.ts'
import { contactTexts, maskerFor } from '../domain/mask-contacts.ts'
import type { Rule } from '../domain/rule.ts'
import type { SellerHistory } from '../domain/seller-history.ts'
import type { CompiledLexicon } from '../match/compile-lexicon.ts'
import { matchListing } from '../match/match-listing.ts'
import { assessListing } from '../score/assess-listing.ts'
import { withSellerHistory } from '../score/compile-policy.ts'
import { type Catch, huntListing, isHunting, weaveNet } from '../score/hunt-listing.ts'
import type { Policy } from '../score/policy.ts'
import { excerpt } from './backtest-sample.ts'

/** Nothing here waits for the world: without a pause Ctrl-C would not be heard before the end. */
const BREATH_EVERY = 100

export interface HuntOptions {
  readonly listings: Iterable<Listing> | AsyncIterable<Listing>
  readonly rules: readonly Rule[]
  readonly lexicon: CompiledLexicon
  readonly policy: Policy
  /** Samples of each rule, at most. */
  readonly samples: number
  readonly signal: AbortSignal
  readonly historyOf?: ((listing: Listing) => Promise<SellerHistory>) | undefined
  readonly onProgress?: (done: number) => void
}

export interface HuntSample {
  readonly listingId: string
  /** Contacts in the texts are masked. */
  readonly title: string
  readonly body: string
  readonly why: string
  readonly score: number
}

export interface HuntedRule {
  readonly rule: Rule
  /** Listings that no detection rule flagged. */
  readonly caught: number
  /** Flagged all the same: what the net adds nothing to. */
  readonly alreadyFlagged: number
  readonly samples: readonly HuntSample[]
}

export interface Hunt {
  readonly listings: number
  readonly flagged: number
  /** Listings that were not flagged and that at least one rule caught. */
  readonly caught: number
  /** Most catches first. */
  readonly rules: readonly HuntedRule[]
  /** Stopped before the end: counts are of a part. */
  readonly stopped: boolean
}

/** Casts the hunting rules over listings. Nothing is stored, no lead is raised and no score moves. */
export async function huntRules(options: HuntOptions): Promise<Hunt> {
  const { lexicon, signal } = options
  const net = weaveNet(options.rules)
  const tally = new HuntTally(options)
  for await (const listing of options.listings) {
    if (signal.aborted) break
    const policy = withSellerHistory(options.policy, await options.historyOf?.(listing))
    const found = matchListing(listing, lexicon)
    const catches = huntListing(listing, found, { policy, net })
    tally.add(listing, assessListing(listing, found, policy), catches)
    options.onProgress?.(tally.listings)
    if (tally.listings % BREATH_EVERY === 0) await setImmediate()
  }
  return tally.close(signal.aborted)
}

interface Haul {
  readonly rule: Rule
  caught: number
  alreadyFlagged: number
  /** By hash of the listing: the same on every run, and not all from one site. */
  readonly picked: { readonly order: string; readonly sample: HuntSample }[]
}

class HuntTally {
  listings = 0
  #flagged = 0
  #caught = 0
  readonly #most: number
  readonly #hauls: ReadonlyMap<string, Haul>

  constructor({ rules, samples }: HuntOptions) {
    this.#most = samples
    this.#hauls = new Map(
      rules.filter(isHunting).map((rule) => [rule.id, { rule, caught: 0, alreadyFlagged: 0, picked: [] }]),
    )
  }

  add(listing: Listing, assessment: Assessment, catches: readonly Catch[]): void {
    const flagged = isFlagged(assessment)
    this.listings += 1
    if (flagged) this.#flagged += 1
    else if (catches.length > 0) this.#caught += 1
    for (const { ruleId, why } of catches) {
      const haul = this.#hauls.get(ruleId)
      if (!haul) continue
      if (flagged) haul.alreadyFlagged += 1
      else {
        haul.caught += 1
        this.#pick(haul, listing, sampleOf(listing, assessment, why))
      }
    }
  }

  #pick({ picked }: Haul, listing: Listing, sample: HuntSample): void {
    picked.push({ order: createHash('sha256').update(listing.id).digest('hex'), sample })
    picked.sort((a, b) => (a.order < b.order ? -1 : 1))
    picked.splice(this.#most)
  }

  close(stopped: boolean): Hunt {
    const rules = [...this.#hauls.values()]
      .map(({ picked, ...haul }) => ({ ...haul, samples: picked.map(({ sample }) => sample) }))
      .sort((a, b) => b.caught - a.caught || (a.rule.id < b.rule.id ? -1 : 1))
    return { listings: this.listings, flagged: this.#flagged, caught: this.#caught, rules, stopped }
  }
}

function sampleOf(listing: Listing, assessment: Assessment, why: string): HuntSample {
  const mask = maskerFor(listing, contactTexts(assessment))
  return {
    listingId: mask(listing.id),
    title: excerpt(mask(listing.title)),
    body: excerpt(mask(listing.body)),
    why: mask(why),
    score: assessment.score,
  }
}
