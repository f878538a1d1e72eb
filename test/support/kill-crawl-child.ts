import { appendFileSync, readdirSync, writeSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { UndiciPageFetcher } from '../../src/adapters/http/undici-page-fetcher.ts'
import { SqliteCaseRepository } from '../../src/adapters/sqlite/sqlite-case-repository.ts'
import { SqliteFrontier } from '../../src/adapters/sqlite/sqlite-frontier.ts'
import { RunArchive } from '../../src/adapters/warc/run-archive.ts'
import { crawlSite } from '../../src/crawl/crawl-site.ts'
import type { Frontier } from '../../src/crawl/frontier.ts'
import type { PageArchive } from '../../src/crawl/page-archive.ts'
import type { PageFetcher } from '../../src/crawl/page-fetcher.ts'
import { RobotsTxt } from '../../src/crawl/robots.ts'
import { extractPage } from '../../src/extract/extract-page.ts'
import { aSite, systemClock } from '../adapters/http/loopback-server.ts'
import { FaultPoint, sharedFileHandle } from './fault-points.ts'
import type { KillStep } from './kill-crawl.ts'

/** One process of the kill test: crawls until done, or dies at the `count`-th time it comes to `step`. */
const [folder = '', origin = '', step = 'none', count = '0'] = process.argv.slice(2)
const fault = new FaultPoint<KillStep>(step, Number(count))
const at: FaultPoint<KillStep>['at'] = (here, before) => fault.at(here, before)

/** What a write cut in the middle leaves behind. */
function tearTail(): void {
  const pages = path.join(folder, 'pages', 'R1')
  const last = readdirSync(pages).toSorted().at(-1)
  if (last) appendFileSync(path.join(pages, last), Buffer.from('1f8b0800000000000003', 'hex'))
}

/** The archive's own writes, as the system carries them out: in this process only. */
async function faultyFiles(): Promise<void> {
  const files = await sharedFileHandle<'write' | 'datasync'>()
  const { write, datasync } = files
  files.write = async function (this: FileHandle, ...given: unknown[]) {
    const [bytes, offset, length, to] = given as [Buffer, number, number, number]
    at('mid-write', () => writeSync(this.fd, bytes, offset, Math.floor(length / 2), to))
    return await Reflect.apply(write, this, given)
  } as FileHandle['write']
  files.datasync = async function (this: FileHandle) {
    at('before-fsync')
    await datasync.call(this)
  }
}

await faultyFiles()
let archive: RunArchive
const frontier = new SqliteFrontier(path.join(folder, 'frontier.db'), {
  runId: 'R1',
  syncArchive: async () => {
    await archive.sync()
    at('after-sync', tearTail)
  },
})
archive = await RunArchive.open({
  folder: path.join(folder, 'pages'),
  runId: 'R1',
  software: 'kill test',
  createdAt: systemClock.now(),
  ends: frontier.archiveEnds(),
  maxFileBytes: 400_000,
})
const cases = new SqliteCaseRepository(path.join(folder, 'case.db'))
const fetcher = new UndiciPageFetcher({
  clock: systemClock,
  userAgent: 'QingshaoMonitor/1',
  allowPrivate: true,
})
const robots = new RobotsTxt({ fetcher, clock: systemClock, userAgent: 'QingshaoMonitor' })
const site = aSite(origin, {
  listing: { title: 'h1', price: '.price' },
  // A busy machine is no reason to give a page up.
  politeness: { concurrency: 6, maxPages: 5000, timeoutMs: 60_000 },
})

let isFirst = true
const faultyFetcher: PageFetcher = {
  fetch: async (request) => {
    at('after-take')
    const page = await fetcher.fetch(request)
    if (isFirst) process.stdout.write(`first page after ${Math.round(performance.now())} ms\n`)
    isFirst = false
    at('after-fetch')
    return page
  },
}
const faultyArchive: PageArchive = {
  append: async (page) => {
    const place = await archive.append(page)
    at('after-append')
    return place
  },
  sync: () => archive.sync(),
}
const faultyFrontier: Pick<Frontier, 'finish'> = {
  finish: async (...given) => {
    const done = await frontier.finish(...given)
    at('after-commit')
    return done
  },
}
const frontierPort: Frontier = { ...bound(frontier), ...faultyFrontier }

/** Methods use private fields, so they must be called on the frontier itself. */
function bound(of: SqliteFrontier): Omit<Frontier, 'finish'> {
  return {
    releaseDead: (id) => of.releaseDead(id),
    add: (...given) => of.add(...given),
    take: (...given) => of.take(...given),
    requeue: (...given) => of.requeue(...given),
    release: (lease) => of.release(lease),
    closePending: (...given) => of.closePending(...given),
    reserveSlot: (...given) => of.reserveSlot(...given),
    holdHost: (...given) => of.holdHost(...given),
    counts: (id) => of.counts(id),
    foundShell: (id) => of.foundShell(id),
    done: (id) => of.done(id),
    countByAuthority: (id) => of.countByAuthority(id),
  }
}

await crawlSite(
  site,
  {
    fetcher: faultyFetcher,
    frontier: frontierPort,
    archive: faultyArchive,
    robots,
    clock: systemClock,
    onPage: async (page) => {
      const { pageClass, listings, links } = extractPage(page, site)
      const sightings = listings.map((listing) => ({
        listing: { ...listing, siteId: site.id },
        seenOn: page.finalUrl,
        richness: 2,
      }))
      await cases.saveSightings('R1', sightings)
      at('after-store')
      return { pageClass, links }
    },
  },
  {},
)
await archive.close()
await Promise.all([frontier.close(), cases.close(), fetcher.close()])
