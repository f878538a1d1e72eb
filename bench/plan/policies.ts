import { type PastSearch, planSearches } from '../../src/crawl/plan-searches.ts'
import { seededRandom } from '../../src/crawl/seeded-random.ts'
import type { Category } from '../../src/domain/vocabulary.ts'
import { Market, type MarketOptions } from './market.ts'

const CATEGORY: readonly Category[] = [
  'protected-animal-live',
  'protected-animal-product',
  'wild-meat',
  'bird-live',
  'banned-hunting-gear',
  'banned-fishing-gear',
]
const FIRST_NIGHT = Date.UTC(2026, 0, 1)

export interface Trial {
  /** New leads found, and how many there were. */
  readonly found: number
  readonly total: number
  /** Most nights that any keyword waited for a search, from the first night on. */
  readonly longestWait: number
}

/** What a policy chooses tonight, and what it is told afterwards. */
export interface Policy {
  choose(night: number, budget: number): number[]
  learn?(keyword: number, night: number, leads: number): void
}

export type PolicyName = 'plan' | 'uniform' | 'round-robin' | 'greedy' | 'oracle'

/** Nights of a market under one policy. The same options give the same figures. */
export function runTrial(name: PolicyName, options: MarketOptions & { readonly budget: number }): Trial {
  const market = new Market(options)
  const policy = POLICIES[name](market, options)
  const last = market.words.map(() => -1)
  let found = 0
  let longestWait = 0
  for (let night = 0; night < options.nights; night++) {
    for (const keyword of policy.choose(night, options.budget)) {
      const leads = market.search(keyword, night)
      found += leads
      longestWait = Math.max(longestWait, night - (last[keyword] ?? -1))
      last[keyword] = night
      policy.learn?.(keyword, night, leads)
    }
  }
  longestWait = Math.max(longestWait, ...last.map((night) => options.nights - 1 - night))
  return { found, total: market.total, longestWait }
}

const POLICIES: Readonly<Record<PolicyName, (market: Market, options: MarketOptions) => Policy>> = {
  plan: (market) => new Planned(market),
  uniform: ({ words }, { seed }) => {
    const random = seededRandom(seed + 2)
    return { choose: (_, budget) => shuffled(words.length, random).slice(0, budget) }
  },
  'round-robin': ({ words }) => ({
    choose: (night, budget) => range(budget).map((index) => (night * budget + index) % words.length),
  }),
  greedy: (market) => new Greedy(market.words.length),
  oracle: (market) => ({
    choose: (night, budget) =>
      best(
        market.words.map((_, keyword) => market.waiting(keyword, night)),
        budget,
      ),
  }),
}

/** The program's own. */
class Planned implements Policy {
  readonly #keywords
  readonly #past: PastSearch[] = []

  constructor({ words }: Market) {
    this.#keywords = words.map(({ text, category }) => {
      return { text, category: CATEGORY[category] ?? 'wild-meat', weight: 50 }
    })
  }

  choose(night: number, budget: number): number[] {
    const input = {
      siteId: 'market',
      night: dateOf(night),
      named: [],
      keywords: this.#keywords,
      past: this.#past,
      budget,
    }
    return planSearches(input).searches.map(({ keyword }) => Number(keyword.slice(1)))
  }

  learn(keyword: number, night: number, leads: number): void {
    this.#past.push({ keyword: this.#keywords[keyword]?.text ?? '', night: dateOf(night), leads })
  }
}

/** All keywords once, then those with the most leads a search, without a second thought. */
class Greedy implements Policy {
  readonly #leads: number[]
  readonly #searches: number[]

  constructor(keywords: number) {
    this.#leads = range(keywords).map(() => 0)
    this.#searches = range(keywords).map(() => 0)
  }

  choose(_: number, budget: number): number[] {
    const means = this.#leads.map((leads, keyword) => {
      const searches = this.#searches[keyword] ?? 0
      return searches === 0 ? Number.POSITIVE_INFINITY : leads / searches
    })
    return best(means, budget)
  }

  learn(keyword: number, _: number, leads: number): void {
    this.#leads[keyword] = (this.#leads[keyword] ?? 0) + leads
    this.#searches[keyword] = (this.#searches[keyword] ?? 0) + 1
  }
}

function best(values: readonly number[], budget: number): number[] {
  return range(values.length)
    .sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b)
    .slice(0, budget)
}

function shuffled(length: number, random: () => number): number[] {
  return range(length)
    .map((index) => [random(), index] as const)
    .sort(([a], [b]) => a - b)
    .map(([, index]) => index)
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index)
}

function dateOf(night: number): string {
  return new Date(FIRST_NIGHT + night * 86_400_000).toISOString().slice(0, 10)
}
