import type { Kysely } from 'kysely'
import type { KeptRobots, RobotsCache } from '../../crawl/robots-cache.ts'
import { MEMORY_MIGRATIONS, type MemoryTables } from './memory-schema.ts'
import { openSqlite } from './open-sqlite.ts'

/** In memory.db: may be deleted at any time, so commits do not wait for the disk. */
export class SqliteRobotsCache implements RobotsCache {
  readonly #db: Kysely<MemoryTables>

  /** @throws {StorageError} when the file cannot be opened. */
  constructor(file: string) {
    this.#db = openSqlite({ file, synchronous: 'NORMAL', migrations: MEMORY_MIGRATIONS })
  }

  async recall(origin: string): Promise<KeptRobots | undefined> {
    const row = await this.#db
      .selectFrom('robots')
      .selectAll()
      .where('origin', '=', origin)
      .executeTakeFirst()
    if (row === undefined) return undefined
    const { status, body, read_at: readAt, expires_at: expiresAt } = row
    return { origin, status, body, readAt, expiresAt }
  }

  async keep({ origin, status, body, readAt, expiresAt }: KeptRobots): Promise<void> {
    const values = { status, body: Buffer.from(body), read_at: readAt, expires_at: expiresAt }
    await this.#db
      .insertInto('robots')
      .values({ origin, ...values })
      .onConflict((conflict) => conflict.column('origin').doUpdateSet(values))
      .execute()
  }

  async close(): Promise<void> {
    await this.#db.destroy()
  }
}
