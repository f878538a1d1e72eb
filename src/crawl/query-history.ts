import type { SearchOutcome, SearchPlan } from '../domain/search.ts'
import type { PastSearch } from './plan-searches.ts'

/** What was searched, and what came of it, across runs. Losing it costs what was learned. Implemented in adapters/sqlite. */
export interface QueryHistory {
  /** Every search that was planned for the site; `leads` only where its run settled what it found. */
  past(siteId: string): Promise<PastSearch[]>
  /** The plan of the run, so that a run that goes on keeps to it. */
  planOf(runId: string, siteId: string): Promise<SearchPlan | undefined>
  keepPlan(runId: string, plan: SearchPlan): Promise<void>
  /** A page of the search's results was read, with these listings on it. */
  answered(runId: string, siteId: string, keyword: string, listingIds: readonly string[]): Promise<void>
  /** By keyword that was answered, the listings on its pages. */
  hitsOf(runId: string, siteId: string): Promise<ReadonlyMap<string, readonly string[]>>
  /** Records what the run found. */
  settle(runId: string, siteId: string, outcomes: readonly SearchOutcome[]): Promise<void>
}
