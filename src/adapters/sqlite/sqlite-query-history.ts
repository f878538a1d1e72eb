import type { Kysely } from 'kysely'
import type { PastSearch } from '../../crawl/plan-searches.ts'
import type { QueryHistory } from '../../crawl/query-history.ts'
import { type SearchOutcome, SearchPlan } from '../../domain/search.ts'
import { MEMORY_MIGRATIONS, type MemoryTables } from './memory-schema.ts'
import { openSqlite } from './open-sqlite.ts'

/** In memory.db. A run's report is kept with the run, in case.db; this is what the next plan learns from. */
export class SqliteQueryHistory implements QueryHistory {
  readonly #db: Kysely<MemoryTables>

  /** @throws {StorageError} when the file cannot be opened. */
  constructor(file: string) {
    this.#db = openSqlite({ file, synchronous: 'NORMAL', migrations: MEMORY_MIGRATIONS })
  }

  async past(siteId: string): Promise<PastSearch[]> {
    const rows = await this.#db
      .selectFrom('query_outcome')
      .select(['keyword', 'night', 'leads'])
      .where('site_id', '=', siteId)
      .orderBy('night')
      .orderBy('run_id')
      .orderBy('keyword')
      .execute()
    return rows.map(({ keyword, night, leads }) => ({ keyword, night, ...(leads !== null && { leads }) }))
  }

  async planOf(runId: string, siteId: string): Promise<SearchPlan | undefined> {
    const row = await this.#db
      .selectFrom('query_plan')
      .select('plan')
      .where('run_id', '=', runId)
      .where('site_id', '=', siteId)
      .executeTakeFirst()
    return row && SearchPlan.parse(JSON.parse(row.plan))
  }

  async keepPlan(runId: string, plan: SearchPlan): Promise<void> {
    const { siteId, night, searches } = plan
    await this.#db.transaction().execute(async (trx) => {
      const row = { run_id: runId, site_id: siteId, plan: JSON.stringify(plan) }
      await trx.insertInto('query_plan').values(row).execute()
      // Of earlier runs only what came of it is still needed.
      await trx.deleteFrom('query_hit').where('site_id', '=', siteId).where('run_id', '<>', runId).execute()
      for (const { keyword } of searches) {
        const outcome = { run_id: runId, site_id: siteId, keyword, night, is_answered: 0 as const }
        await trx
          .insertInto('query_outcome')
          .values({ ...outcome, ...UNSETTLED })
          .execute()
      }
    })
  }

  async answered(runId: string, siteId: string, keyword: string, ids: readonly string[]): Promise<void> {
    await this.#db
      .updateTable('query_outcome')
      .set({ is_answered: 1 })
      .where('run_id', '=', runId)
      .where('site_id', '=', siteId)
      .where('keyword', '=', keyword)
      .execute()
    if (ids.length === 0) return
    await this.#db
      .insertInto('query_hit')
      .values(ids.map((id) => ({ run_id: runId, site_id: siteId, keyword, listing_id: id })))
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }

  async hitsOf(runId: string, siteId: string): Promise<ReadonlyMap<string, readonly string[]>> {
    const rows = await this.#db
      .selectFrom('query_outcome as outcome')
      .leftJoin('query_hit as hit', (join) =>
        join
          .onRef('hit.run_id', '=', 'outcome.run_id')
          .onRef('hit.site_id', '=', 'outcome.site_id')
          .onRef('hit.keyword', '=', 'outcome.keyword'),
      )
      .select(['outcome.keyword', 'hit.listing_id'])
      .where('outcome.run_id', '=', runId)
      .where('outcome.site_id', '=', siteId)
      .where('outcome.is_answered', '=', 1)
      .orderBy('hit.listing_id')
      .execute()
    const byKeyword = Map.groupBy(rows, ({ keyword }) => keyword)
    return new Map(
      [...byKeyword].map(([keyword, own]) => [keyword, own.flatMap(({ listing_id: id }) => id ?? [])]),
    )
  }

  async settle(runId: string, siteId: string, outcomes: readonly SearchOutcome[]): Promise<void> {
    await this.#db.transaction().execute(async (trx) => {
      for (const { keyword, results, newListings, leads } of outcomes) {
        await trx
          .updateTable('query_outcome')
          .set({ results: results ?? null, new_listings: newListings ?? null, leads: leads ?? null })
          .where('run_id', '=', runId)
          .where('site_id', '=', siteId)
          .where('keyword', '=', keyword)
          .execute()
      }
    })
  }

  async close(): Promise<void> {
    await this.#db.destroy()
  }
}

const UNSETTLED = { results: null, new_listings: null, leads: null }
