import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import fc from 'fast-check'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SqliteFrontier } from '../../../src/adapters/sqlite/sqlite-frontier.ts'
import type { FetchRecord, Lease, NewUrl } from '../../../src/crawl/frontier.ts'
import { StorageError } from '../../../src/domain/errors.ts'

const folder = mkdtempSync(join(tmpdir(), 'qingshao-frontier-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const SITE = 'practice'
const HOST = 'shop.example'
const LEASE_MS = 60_000
const T0 = at(0)

function at(seconds: number): string {
  return new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString()
}

function url(name: string | number): NewUrl {
  const href = `https://${HOST}/${name}`
  return { url: href, key: href, kind: 'list' }
}

async function takeOne(frontier: SqliteFrontier, now = T0, leaseMs = LEASE_MS): Promise<Lease> {
  const taken = await frontier.take(SITE, now, leaseMs)
  if (taken.kind !== 'lease') throw new Error(`expected a lease, got ${taken.kind}`)
  return taken.lease
}

/** A request that was answered; its raw page lies at `place`. */
function aFetch(place?: { file: string; offset: number; length: number }): FetchRecord {
  const robots = { allowed: true, code: 'allowed', reason: '允许', crawlDelayMs: undefined } as const
  const answer = { startedAt: T0, lane: 'http', robots, status: 200 } as const
  return place === undefined ? answer : { ...answer, archived: { ...place, bodySha256: 'ab' } }
}

function readAll(file: string, sql: string): unknown[] {
  const db = new Sqlite(file, { readonly: true })
  const rows = db.prepare(sql).all()
  db.close()
  return rows
}

function pathOf({ url: href }: Lease): string {
  return new URL(href).pathname.slice(1)
}

describe('SqliteFrontier', () => {
  let frontier: SqliteFrontier
  beforeEach(() => {
    frontier = new SqliteFrontier(':memory:', { runId: 'run-1' })
  })
  afterEach(async () => await frontier.close())

  it('hands out URLs in the order of discovery, each once', async () => {
    await frontier.add(SITE, [url('a'), url('b'), url('a')], T0)
    const a = await takeOne(frontier)
    await frontier.finish(a, { outcome: 'fetched' }, { links: [url('a1'), url('b'), url('a2')] }, T0)
    const order = [pathOf(a)]
    for (let left = 3; left > 0; left -= 1) {
      const lease = await takeOne(frontier)
      order.push(pathOf(lease))
      await frontier.finish(lease, { outcome: 'fetched' }, { links: [] }, T0)
    }
    expect(order).toEqual(['a', 'b', 'a1', 'a2'])
    expect(await frontier.take(SITE, T0, LEASE_MS)).toEqual({ kind: 'empty' })
  })

  it('keeps why a URL was refused, counts requests by authority, and names what is done', async () => {
    const authority = { by: '某县林业局', basis: '1号', until: '2099-01-01' }
    const decision = {
      allowed: false,
      code: 'disallowed' as const,
      line: 3,
      reason: '不允许',
      crawlDelayMs: undefined,
    }
    await frontier.add(SITE, ['a', 'b', 'c', 'd'].map(url), T0)
    const leases = [await takeOne(frontier), await takeOne(frontier), await takeOne(frontier)] as const
    const robots = { ...decision, allowed: true, code: 'authority' as const, authority }
    const fetch = { startedAt: T0, lane: 'http' as const, robots }
    await frontier.finish(
      leases[0],
      { outcome: 'robots', reason: 'robots-disallowed' },
      { links: [], refusal: decision },
      T0,
    )
    await frontier.finish(leases[1], { outcome: 'fetched' }, { links: [], fetch }, T0)
    await frontier.finish(leases[2], { outcome: 'skipped', reason: 'trap-depth' }, { links: [] }, T0)
    expect(await frontier.countByAuthority(SITE)).toBe(1)
    expect(await frontier.countByAuthority('other')).toBe(0)
    expect((await frontier.done(SITE)).map(({ url: href }) => href)).toEqual([url('a').url, url('b').url])
  })

  it('keeps sites and runs apart', async () => {
    await frontier.add(SITE, [url('a')], T0)
    await frontier.add('other', [url('a')], T0)
    expect(await frontier.take('third', T0, LEASE_MS)).toEqual({ kind: 'empty' })
    expect((await frontier.counts(SITE)).found).toBe(1)
  })

  it('gives an expired lease to the next worker, and the late one changes nothing', async () => {
    await frontier.add(SITE, [url('a')], T0)
    const late = await takeOne(frontier)
    const next = await takeOne(frontier, at(61))
    expect(next.attempts).toBe(2)
    expect(await frontier.finish(late, { outcome: 'gone' }, { links: [url('x')] }, at(62))).toBe(false)
    expect(await frontier.requeue(late, { notBefore: at(63), why: 'failed' })).toBe(false)
    expect(await frontier.release(late)).toBe(false)
    expect(await frontier.finish(next, { outcome: 'fetched' }, { links: [] }, at(64))).toBe(true)
    expect(await frontier.counts(SITE)).toMatchObject({ found: 1, fetched: 1, gone: 0, pending: 0 })
  })

  it('waits for what was put back, and counts a throttled try as none', async () => {
    await frontier.add(SITE, [url('a')], T0)
    await frontier.requeue(await takeOne(frontier), { notBefore: at(10), why: 'failed' })
    expect(await frontier.take(SITE, at(9), LEASE_MS)).toEqual({ kind: 'wait', until: at(10) })
    const second = await takeOne(frontier, at(10))
    expect(second).toMatchObject({ attempts: 2, throttled: 0 })
    await frontier.requeue(second, { notBefore: at(20), why: 'throttled' })
    expect(await takeOne(frontier, at(20))).toMatchObject({ attempts: 2, throttled: 1 })
  })

  it('keeps a held host waiting and gives its slots one by one', async () => {
    await frontier.add(SITE, [url('a')], T0)
    expect(await frontier.reserveSlot(HOST, 1000, T0)).toBe(at(0))
    expect(await frontier.reserveSlot(HOST, 1000, T0)).toBe(at(1))
    await frontier.holdHost(HOST, at(30))
    await frontier.holdHost(HOST, at(5))
    expect(await frontier.take(SITE, at(29), LEASE_MS)).toEqual({ kind: 'wait', until: at(30) })
    expect(await frontier.reserveSlot(HOST, 1000, at(2))).toBe(at(30))
    expect((await takeOne(frontier, at(30))).attempts).toBe(1)
  })

  it('closes what nobody asked for, with its reason', async () => {
    await frontier.add(SITE, [url('a'), url('b'), url('c')], T0)
    const lease = await takeOne(frontier)
    await frontier.closePending(SITE, { outcome: 'skipped', reason: 'page-budget' }, T0)
    await frontier.finish(
      lease,
      { outcome: 'blocked', pageClass: 'captcha', reason: 'captcha' },
      { links: [] },
      T0,
    )
    expect(await frontier.counts(SITE)).toEqual({
      ...{ found: 3, fetched: 0, blocked: 1, robots: 0, gone: 0, failed: 0, skipped: 2, pending: 0 },
      reasons: { captcha: 1, 'page-budget': 2 },
    })
  })

  it('takes more links than one statement can, and closes as many', async () => {
    const links = Array.from({ length: 5000 }, (_, index) => url(index))
    await frontier.add(SITE, links, T0)
    expect((await frontier.counts(SITE)).found).toBe(5000)
    await frontier.closePending(SITE, { outcome: 'skipped', reason: 'page-budget' }, T0)
    expect(await frontier.counts(SITE)).toMatchObject({ found: 5000, skipped: 5000, pending: 0 })
  })
})

describe('SqliteFrontier on a file', () => {
  it('goes on where a dead process left off', async () => {
    const file = join(folder, 'resume.db')
    const dead = new SqliteFrontier(file, { runId: 'run-1' })
    await dead.add(SITE, [url('a'), url('b')], T0)
    await dead.finish(await takeOne(dead), { outcome: 'fetched' }, { links: [url('c')] }, T0)
    const lost = await takeOne(dead)
    // Never closed: this is what a process leaves that is killed once its lease is committed.
    await sleep(50)

    const heir = new SqliteFrontier(file, { runId: 'run-1' })
    await heir.releaseDead(SITE)
    await heir.add(SITE, [url('a'), url('b')], T0)
    const order: string[] = []
    for (let left = 2; left > 0; left -= 1) {
      const lease = await takeOne(heir)
      order.push(pathOf(lease))
      await heir.finish(lease, { outcome: 'fetched' }, { links: [] }, T0)
    }
    expect(order).toEqual(['b', 'c'])
    expect(await heir.take(SITE, T0, LEASE_MS)).toEqual({ kind: 'empty' })
    await sleep(50)
    expect(await dead.finish(lost, { outcome: 'failed' }, { links: [] }, T0)).toBe(false)
    expect(await heir.counts(SITE)).toMatchObject({ found: 3, fetched: 3 })
    await Promise.all([dead.close(), heir.close()])
  })

  it('keeps a record of every request, with the try and the leave it was made by', async () => {
    const file = join(folder, 'record.db')
    const frontier = new SqliteFrontier(file, { runId: 'run-1' })
    await frontier.add(SITE, [url('a')], T0)
    const first = await takeOne(frontier)
    await frontier.requeue(first, { notBefore: T0, why: 'throttled', fetch: aFetch() })
    const late = await takeOne(frontier)
    const authority = { by: '某市林业局', basis: '函〔2026〕1号', until: '2026-12-31' }
    const heir = await takeOne(frontier, at(61))
    const robots = { ...aFetch().robots, code: 'authority', authority } as const
    const allowed: FetchRecord = { ...aFetch(), robots }
    await frontier.finish(heir, { outcome: 'fetched' }, { links: [], fetch: allowed }, at(62))
    const late1 = await frontier.finish(late, { outcome: 'gone' }, { links: [], fetch: aFetch() }, at(63))
    await frontier.close()
    expect(late1).toBe(false)
    const sql = 'SELECT attempt, robots_code AS code, authority, outcome, reason FROM fetch ORDER BY id'
    expect(readAll(file, sql)).toEqual([
      { attempt: 1, code: 'allowed', authority: null, outcome: 'retry', reason: 'throttled' },
      {
        attempt: 3,
        code: 'authority',
        authority: JSON.stringify(authority),
        outcome: 'fetched',
        reason: null,
      },
      { attempt: 2, code: 'allowed', authority: null, outcome: 'retry', reason: 'lease-lost' },
    ])
    const db = new Sqlite(file)
    for (const change of ["UPDATE fetch SET outcome = 'gone'", 'DELETE FROM fetch'])
      expect(() => db.exec(change)).toThrow(/append-only/)
    db.close()
  })

  it('knows how far each archive file is vouched for', async () => {
    const frontier = new SqliteFrontier(':memory:', { runId: 'run-1' })
    expect(frontier.archiveEnds()).toEqual(new Map())
    const places = [
      { file: 'run-1/b', offset: 10, length: 5 },
      { file: 'run-1/a', offset: 300, length: 7 },
      { file: 'run-1/a', offset: 0, length: 9 },
    ]
    await frontier.add(SITE, [url('1'), url('2'), url('3'), url('4')], T0)
    for (const place of [...places, undefined]) {
      const lease = await takeOne(frontier)
      await frontier.finish(lease, { outcome: 'fetched' }, { links: [], fetch: aFetch(place) }, T0)
    }
    expect(frontier.archiveEnds()).toEqual(
      new Map([
        ['run-1/a', 307],
        ['run-1/b', 15],
      ]),
    )
    await frontier.close()
  })

  it('writes no result before the archive is on the disk, and none when that fails', async () => {
    const file = join(folder, 'order.db')
    let answer = (_ok: boolean) => {}
    const syncArchive = () =>
      new Promise<void>((resolve, reject) => {
        answer = (ok) => (ok ? resolve() : reject(new StorageError('full')))
      })
    const frontier = new SqliteFrontier(file, { runId: 'run-1', syncArchive })
    await frontier.add(SITE, [url('a'), url('b')], T0)
    const fetch = aFetch({ file: 'run-1/a', offset: 0, length: 9 })
    const finish = async () =>
      await frontier.finish(await takeOne(frontier), { outcome: 'fetched' }, { links: [url('x')], fetch }, T0)
    const results = () => readAll(file, "SELECT url FROM fetch WHERE outcome = 'fetched'")

    const first = finish()
    await sleep(50)
    expect(results()).toEqual([])
    answer(true)
    expect(await first).toBe(true)
    expect(results()).toHaveLength(1)

    const second = finish()
    await sleep(50)
    answer(false)
    await expect(second).rejects.toBeInstanceOf(StorageError)
    expect(results()).toHaveLength(1)
    expect(await frontier.counts(SITE)).toMatchObject({ found: 3, fetched: 1 })
    await frontier.close()
  })

  it('says what is wrong with a file that is no database, and with one from the future', async () => {
    const broken = join(folder, 'broken.db')
    writeFileSync(broken, 'this is not a database, whatever its name says')
    expect(() => new SqliteFrontier(broken, { runId: 'r' })).toThrow(StorageError)
    const future = join(folder, 'future.db')
    const db = new Sqlite(future)
    db.pragma('user_version = 999')
    db.close()
    expect(() => new SqliteFrontier(future, { runId: 'r' })).toThrow(/更新的版本/)
  })
})

/** One step of a random history; `pick` chooses among the leases handed out so far, lost ones included. */
const Step = fc.record({
  act: fc.constantFrom('take', 'take', 'finish', 'finish', 'requeue', 'release', 'tick', 'close', 'restart'),
  pick: fc.nat(),
  links: fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 4 }),
})
type Step = typeof Step extends fc.Arbitrary<infer T> ? T : never

/** What the frontier should hold, kept in plain sets beside the real one. */
class History {
  readonly frontier = new SqliteFrontier(':memory:', { runId: 'run-1' })
  readonly known = new Set(['0', '1'])
  readonly done = new Set<string>()
  readonly #holders = new Map<string, { token: string; until: number }>()
  readonly #leases: Lease[] = []
  #now = 0

  async step({ act, pick, links }: Step): Promise<void> {
    if (act === 'tick') this.#now += 40
    else if (act === 'restart') await this.#restart()
    else if (act === 'close') await this.#close()
    else if (act === 'take') await this.#take()
    else if (this.#leases.length > 0) await this.#answer(act, pick % this.#leases.length, links)
  }

  async #restart(): Promise<void> {
    await this.frontier.releaseDead(SITE)
    this.#holders.clear()
  }

  async #close(): Promise<void> {
    await this.frontier.closePending(SITE, { outcome: 'skipped', reason: 'x' }, at(this.#now))
    for (const path of this.known) if (!this.#holders.has(path)) this.done.add(path)
  }

  async #take(): Promise<void> {
    const taken = await this.frontier.take(SITE, at(this.#now), LEASE_MS)
    if (taken.kind !== 'lease') return
    const path = pathOf(taken.lease)
    expect(this.done.has(path)).toBe(false)
    expect(this.#holders.get(path)?.until ?? 0).toBeLessThanOrEqual(this.#now)
    this.#holders.set(path, { token: taken.lease.token, until: this.#now + LEASE_MS / 1000 })
    this.#leases.push(taken.lease)
  }

  async #answer(act: 'finish' | 'requeue' | 'release', index: number, links: number[]): Promise<void> {
    const lease = this.#leases[index]
    if (lease === undefined) return
    const path = pathOf(lease)
    const holds = this.#holders.get(path)?.token === lease.token
    expect(await this.#send(act, lease, links)).toBe(holds)
    if (holds) this.#holders.delete(path)
    if (!holds || act !== 'finish') return
    this.done.add(path)
    for (const link of links) this.known.add(String(link))
  }

  async #send(act: 'finish' | 'requeue' | 'release', lease: Lease, links: number[]): Promise<boolean> {
    const now = at(this.#now)
    if (act === 'finish')
      return await this.frontier.finish(
        lease,
        { outcome: 'fetched' },
        { links: links.map(url), fetch: aFetch({ file: 'f', offset: 0, length: 1 }) },
        now,
      )
    return await (act === 'requeue'
      ? this.frontier.requeue(lease, { notBefore: now, why: 'failed' })
      : this.frontier.release(lease))
  }
}

describe('SqliteFrontier under any interleaving', () => {
  it('loses nothing, counts everything once and never lets a late worker write', async () => {
    const histories = fc.asyncProperty(fc.array(Step, { maxLength: 40 }), async (steps) => {
      const history = new History()
      await history.frontier.add(SITE, [url(0), url(1)], T0)
      for (const step of steps) await history.step(step)

      const { found, pending, reasons, ...outcomes } = await history.frontier.counts(SITE)
      expect(found).toBe(history.known.size)
      expect(Object.values(outcomes).reduce((a, b) => a + b, 0)).toBe(history.done.size)
      expect(pending).toBe(history.known.size - history.done.size)
      expect(reasons.x ?? 0).toBe(outcomes.skipped)
      await history.frontier.close()
    })
    await fc.assert(histories, { numRuns: 40 })
  })

  it('holds when nobody waits for anybody, and commits wait for a slow archive', async () => {
    const crowds = fc.asyncProperty(
      fc.array(CrowdWorker, { minLength: 2, maxLength: 30 }),
      async (workers) => {
        const crowd = new Crowd(join(mkdtempSync(join(folder, 'crowd-')), 'frontier.db'))
        await crowd.frontier.add(SITE, [url(0), url(1), url(2)], T0)
        await Promise.all(workers.map((worker) => crowd.work(worker)))

        const { found, fetched, pending } = await crowd.frontier.counts(SITE)
        await crowd.frontier.close()
        expect(new Set(crowd.finished).size).toBe(crowd.finished.length)
        expect(fetched).toBe(crowd.finished.length)
        expect(fetched + pending).toBe(found)
        expect(readAll(crowd.file, 'SELECT id FROM fetch')).toHaveLength(crowd.requests)
        const results = readAll(crowd.file, "SELECT url FROM fetch WHERE outcome = 'fetched'")
        expect(results.map((row) => (row as { url: string }).url).toSorted()).toEqual(
          crowd.finished.toSorted(),
        )
        expect(readAll(crowd.file, 'SELECT id FROM url')).toHaveLength(found)
      },
    )
    await fc.assert(crowds, { numRuns: 20 })
  })
})

const CrowdWorker = fc.record({
  act: fc.constantFrom('finish', 'finish', 'finish', 'requeue', 'release', 'forget'),
  arrives: fc.nat(6),
  overstays: fc.boolean(),
  breaths: fc.nat(3),
  links: fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 4 }),
})
type CrowdWorker = typeof CrowdWorker extends fc.Arbitrary<infer T> ? T : never

/** Workers that take and answer without waiting for one another. */
class Crowd {
  readonly file: string
  readonly frontier: SqliteFrontier
  readonly finished: string[] = []
  requests = 0
  #now = 0

  constructor(file: string) {
    this.file = file
    this.frontier = new SqliteFrontier(file, { runId: 'run-1', syncArchive: () => sleep(1) })
  }

  async work({ act, arrives, overstays, breaths, links }: CrowdWorker): Promise<void> {
    for (let breath = 0; breath < arrives; breath += 1) await sleep(1)
    const taken = await this.frontier.take(SITE, at(this.#now), LEASE_MS)
    if (taken.kind !== 'lease') return
    for (let breath = 0; breath < breaths; breath += 1) await sleep(1)
    if (overstays) this.#now += LEASE_MS / 1000
    if (act === 'release') await this.frontier.release(taken.lease)
    if (act === 'requeue' || act === 'finish') await this.#answer(act, taken.lease, links)
  }

  async #answer(act: 'requeue' | 'finish', lease: Lease, links: number[]): Promise<void> {
    this.requests += 1
    const fetch = aFetch({ file: 'f', offset: 0, length: 1 })
    if (act === 'requeue') await this.frontier.requeue(lease, { notBefore: '', why: 'failed', fetch })
    else if (
      await this.frontier.finish(
        lease,
        { outcome: 'fetched' },
        { links: links.map(url), fetch },
        at(this.#now),
      )
    )
      this.finished.push(lease.url)
  }
}
