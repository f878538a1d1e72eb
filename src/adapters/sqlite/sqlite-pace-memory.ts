import type { Kysely } from 'kysely'
import type { Pace, PaceMemory } from '../../crawl/host-pace.ts'
import { MEMORY_MIGRATIONS, type MemoryTables } from './memory-schema.ts'
import { openSqlite } from './open-sqlite.ts'

/** In memory.db: may be deleted at any time, so commits do not wait for the disk. */
export class SqlitePaceMemory implements PaceMemory {
  readonly #db: Kysely<MemoryTables>

  /** @throws {StorageError} when the file cannot be opened. */
  constructor(file: string) {
    this.#db = openSqlite({ file, synchronous: 'NORMAL', migrations: MEMORY_MIGRATIONS })
  }

  async recall(host: string): Promise<Pace | undefined> {
    const row = await this.#db.selectFrom('host_pace').selectAll().where('host', '=', host).executeTakeFirst()
    if (row === undefined) return undefined
    return { delayMs: row.delay_ms, usualMs: row.usual_ms, recentMs: row.recent_ms, seenAt: row.seen_at }
  }

  async keep(host: string, { delayMs, usualMs, recentMs, seenAt }: Pace): Promise<void> {
    const values = { delay_ms: delayMs, usual_ms: usualMs, recent_ms: recentMs, seen_at: seenAt }
    await this.#db
      .insertInto('host_pace')
      .values({ host, ...values })
      .onConflict((conflict) => conflict.column('host').doUpdateSet(values))
      .execute()
  }

  async close(): Promise<void> {
    await this.#db.destroy()
  }
}
