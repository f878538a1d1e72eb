import { randomUUID } from 'node:crypto'
import { type Generated, type Insertable, type Kysely, type Selectable, sql } from 'kysely'
import type { UrlKind } from '../../crawl/classify-url.ts'
import type { Finished, Frontier, FrontierCounts, Lease, NewUrl, Taken } from '../../crawl/frontier.ts'
import type { UrlOutcome } from '../../domain/run.ts'
import { FRONTIER_MIGRATIONS } from './frontier-migrations.ts'
import { openSqlite } from './open-sqlite.ts'

interface UrlTable {
  id: Generated<number>
  run_id: string
  site_id: string
  host: string
  url: string
  key: string
  kind: UrlKind
  depth: number
  state: Generated<'pending' | 'leased' | 'done'>
  not_before: Generated<string>
  lease_until: Generated<string | null>
  lease_token: Generated<string | null>
  attempts: Generated<number>
  throttled: Generated<number>
  outcome: Generated<Exclude<UrlOutcome, 'pending'> | null>
  page_class: Generated<string | null>
  reason: Generated<string | null>
  found_at: string
  done_at: Generated<string | null>
}

interface HostTable {
  host: string
  not_before: Generated<string>
  next_at: Generated<string>
}

interface FrontierTables {
  url: UrlTable
  host: HostTable
}

const FREE = { lease_until: null, lease_token: null } as const
/** SQLite takes 32,766 parameters in one statement; a row has eight. */
const ROWS_PER_INSERT = 2000

/** The frontier in one SQLite file. It can be rebuilt by crawling again, so commits do not wait for the disk. */
export class SqliteFrontier implements Frontier {
  readonly #db: Kysely<FrontierTables>
  readonly #runId: string

  /** @throws {StorageError} when the file cannot be opened. */
  constructor(file: string, options: { runId: string }) {
    this.#runId = options.runId
    this.#db = openSqlite({ file, synchronous: 'NORMAL', migrations: FRONTIER_MIGRATIONS })
  }

  async close(): Promise<void> {
    await this.#db.destroy()
  }

  async releaseDead(siteId: string): Promise<void> {
    // The attempt stays counted: a page that kills the process must not be tried for ever.
    await this.#urlsOf(siteId)
      .set({ ...FREE, state: 'pending' })
      .where('state', '=', 'leased')
      .execute()
  }

  async add(siteId: string, urls: readonly NewUrl[], now: string): Promise<void> {
    const rows = urls.map((url) => this.#row(siteId, url, 0, now))
    await this.#db.transaction().execute((trx) => insert(trx, rows))
  }

  async take(siteId: string, now: string, leaseMs: number): Promise<Taken> {
    const token = randomUUID()
    // Two look-ups by index instead of one OR, which would sort everything that waits.
    const { rows } = await sql<Selectable<UrlTable>>`
      UPDATE url SET state = 'leased', lease_token = ${token}, lease_until = ${plus(now, leaseMs)},
        attempts = attempts + 1
      WHERE id = coalesce(
        (SELECT id FROM url WHERE run_id = ${this.#runId} AND site_id = ${siteId} AND state = 'leased'
           AND lease_until <= ${now} ORDER BY id LIMIT 1),
        (SELECT id FROM url WHERE run_id = ${this.#runId} AND site_id = ${siteId} AND state = 'pending'
           AND not_before <= ${now}
           AND NOT EXISTS (SELECT 1 FROM host WHERE host.host = url.host AND host.not_before > ${now})
         ORDER BY id LIMIT 1))
      RETURNING *`.execute(this.#db)

    const row = rows[0]
    if (row !== undefined) return { kind: 'lease', lease: toLease(row, token) }
    const until = await this.#nextDue(siteId)
    return until === undefined ? { kind: 'empty' } : { kind: 'wait', until }
  }

  async finish(lease: Lease, result: Finished, links: readonly NewUrl[], now: string): Promise<boolean> {
    return await this.#db.transaction().execute(async (trx) => {
      const { numUpdatedRows } = await trx
        .updateTable('url')
        .set({ ...FREE, state: 'done', done_at: now, ...toColumns(result) })
        .where('id', '=', lease.id)
        .where('lease_token', '=', lease.token)
        .executeTakeFirst()
      if (numUpdatedRows === 0n) return false
      await insert(
        trx,
        links.map((url) => this.#row(lease.siteId, url, lease.depth + 1, now)),
      )
      return true
    })
  }

  async requeue(lease: Lease, notBefore: string, why: 'failed' | 'throttled'): Promise<boolean> {
    const throttled = why === 'throttled' ? 1 : 0
    return await this.#giveBack(lease, { notBefore, throttled, attempts: -throttled })
  }

  async release(lease: Lease): Promise<boolean> {
    return await this.#giveBack(lease, { notBefore: '', throttled: 0, attempts: -1 })
  }

  async closePending(siteId: string, result: Finished, now: string): Promise<void> {
    await this.#urlsOf(siteId)
      .set({ state: 'done', done_at: now, ...toColumns(result) })
      .where('state', '=', 'pending')
      .execute()
  }

  async reserveSlot(host: string, delayMs: number, now: string): Promise<string> {
    return await this.#db.transaction().execute(async (trx) => {
      // The write comes first: it takes the lock that makes read and update one act.
      await trx
        .insertInto('host')
        .values({ host })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      const row = await trx.selectFrom('host').selectAll().where('host', '=', host).executeTakeFirstOrThrow()
      const slot = [row.not_before, row.next_at, now].reduce((a, b) => (a > b ? a : b))
      await trx
        .updateTable('host')
        .set({ next_at: plus(slot, delayMs) })
        .where('host', '=', host)
        .execute()
      return slot
    })
  }

  async holdHost(host: string, until: string): Promise<void> {
    await this.#db
      .insertInto('host')
      .values({ host, not_before: until })
      .onConflict((conflict) =>
        conflict
          .column('host')
          .doUpdateSet({ not_before: sql<string>`max(not_before, excluded.not_before)` }),
      )
      .execute()
  }

  async counts(siteId: string): Promise<FrontierCounts> {
    const rows = await this.#db
      .selectFrom('url')
      .select(['outcome', 'reason', (eb) => eb.fn.countAll<number>().as('urls')])
      .where('run_id', '=', this.#runId)
      .where('site_id', '=', siteId)
      .groupBy(['outcome', 'reason'])
      .execute()

    const counts = { found: 0, fetched: 0, blocked: 0, robots: 0, gone: 0, failed: 0, skipped: 0, pending: 0 }
    const reasons: Record<string, number> = {}
    for (const { outcome, reason, urls } of rows) {
      counts.found += urls
      counts[outcome ?? 'pending'] += urls
      if (reason !== null) reasons[reason] = (reasons[reason] ?? 0) + urls
    }
    return { ...counts, reasons }
  }

  #urlsOf(siteId: string) {
    return this.#db.updateTable('url').where('run_id', '=', this.#runId).where('site_id', '=', siteId)
  }

  async #giveBack(
    lease: Lease,
    change: { notBefore: string; attempts: number; throttled: number },
  ): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('url')
      .set((eb) => ({
        ...FREE,
        state: 'pending' as const,
        not_before: change.notBefore,
        attempts: eb('attempts', '+', change.attempts),
        throttled: eb('throttled', '+', change.throttled),
      }))
      .where('id', '=', lease.id)
      .where('lease_token', '=', lease.token)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }

  async #nextDue(siteId: string): Promise<string | undefined> {
    const { rows } = await sql<{ due: string | null }>`
      SELECT min(due) AS due FROM (
        SELECT min(max(url.not_before, coalesce(host.not_before, ''))) AS due
          FROM url LEFT JOIN host ON host.host = url.host
          WHERE run_id = ${this.#runId} AND site_id = ${siteId} AND state = 'pending'
        UNION ALL
        SELECT min(lease_until) FROM url
          WHERE run_id = ${this.#runId} AND site_id = ${siteId} AND state = 'leased')`.execute(this.#db)
    return rows[0]?.due ?? undefined
  }

  #row(siteId: string, { url, key, kind }: NewUrl, depth: number, now: string): Insertable<UrlTable> {
    const host = new URL(url).host
    return { run_id: this.#runId, site_id: siteId, host, url, key, kind, depth, found_at: now }
  }
}

/** A link known to the run keeps its first place: that makes the order breadth first. */
async function insert(db: Kysely<FrontierTables>, rows: readonly Insertable<UrlTable>[]): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
    const values = rows.slice(start, start + ROWS_PER_INSERT)
    await db
      .insertInto('url')
      .values(values)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}

function toColumns({ outcome, pageClass, reason }: Finished) {
  return { outcome, page_class: pageClass ?? null, reason: reason ?? null }
}

function toLease(row: Selectable<UrlTable>, token: string): Lease {
  const { id, site_id: siteId, url, kind, depth, attempts, throttled } = row
  return { id, token, siteId, url, kind, depth, attempts, throttled }
}

function plus(iso: string, ms: number): string {
  return new Date(Date.parse(iso) + ms).toISOString()
}
