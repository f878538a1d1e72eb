import { randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { Database, Statement } from 'better-sqlite3'
import type { UrlKind } from '../../crawl/classify-url.ts'
import type {
  FetchRecord,
  Finished,
  Frontier,
  FrontierCounts,
  Lease,
  NewUrl,
  Taken,
} from '../../crawl/frontier.ts'
import { later } from '../../crawl/later.ts'
import type { RobotsDecision } from '../../crawl/robots.ts'
import type { UrlOutcome } from '../../domain/run.ts'
import { FRONTIER_MIGRATIONS } from './frontier-migrations.ts'
import { type FrontierStatements, prepareFrontier } from './frontier-statements.ts'
import { openDatabase } from './open-sqlite.ts'
import { storageErrors } from './storage-errors.ts'

/** Of a raw page: how far the archive's files are vouched for. */
export type ArchiveEnds = ReadonlyMap<string, number>

export interface FrontierOptions {
  readonly runId: string
  /** Awaited before a commit that names archived pages: an offset must never be recorded before its bytes are on disk. */
  readonly syncArchive?: () => Promise<void>
}

export interface UrlRow {
  readonly id: number
  readonly site_id: string
  readonly url: string
  readonly kind: UrlKind
  readonly depth: number
  readonly attempts: number
  readonly throttled: number
  readonly deaths: number
}

/** A URL that was held at so many deaths may be what they died of: the others go first. */
const SUSPECT_DEATHS = 3

/** Another process that wants to write waits for no more than this. */
const COMMIT_AFTER_MS = 10
/** Some 30 ms. */
const CLOSED_AT_ONCE = 2000
/** Some 10 MB, shared by all sites: a night has hundreds. */
const MAX_MET = 50_000

interface Waiting {
  readonly write: () => boolean
  readonly isArchived: boolean
  readonly resolve: (written: boolean) => void
  readonly reject: (error: unknown) => void
}

/**
 * The frontier in one SQLite file.
 *
 * It can be rebuilt by crawling again, so commits do not wait for the disk; only the archive does. What is finished while
 * one commit waits for the archive goes into the next together. Leases and slots of hosts are written at once and committed
 * a moment later, many together: of a process that dies before, they are as if they had never been given.
 */
export class SqliteFrontier implements Frontier {
  readonly #db: Database
  readonly #file: string
  readonly #runId: string
  readonly #sql: FrontierStatements
  readonly #syncArchive: (() => Promise<void>) | undefined
  /** Sites and keys of URLs that this process put into the table. */
  readonly #met = new Set<string>()
  readonly #hosts = new Map<string, Set<string>>()
  #commitTimer: NodeJS.Timeout | undefined
  /** Once a commit was lost, nothing may follow it. */
  #failed: { readonly error: unknown } | undefined
  #waiting: Waiting[] = []
  #committing: Promise<void> | undefined

  /** @throws {StorageError} when the file cannot be opened. */
  constructor(file: string, options: FrontierOptions) {
    this.#file = file
    this.#runId = options.runId
    this.#syncArchive = options.syncArchive
    this.#db = openDatabase({ file, synchronous: 'NORMAL', migrations: FRONTIER_MIGRATIONS })
    this.#sql = prepareFrontier(this.#db)
  }

  async close(): Promise<void> {
    await this.#committing
    this.#commitOpen()
    this.#db.close()
  }

  /** Up to where each archive file holds recorded pages; what lies beyond belongs to nobody. */
  archiveEnds(): ArchiveEnds {
    const rows = this.#all<{ file: string; end: number }>(this.#sql.archiveEnds, { runId: this.#runId })
    return new Map(rows.map(({ file, end }) => [file, end]))
  }

  async releaseDead(siteId: string): Promise<void> {
    this.#transaction(() => this.#run(this.#sql.releaseDead, this.#runId, siteId))
  }

  async add(siteId: string, urls: readonly NewUrl[], now: string): Promise<void> {
    this.#transaction(() => this.#insert(siteId, urls, 0, now))
  }

  async take(siteId: string, now: string, leaseMs: number): Promise<Taken> {
    const token = randomUUID()
    const lease = { now, token, until: later(now, leaseMs) }
    const row = this.#soon(() => this.#takeFrom(this.#freeHosts(siteId, now), siteId, lease))
    if (row !== undefined) return { kind: 'lease', lease: toLease(row, token) }
    const due = this.#get<{ due: string | null }>(this.#sql.nextDue, { runId: this.#runId, siteId })?.due
    return due === null || due === undefined ? { kind: 'empty' } : { kind: 'wait', until: due }
  }

  async finish(
    lease: Lease,
    result: Finished,
    { links, fetch, refusal }: Parameters<Frontier['finish']>[2],
    now: string,
  ): Promise<boolean> {
    return await this.#commit(fetch, () => {
      const { outcome, pageClass = null, reason = null } = result
      const { id, token } = lease
      if (this.#run(this.#sql.finish, { id, token, now, outcome, pageClass, reason }) === 0)
        return this.#recordLate(lease, fetch)
      if (fetch !== undefined) this.#record(lease, fetch, outcome, reason)
      if (refusal !== undefined) this.#refuse(lease, refusal, now)
      this.#insert(lease.siteId, links, lease.depth + 1, now)
      return true
    })
  }

  async requeue(
    lease: Lease,
    {
      notBefore,
      why,
      fetch,
    }: {
      readonly notBefore: string
      readonly why: 'failed' | 'throttled' | 'empty-shell'
      readonly fetch?: FetchRecord
    },
  ): Promise<boolean> {
    const throttled = why === 'throttled' ? 1 : 0
    return await this.#commit(fetch, () => {
      if (!this.#giveBack(lease, { notBefore, throttled, attempts: why === 'failed' ? 0 : -1 }))
        return this.#recordLate(lease, fetch)
      if (fetch !== undefined) this.#record(lease, fetch, 'retry', why)
      return true
    })
  }

  async release(lease: Lease): Promise<boolean> {
    return this.#transaction(() => this.#giveBack(lease, { notBefore: '', throttled: 0, attempts: -1 }))
  }

  async closePending(siteId: string, result: Finished, now: string): Promise<void> {
    const { outcome, pageClass = null, reason = null } = result
    const row = { runId: this.#runId, siteId, now, outcome, pageClass, reason, limit: CLOSED_AT_ONCE }
    const closeSome = () => this.#transaction(() => this.#run(this.#sql.closePending, row))
    // A million would hold up every other site for many seconds.
    while (closeSome() === CLOSED_AT_ONCE) await setImmediate()
  }

  async reserveSlot(host: string, delayMs: number, now: string): Promise<string> {
    return this.#soon(() => {
      this.#run(this.#sql.addHost, host)
      const row = this.#get<{ not_before: string; next_at: string }>(this.#sql.host, host)
      const slot = [row?.not_before ?? '', row?.next_at ?? '', now].reduce((a, b) => (a > b ? a : b))
      this.#run(this.#sql.setSlot, { host, nextAt: later(slot, delayMs) })
      return slot
    })
  }

  async holdHost(host: string, until: string): Promise<void> {
    this.#transaction(() => this.#run(this.#sql.holdHost, { host, until }))
  }

  async counts(siteId: string): Promise<FrontierCounts> {
    const rows = this.#all<{ outcome: UrlOutcome; reason: string; urls: number }>(
      this.#sql.counts,
      this.#runId,
      siteId,
    )
    const counts = { found: 0, fetched: 0, blocked: 0, robots: 0, gone: 0, failed: 0, skipped: 0, pending: 0 }
    const reasons: Record<string, number> = {}
    for (const { outcome, reason, urls } of rows) {
      counts.found += urls
      counts[outcome] += urls
      if (reason !== '' && urls > 0) reasons[reason] = (reasons[reason] ?? 0) + urls
    }
    return { ...counts, reasons }
  }

  async foundShell(siteId: string): Promise<boolean> {
    return this.#get(this.#sql.foundShell, this.#runId, siteId) !== undefined
  }

  async done(siteId: string): Promise<readonly Pick<Lease, 'url' | 'kind' | 'depth'>[]> {
    return this.#all(this.#sql.done, this.#runId, siteId)
  }

  async countByAuthority(siteId: string): Promise<number> {
    return this.#get<number>(this.#sql.countByAuthority, this.#runId, siteId) ?? 0
  }

  #takeFrom(
    hosts: readonly string[],
    siteId: string,
    lease: { now: string; token: string; until: string },
  ): UrlRow | undefined {
    return this.#get<UrlRow>(this.#sql.take, {
      ...lease,
      runId: this.#runId,
      siteId,
      hosts: JSON.stringify(hosts),
      suspect: SUSPECT_DEATHS,
    })
  }

  /** Hosts of the site that may be asked now. A site has few; those it had before this process came are looked up once. */
  #freeHosts(siteId: string, now: string): string[] {
    const hosts = this.#hostsOf(siteId)
    const held = new Set(this.#all<string>(this.#sql.heldHosts, now))
    return held.size === 0 ? [...hosts] : [...hosts].filter((host) => !held.has(host))
  }

  #hostsOf(siteId: string): Set<string> {
    const known = this.#hosts.get(siteId)
    if (known !== undefined) return known
    const pending = this.#all<string>(this.#sql.pendingHosts, { runId: this.#runId, siteId })
    const hosts = new Set(pending)
    this.#hosts.set(siteId, hosts)
    return hosts
  }

  /** Most links of a page are known: those met lately are not even tried. */
  #insert(siteId: string, urls: readonly NewUrl[], depth: number, now: string): void {
    for (const { url, key, kind } of urls) {
      const known = `${siteId} ${key}`
      if (this.#met.has(known)) continue
      const { host } = new URL(url)
      this.#hostsOf(siteId).add(host)
      this.#sql.insert.run(this.#runId, siteId, host, url, key, kind, depth, now)
      if (this.#met.size >= MAX_MET) this.#met.clear()
      this.#met.add(known)
    }
  }

  /** Somebody else holds the URL by now, but the request was made. */
  #recordLate(lease: Lease, fetch: FetchRecord | undefined): false {
    if (fetch !== undefined) this.#record(lease, fetch, 'retry', 'lease-lost')
    return false
  }

  #record(lease: Lease, fetch: FetchRecord, outcome: string, reason: string | null): void {
    this.#run(this.#sql.record, {
      runId: this.#runId,
      siteId: lease.siteId,
      urlId: lease.id,
      url: lease.url,
      startedAt: fetch.startedAt,
      status: fetch.status ?? null,
      bytes: fetch.bytes ?? null,
      lane: fetch.lane,
      robots: JSON.stringify(fetch.robots),
      attempt: lease.attempts + lease.throttled,
      file: fetch.archived?.file ?? null,
      offset: fetch.archived?.offset ?? null,
      length: fetch.archived?.length ?? null,
      bodySha256: fetch.archived?.bodySha256 ?? null,
      outcome,
      reason,
    })
  }

  #refuse({ id: urlId, siteId }: Lease, refusal: RobotsDecision, now: string): void {
    this.#run(this.#sql.refuse, { runId: this.#runId, siteId, urlId, now, robots: JSON.stringify(refusal) })
  }

  #giveBack(
    { id, token }: Lease,
    change: { notBefore: string; attempts: number; throttled: number },
  ): boolean {
    return this.#run(this.#sql.giveBack, { id, token, ...change }) > 0
  }

  /** Joins the next commit. Without an archived page there is nothing to wait for. */
  async #commit(fetch: FetchRecord | undefined, write: () => boolean): Promise<boolean> {
    const isArchived = fetch?.archived !== undefined
    if (!isArchived && this.#committing === undefined) return this.#transaction(write)
    const written = new Promise<boolean>((resolve, reject) => {
      this.#waiting.push({ write, isArchived, resolve, reject })
    })
    this.#committing ??= this.#commitAll()
    return await written
  }

  async #commitAll(): Promise<void> {
    try {
      while (this.#waiting.length > 0) await this.#commitWaiting()
    } finally {
      this.#committing = undefined
    }
  }

  async #commitWaiting(): Promise<void> {
    const batch = this.#waiting
    this.#waiting = []
    try {
      if (batch.some(({ isArchived }) => isArchived)) await this.#syncArchive?.()
      const written = this.#transaction(() => batch.map(({ write }) => write()))
      for (const [index, { resolve }] of batch.entries()) resolve(written[index] ?? false)
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }

  /** Part of the open transaction, which is committed a moment later. */
  #soon<T>(work: () => T): T {
    return this.#orRollBack(() => {
      if (!this.#db.inTransaction) {
        // The lock comes first: it makes what is read and what is written one act.
        this.#sql.begin.run()
        this.#commitTimer = setTimeout(() => this.#commitLater(), COMMIT_AFTER_MS)
      }
      return work()
    })
  }

  /** Committed when it returns, with all that was open. */
  #transaction<T>(work: () => T): T {
    return this.#orRollBack(() => {
      if (!this.#db.inTransaction) this.#sql.begin.run()
      const done = work()
      this.#commitOpen()
      return done
    })
  }

  /** Nobody waits for this commit: what goes wrong is told to whoever comes next. */
  #commitLater(): void {
    try {
      this.#orRollBack(() => this.#commitOpen())
    } catch (error) {
      this.#failed = { error }
    }
  }

  #commitOpen(): void {
    clearTimeout(this.#commitTimer)
    if (this.#db.inTransaction) storageErrors(this.#file, () => this.#sql.commit.run())
  }

  #orRollBack<T>(work: () => T): T {
    const failed = this.#failed
    if (failed !== undefined) throw failed.error
    try {
      return storageErrors(this.#file, work)
    } catch (error) {
      clearTimeout(this.#commitTimer)
      if (this.#db.inTransaction) this.#sql.rollback.run()
      // What was rolled back was not met.
      this.#met.clear()
      this.#hosts.clear()
      throw error
    }
  }

  #run(statement: Statement, ...params: unknown[]): number {
    return storageErrors(this.#file, () => statement.run(...params).changes)
  }

  #get<Row>(statement: Statement, ...params: unknown[]): Row | undefined {
    return storageErrors(this.#file, () => statement.get(...params) as Row | undefined)
  }

  #all<Row>(statement: Statement, ...params: unknown[]): Row[] {
    return storageErrors(this.#file, () => statement.all(...params) as Row[])
  }
}

function toLease(row: UrlRow, token: string): Lease {
  const { id, site_id: siteId, url, kind, depth, attempts, throttled, deaths } = row
  return { id, token, siteId, url, kind, depth, attempts, throttled, deaths }
}
