import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { PageMemory, RememberedPage } from '../../crawl/page-memory.ts'
import { MEMORY_MIGRATIONS, type MemoryTables } from './memory-schema.ts'
import { openSqlite } from './open-sqlite.ts'

const Strings = z.array(z.string())

/** memory.db: may be deleted at any time, so commits do not wait for the disk. */
export class SqlitePageMemory implements PageMemory {
  readonly #db: Kysely<MemoryTables>

  /** @throws {StorageError} when the file cannot be opened. */
  constructor(file: string) {
    this.#db = openSqlite({ file, synchronous: 'NORMAL', migrations: MEMORY_MIGRATIONS })
  }

  async recall(siteId: string, key: string): Promise<RememberedPage | undefined> {
    const row = await this.#db
      .selectFrom('page')
      .selectAll()
      .where('site_id', '=', siteId)
      .where('key', '=', key)
      .executeTakeFirst()
    if (row === undefined) return undefined
    return {
      key,
      runId: row.run_id,
      isListing: row.is_listing === 1,
      validators: {
        ...(row.etag !== null && { etag: row.etag }),
        ...(row.last_modified !== null && { lastModified: row.last_modified }),
      },
      checkedAt: row.checked_at,
      nextCheckAt: row.next_check_at,
      pauseMs: row.pause_ms,
      listingIds: Strings.parse(JSON.parse(row.listing_ids)),
      cards: Strings.parse(JSON.parse(row.cards)),
      links: Strings.parse(JSON.parse(row.links)),
    }
  }

  async remember(siteId: string, page: RememberedPage): Promise<void> {
    const values = {
      run_id: page.runId,
      is_listing: page.isListing ? (1 as const) : (0 as const),
      etag: page.validators.etag ?? null,
      last_modified: page.validators.lastModified ?? null,
      checked_at: page.checkedAt,
      next_check_at: page.nextCheckAt,
      pause_ms: Math.round(page.pauseMs),
      listing_ids: JSON.stringify(page.listingIds),
      cards: JSON.stringify(page.cards),
      links: JSON.stringify(page.links),
    }
    await this.#db
      .insertInto('page')
      .values({ site_id: siteId, key: page.key, ...values })
      .onConflict((conflict) => conflict.columns(['site_id', 'key']).doUpdateSet(values))
      .execute()
  }

  async forget(siteId: string, key: string): Promise<void> {
    await this.#db.deleteFrom('page').where('site_id', '=', siteId).where('key', '=', key).execute()
  }

  async close(): Promise<void> {
    await this.#db.destroy()
  }
}
