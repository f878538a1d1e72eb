import { canonicalizeUrl } from '../crawl/canonicalize-url.ts'
import { planSearches } from '../crawl/plan-searches.ts'
import { planSeeds } from '../crawl/plan-seeds.ts'
import type { QueryHistory } from '../crawl/query-history.ts'
import { searchKeywords } from '../crawl/search-keywords.ts'
import { beijingTime } from '../domain/beijing-time.ts'
import type { Term } from '../domain/lexicon.ts'
import type { SearchOutcome, SearchPlan, SiteSearchReport } from '../domain/search.ts'
import type { Site } from '../domain/site.ts'
import type { CaseRepository } from '../review/case-repository.ts'

export interface SearchPorts {
  readonly history: QueryHistory
  readonly terms: readonly Term[]
  /** Keywords a site and night, where the file of a live site does not say. */
  readonly budget: number
}

/** What would be searched on the site in the night that begins at `startedAt`. Undefined when it has no search. */
export async function planSite(
  site: Site,
  startedAt: string,
  {
    history,
    terms,
    budget,
  }: Omit<SearchPorts, 'history'> & { readonly history?: Pick<QueryHistory, 'past'> },
): Promise<SearchPlan | undefined> {
  if (site.search === undefined) return undefined
  const { categories, keywords: named } = site.search
  return planSearches({
    siteId: site.id,
    night: beijingTime(startedAt).slice(0, 10),
    named,
    keywords: searchKeywords(terms, { categories, named }),
    past: (await history?.past(site.id)) ?? [],
    // A site that nobody has looked at yet is asked for what its file names and no more.
    budget: site.search.budget ?? (site.status === 'live' ? budget : 0),
  })
}

/** The searches of one site in one run: planned once, followed, and settled when all that they found is judged. */
export class SiteSearches {
  readonly #site: Site
  readonly #runId: string
  readonly #plan: SearchPlan
  readonly #history: QueryHistory
  /** Canonical URL of a page of results → its keyword. */
  readonly #pages = new Map<string, string>()
  #report: SiteSearchReport | undefined

  private constructor(site: Site, runId: string, plan: SearchPlan, history: QueryHistory) {
    this.#site = site
    this.#runId = runId
    this.#plan = plan
    this.#history = history
    for (const keyword of this.keywords) {
      for (const key of pagesOf(site, keyword)) this.#pages.set(key, keyword)
    }
  }

  /** The plan that the run began with, or a new one. */
  static async open(
    site: Site,
    run: { readonly runId: string; readonly startedAt: string },
    ports: SearchPorts,
  ): Promise<SiteSearches | undefined> {
    const begun = await ports.history.planOf(run.runId, site.id)
    const plan = begun ?? (await planSite(site, run.startedAt, ports))
    if (plan === undefined) return undefined
    if (begun === undefined) await ports.history.keepPlan(run.runId, plan)
    return new SiteSearches(site, run.runId, plan, ports.history)
  }

  get keywords(): string[] {
    return this.#plan.searches.map(({ keyword }) => keyword)
  }

  /** Once all searches are settled; before, the plan with nothing found. */
  get report(): SiteSearchReport {
    return this.#report ?? this.#plan
  }

  /** A page was read. Nothing happens unless it shows results of a search. */
  async note(url: string, listingIds: readonly string[]): Promise<void> {
    const key = canonicalizeUrl(url, this.#site)
    const keyword = key === undefined ? undefined : this.#pages.get(key)
    if (keyword !== undefined) await this.#history.answered(this.#runId, this.#site.id, keyword, listingIds)
  }

  /**
   * Once every listing of the run is judged. A listing that several searches found counts for the first of them in the plan:
   * what the others add to it is what they are worth.
   */
  async settle(cases: Pick<CaseRepository, 'changesOf' | 'findListings'>): Promise<void> {
    const hits = await this.#history.hitsOf(this.#runId, this.#site.id)
    const changes = await cases.changesOf(this.#runId)
    const fresh = new Set(changes.flatMap(({ listingId, change }) => (change === 'new' ? listingId : [])))
    const searches: SearchOutcome[] = []
    for (const search of this.#plan.searches) {
      const found = hits.get(search.keyword)
      const own = found?.filter((id) => fresh.delete(id)) ?? []
      const leads = await countFlagged(own, cases)
      searches.push(found ? { ...search, results: found.length, newListings: own.length, leads } : search)
    }
    await this.#history.settle(this.#runId, this.#site.id, searches)
    this.#report = { ...this.#plan, searches }
  }
}

function pagesOf(site: Site, keyword: string): string[] {
  if (site.search === undefined) return []
  const only = { ...site, seeds: [], search: { ...site.search, keywords: [keyword] } }
  return planSeeds(only).map(({ key }) => key)
}

async function countFlagged(
  ids: readonly string[],
  cases: Pick<CaseRepository, 'findListings'>,
): Promise<number> {
  const stored = await cases.findListings(ids)
  return [...stored.values()].filter(({ verdict }) => verdict !== 'legal').length
}
