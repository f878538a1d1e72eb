// node clients/ours.ts ORIGIN CONCURRENCY FOLDER

import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { resourceUsage } from 'node:process'
import Sqlite from 'better-sqlite3'
import { UndiciPageFetcher } from '../../../src/adapters/http/undici-page-fetcher.ts'
import { SqliteCaseRepository } from '../../../src/adapters/sqlite/sqlite-case-repository.ts'
import { SqliteFrontier } from '../../../src/adapters/sqlite/sqlite-frontier.ts'
import { RunArchive } from '../../../src/adapters/warc/run-archive.ts'
import { crawlSite } from '../../../src/crawl/crawl-site.ts'
import { RobotsTxt } from '../../../src/crawl/robots.ts'
import { Site } from '../../../src/domain/site.ts'
import { extractPage } from '../../../src/extract/extract-page.ts'

const [origin = '', concurrency = '8', folder = ''] = process.argv.slice(2)
const clock = { now: () => new Date().toISOString() }
const site = Site.parse({
  id: 'bench',
  name: '演练百货',
  status: 'practice',
  platform: 'shop',
  origin,
  lane: 'http',
  seeds: ['/item/0.html'],
  pages: [{ kind: 'listing', pattern: '^/item/' }],
  itemKey: '/item/(\\d+)',
  dropParams: ['spm'],
  listing: { title: 'h1.title', price: 'b.price', body: '.detail' },
  politeness: { delayMs: 0, concurrency: Number(concurrency), maxPages: 1_000_000 },
})

let archive: RunArchive
const frontier = new SqliteFrontier(path.join(folder, 'frontier.db'), {
  runId: 'R1',
  syncArchive: () => archive.sync(),
})
archive = await RunArchive.open({
  folder: path.join(folder, 'pages'),
  runId: 'R1',
  software: 'bench',
  createdAt: clock.now(),
  ends: frontier.archiveEnds(),
})
const cases = new SqliteCaseRepository(path.join(folder, 'case.db'))
const fetcher = new UndiciPageFetcher({ clock, userAgent: 'QingshaoMonitor/1', allowPrivate: true })
const robots = new RobotsTxt({ fetcher, clock, userAgent: 'QingshaoMonitor' })
await crawlSite(
  site,
  {
    fetcher,
    frontier,
    archive,
    robots,
    clock,
    onPage: async (page) => {
      const { pageClass, listings, links } = extractPage(page, site)
      const sightings = listings.map((listing) => ({
        listing: { ...listing, siteId: site.id },
        seenOn: page.finalUrl,
        richness: 2,
      }))
      await cases.saveSightings('R1', sightings)
      return { pageClass, links }
    },
  },
  {},
)
await archive.close()
await Promise.all([frontier.close(), cases.close(), fetcher.close()])

const { userCPUTime, systemCPUTime, maxRSS } = resourceUsage()
const db = new Sqlite(path.join(folder, 'case.db'), { readonly: true })
const rows = db.prepare('SELECT content FROM sighting').all() as { content: string }[]
const items = rows.map(({ content }) => JSON.parse(content))
const numbered = items.map(({ url, title, price }) => [
  Number(/\/item\/(\d+)/.exec(url)?.[1]),
  title,
  (price?.amountMinor ?? 0) / 100,
])
const result = { items: numbered, cpuMs: (userCPUTime + systemCPUTime) / 1000, rssMb: maxRSS / 1024 }
writeFileSync(path.join(folder, 'result.json'), JSON.stringify(result))
