import type { PlannedSearch, SearchPast, SearchPlan } from '../domain/search.ts'
import type { SearchKeyword } from './search-keywords.ts'
import { drawGamma, type Random, seededRandom, seedOf } from './seeded-random.ts'

/** One search of an earlier night. */
export interface PastSearch {
  readonly keyword: string
  /** Beijing date. */
  readonly night: string
  /** New leads. Absent: the site did not answer, which says nothing of the keyword. */
  readonly leads?: number
}

export interface SearchPlanInput {
  readonly siteId: string
  /** Beijing date of the night that is planned. */
  readonly night: string
  /** Searched every night, whatever they yield. */
  readonly named: readonly string[]
  readonly keywords: readonly SearchKeyword[]
  /** In any order. */
  readonly past: readonly PastSearch[]
  readonly budget: number
}

/** Of what the named keywords leave: searched because it is their turn. */
const COVERAGE_SHARE = 0.2
/** What a search can still find: older listings have gone, or stand too far down. In nights. */
const HORIZON = 14
/** A search of so many nights ago counts half. */
const HALF_LIFE = 40
/** How strongly a keyword's own nights speak against what is usual for its category; below 1, so that a few are thought far better. */
const PRIOR_SHAPE = 0.3
/** New leads a night of a keyword nobody knows anything of, and the nights that this guess is worth. */
const PRIOR = { leads: 0.02, nights: 50 }
/** A keyword of this weight is as good as its category. */
const USUAL_WEIGHT = 50

/** What is known of a keyword: leads and the nights they came in, old ones counting less. */
interface Evidence {
  leads: number
  nights: number
}

interface Candidate extends SearchKeyword {
  readonly past: SearchPast
  readonly evidence: Evidence
  /** Since the last answered search, at most HORIZON. */
  readonly gap: number
}

/**
 * Chooses what to search on a site tonight. The same input gives the same plan.
 *
 * 1. Named keywords come first, every night.
 * 2. A fifth of what is left goes to the keywords that were tried longest ago, never tried ones before all: however little a
 *    keyword yields, it comes up again within `coverageNights`.
 * 3. The rest goes by Thompson sampling: new leads of a keyword are taken to come at a steady rate a night (gamma–Poisson, the
 *    prior from its category and its weight in the lexicon), a rate is drawn for each from what its past nights allow, and
 *    those with the largest rate × nights since the last search are taken. So what yields is searched often, but not again
 *    before there can be anything new, and what is little known is tried now and then.
 */
export function planSearches(input: SearchPlanInput): SearchPlan {
  const { siteId, night, named, budget } = input
  const seed = seedOf(`${siteId} ${night}`)
  const random = seededRandom(seed)
  const candidates = toCandidates(input)
  const priors = priorsOf(candidates)
  // Drawn for all, in the order of their texts: the answer must not hang on how the keywords were handed over.
  const drawn = new Map(candidates.map((one) => [one.text, expectedLeads(one, priors, random)]))
  const planned = (one: Candidate, why: PlannedSearch['why']): PlannedSearch => {
    const { text: keyword, category, past } = one
    return { keyword, category, why, expected: round(drawn.get(keyword) ?? 0), past }
  }

  const isNamed = new Set(named)
  const first = [...isNamed].flatMap((text) => candidates.find((one) => one.text === text) ?? [])
  const others = candidates.filter(({ text }) => !isNamed.has(text))
  const room = Math.max(0, budget - first.length)
  const turns = Math.min(others.length, Math.ceil(room * COVERAGE_SHARE))
  const coverage = inTurn(others).slice(0, turns)
  const isCovered = new Set(coverage)
  const best = others
    .filter((one) => !isCovered.has(one))
    .sort((a, b) => (drawn.get(b.text) ?? 0) - (drawn.get(a.text) ?? 0) || compare(a.text, b.text))
    .slice(0, Math.max(0, room - turns))
  const searches = [
    ...first.map((one) => planned(one, 'named')),
    ...best.map((one) => planned(one, 'yield')),
    ...coverage.map((one) => planned(one, 'coverage')),
  ]
  const coverageNights = turns > 0 ? { coverageNights: Math.ceil(others.length / turns) } : {}
  return { siteId, night, seed, budget, keywords: candidates.length, ...coverageNights, searches }
}

function toCandidates({ keywords, named, past, night }: SearchPlanInput): Candidate[] {
  const known = new Set(keywords.map(({ text }) => text))
  const unknown = [...new Set(named)].filter((text) => !known.has(text))
  const all = [
    ...keywords,
    ...unknown.map((text) => ({ text, category: 'none' as const, weight: USUAL_WEIGHT })),
  ]
  const byKeyword = Map.groupBy(past, ({ keyword }) => keyword)
  return all
    .map((keyword) => toCandidate(keyword, byKeyword.get(keyword.text) ?? [], night))
    .sort((a, b) => compare(a.text, b.text))
}

function toCandidate(keyword: SearchKeyword, past: readonly PastSearch[], night: string): Candidate {
  const inOrder = past.toSorted((a, b) => compare(a.night, b.night))
  const evidence: Evidence = { leads: 0, nights: 0 }
  let before: string | undefined
  let searches = 0
  let leads = 0
  for (const search of inOrder) {
    if (search.leads === undefined) continue
    const worth = 0.5 ** (nightsBetween(search.night, night) / HALF_LIFE)
    evidence.leads += worth * search.leads
    evidence.nights += worth * gapBetween(before, search.night)
    before = search.night
    searches += 1
    leads += search.leads
  }
  const lastNight = inOrder.at(-1)?.night
  return {
    ...keyword,
    past: { searches, leads, ...(lastNight !== undefined && { lastNight }) },
    evidence,
    gap: gapBetween(before, night),
  }
}

/** The nights whose listings a search can find. A second search in one night still finds a little. */
function gapBetween(before: string | undefined, night: string): number {
  return before === undefined ? HORIZON : Math.min(HORIZON, Math.max(0.25, nightsBetween(before, night)))
}

/** Leads a night by category: what its keywords yielded, and where they are few, what all did. */
function priorsOf(candidates: readonly Candidate[]): ReadonlyMap<string, number> {
  const overall = rateOf(candidates, PRIOR.leads)
  const byCategory = Map.groupBy(candidates, ({ category }) => category)
  return new Map([...byCategory].map(([category, own]) => [category, rateOf(own, overall)]))
}

function rateOf(candidates: readonly Candidate[], usual: number): number {
  const sum = (of: keyof Evidence) => candidates.reduce((total, { evidence }) => total + evidence[of], 0)
  return (sum('leads') + usual * PRIOR.nights) / (sum('nights') + PRIOR.nights)
}

function expectedLeads(one: Candidate, priors: ReadonlyMap<string, number>, random: Random): number {
  const { evidence, gap, category, weight } = one
  const usual = ((priors.get(category) ?? PRIOR.leads) * Math.max(weight, 1)) / USUAL_WEIGHT
  const shape = PRIOR_SHAPE + evidence.leads
  const nights = PRIOR_SHAPE / usual + evidence.nights
  return drawGamma(shape, nights, random) * gap
}

/** Longest ago first. Of those as long ago, one of each category after the other, the heaviest first. */
function inTurn(candidates: readonly Candidate[]): Candidate[] {
  const ranks = new Map<Candidate, number>()
  for (const own of Map.groupBy(candidates, ({ category }) => category).values()) {
    const heaviest = own.toSorted((a, b) => b.weight - a.weight || compare(a.text, b.text))
    for (const [rank, one] of heaviest.entries()) ranks.set(one, rank)
  }
  const rankOf = (one: Candidate) => ranks.get(one) ?? 0
  return candidates.toSorted(
    (a, b) =>
      compare(a.past.lastNight ?? '', b.past.lastNight ?? '') ||
      rankOf(a) - rankOf(b) ||
      compare(a.category, b.category) ||
      compare(a.text, b.text),
  )
}

function nightsBetween(from: string, to: string): number {
  return Math.max(0, (Date.parse(to) - Date.parse(from)) / 86_400_000)
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
