import { drawGamma, type Random, seededRandom } from '../../src/crawl/seeded-random.ts'

export interface MarketOptions {
  readonly keywords: number
  readonly nights: number
  readonly seed: number
}

/** Keywords under which nothing is ever offered, as long as they are not taken up. */
const SHARE_SILENT = 0.75
/** Of the others, leads a night: few keywords bring most. */
const MEDIAN_RATE = 0.03
const RATE_SPREAD = 1.6
/** Rates walk a little every night, and now and then a word falls out of use while another comes into it. */
const DRIFT = 0.08
const CHANGE_CHANCE = 0.004
/** A listing is taken down or sold, on the mean, after so many nights. */
const MEAN_LIFE = 12
/** What one page of results shows. */
const MAX_RESULTS = 40
/** A search shows a listing that is there: ranking and outages hide some. */
const SHOWN = 0.9
const CATEGORIES = 6

/**
 * A market that nobody has seen: each keyword has leads that come as a Poisson process, stay for a while, and are found once by
 * a search for it. Drawn for all nights beforehand, so that every policy faces the same one.
 */
export class Market {
  readonly words: readonly { readonly text: string; readonly category: number }[]
  readonly #nights: number
  /** By keyword, for each lead the night it appears and the night it is gone. */
  readonly #leads: { readonly from: number; readonly until: number; isFound: boolean }[][]
  readonly #random: Random

  constructor({ keywords, nights, seed }: MarketOptions) {
    const random = seededRandom(seed)
    this.#random = seededRandom(seed + 1)
    this.#nights = nights
    this.words = Array.from({ length: keywords }, (_, index) => ({
      text: `词${String(index).padStart(5, '0')}`,
      category: Math.floor(random() * CATEGORIES),
    }))
    // Some categories are busier than others.
    const busy = Array.from({ length: CATEGORIES }, () => Math.exp(normal(random) * 0.7))
    this.#leads = this.words.map(({ category }) => drawLeads(nights, busy[category] ?? 1, random))
  }

  /** New leads that a search finds; each is found once. */
  search(keyword: number, night: number): number {
    const shown = (this.#leads[keyword] ?? [])
      .filter(({ from, until, isFound }) => !isFound && from <= night && night < until)
      .filter(() => this.#random() < SHOWN)
      .slice(0, MAX_RESULTS)
    for (const lead of shown) lead.isFound = true
    return shown.length
  }

  /** What is there tonight and not found yet: only an oracle knows. */
  waiting(keyword: number, night: number): number {
    return (this.#leads[keyword] ?? []).filter(
      (one) => !one.isFound && one.from <= night && night < one.until,
    ).length
  }

  get total(): number {
    return this.#leads.flat().filter(({ from }) => from >= 0 && from < this.#nights).length
  }
}

function drawLeads(nights: number, busy: number, random: Random) {
  const leads: { from: number; until: number; isFound: boolean }[] = []
  let rate = random() < SHARE_SILENT ? 0 : newRate(busy, random)
  for (let night = -3 * MEAN_LIFE; night < nights; night++) {
    if (random() < CHANGE_CHANCE) rate = random() < SHARE_SILENT ? 0 : newRate(busy, random)
    rate *= Math.exp(normal(random) * DRIFT)
    for (let count = poisson(rate, random); count > 0; count--) {
      const life = Math.ceil(drawGamma(1, 1 / MEAN_LIFE, random))
      leads.push({ from: night, until: night + life, isFound: false })
    }
  }
  return leads
}

function newRate(busy: number, random: Random): number {
  return Math.min(6, MEDIAN_RATE * busy * Math.exp(normal(random) * RATE_SPREAD))
}

function poisson(rate: number, random: Random): number {
  let count = 0
  for (let left = Math.exp(-rate), product = random(); product > left; product *= random()) count++
  return count
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
