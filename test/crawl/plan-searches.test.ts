import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runTrial } from '../../bench/plan/policies.ts'
import { type PastSearch, planSearches, type SearchPlanInput } from '../../src/crawl/plan-searches.ts'
import type { SearchKeyword } from '../../src/crawl/search-keywords.ts'
import { drawGamma, seededRandom } from '../../src/crawl/seeded-random.ts'
import '../support/property-seed.ts'

const NIGHT = '2026-11-22'

function keyword(index: number): SearchKeyword {
  const category = index % 3 === 0 ? ('bird-live' as const) : ('banned-hunting-gear' as const)
  return { text: `词${index}`, category, weight: 20 + (index % 5) * 10 }
}

function input(overrides: Partial<SearchPlanInput> = {}): SearchPlanInput {
  const keywords = Array.from({ length: 100 }, (_, index) => keyword(index))
  return { siteId: 'market', night: NIGHT, named: [], keywords, past: [], budget: 20, ...overrides }
}

function nightBefore(nights: number): string {
  return new Date(Date.parse(NIGHT) - nights * 86_400_000).toISOString().slice(0, 10)
}

const pastSearch = fc.record({
  keyword: fc.nat(120).map((index) => `词${index}`),
  night: fc.integer({ min: 1, max: 90 }).map(nightBefore),
  leads: fc.option(fc.nat(5), { nil: undefined }),
})
const history = fc
  .array(pastSearch, { maxLength: 200 })
  .map((searches): PastSearch[] =>
    searches.map(({ leads, ...search }) => (leads === undefined ? search : { ...search, leads })),
  )

/** The keywords of each night. One keyword yields all the time; some searches are never answered. */
function simulate(nights: number, budget: number, leads: number): string[][] {
  const past: PastSearch[] = []
  return Array.from({ length: nights }, (_, index) => {
    const night = nightBefore(-index)
    const searched = planSearches(input({ night, past, budget })).searches.map((one) => one.keyword)
    for (const text of searched) {
      past.push({ keyword: text, night, ...(!text.endsWith('7') && { leads: text === '词3' ? leads : 0 }) })
    }
    return searched
  })
}

/** The most nights that any keyword waited, those never searched included. */
function longestWait(nights: readonly string[][]): number {
  const waits = input().keywords.map(({ text }) => {
    const searchedOn = nights.flatMap((searched, night) => (searched.includes(text) ? night : []))
    const ends = [-1, ...searchedOn, nights.length - 1]
    return Math.max(...ends.slice(1).map((end, index) => end - (ends[index] ?? 0)))
  })
  return Math.max(...waits)
}

describe('planSearches', () => {
  it('gives the same plan for the same input, in whatever order it is handed over', () => {
    fc.assert(
      fc.property(history, fc.nat(60), (past, budget) => {
        const given = input({ past, budget })
        const plan = planSearches(given)
        expect(planSearches(structuredClone(given))).toEqual(plan)
        const turned = { ...given, keywords: given.keywords.toReversed(), past: past.toReversed() }
        expect(planSearches(turned).searches.map((one) => one.keyword)).toEqual(
          plan.searches.map((one) => one.keyword),
        )
      }),
      { numRuns: 60 },
    )
  })

  it('plans another night differently, and says by which seed', () => {
    const [one, other] = [planSearches(input()), planSearches(input({ night: nightBefore(1) }))]
    expect(one.seed).not.toBe(other.seed)
    expect(one.searches).not.toEqual(other.searches)
  })

  it('searches no keyword twice and keeps to the budget, but never drops a named keyword', () => {
    const named = fc.uniqueArray(
      fc.nat(110).map((index) => `词${index}`),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(history, named, fc.nat(30), (past, names, budget) => {
        const { searches } = planSearches(input({ past, named: names, budget }))
        const texts = searches.map((search) => search.keyword)
        expect(new Set(texts).size).toBe(texts.length)
        expect(texts.slice(0, names.length)).toEqual(names)
        expect(texts.length).toBe(Math.max(names.length, Math.min(budget, texts.length)))
        expect(texts.length).toBeLessThanOrEqual(Math.max(names.length, budget))
      }),
      { numRuns: 60 },
    )
  })

  it('searches every keyword within the nights it promises, whatever the others yield', () => {
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 25 }), fc.nat(5), (budget, leads) => {
        const { coverageNights = 0 } = planSearches(input({ budget }))
        const nights = simulate(2 * coverageNights, budget, leads)
        expect(longestWait(nights)).toBeLessThanOrEqual(coverageNights)
      }),
      { numRuns: 4 },
    )
  })

  it('prefers what yields, and lets it rest until there can be something new', () => {
    const nights = [2, 5, 8, 11, 14, 17]
    const rich = nights.map((ago) => ({ keyword: '词1', night: nightBefore(ago), leads: 6 }))
    const poor = input().keywords.flatMap(({ text }) =>
      text === '词1' ? [] : nights.map((ago) => ({ keyword: text, night: nightBefore(ago), leads: 0 })),
    )
    const plan = planSearches(input({ past: [...rich, ...poor], budget: 5 }))
    expect(plan.searches[0]).toMatchObject({ keyword: '词1', why: 'yield', past: { searches: 6, leads: 36 } })
    const tonight = planSearches(
      input({ past: [...rich, { ...rich[0], keyword: '词1', night: NIGHT, leads: 0 }, ...poor], budget: 5 }),
    )
    const expectedOf = ({ searches }: typeof plan) =>
      searches.find((one) => one.keyword === '词1')?.expected ?? 0
    expect(expectedOf(tonight)).toBeLessThan(expectedOf(plan) / 2)
  })

  it('finds more than chance and turns do on a market of drifting yields', () => {
    const found = (policy: Parameters<typeof runTrial>[0]) =>
      [11, 12]
        .map((seed) => runTrial(policy, { keywords: 500, nights: 90, budget: 20, seed }).found)
        .reduce((a, b) => a + b)
    const plan = found('plan')
    console.log(`leads found: plan ${plan}, uniform ${found('uniform')}, round-robin ${found('round-robin')}`)
    expect(plan).toBeGreaterThan(1.5 * found('uniform'))
    expect(plan).toBeGreaterThan(1.3 * found('round-robin'))
  }, 60_000)
})

describe('drawGamma', () => {
  it.each([0.3, 1, 4])('has the mean and variance of its shape %f', (shape) => {
    const random = seededRandom(5)
    const draws = Array.from({ length: 20_000 }, () => drawGamma(shape, 2, random))
    const mean = draws.reduce((a, b) => a + b) / draws.length
    const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length
    expect(mean / (shape / 2)).toBeCloseTo(1, 1)
    expect(variance / (shape / 4)).toBeCloseTo(1, 0)
  })
})
