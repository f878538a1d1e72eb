// A frontier of a million URLs: memory of the process, and what a take, a finish and a look at the counts cost; then how soon a new
// process goes on, and what it costs to close a site whose page budget is spent.
//   node bench/crawl/frontier.ts [urls] [sites]
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { SqliteFrontier } from '../../src/adapters/sqlite/sqlite-frontier.ts'
import type { FetchRecord, Lease } from '../../src/crawl/frontier.ts'

const URLS = Number(process.argv[2] ?? 1_000_000)
const SITES = Number(process.argv[3] ?? 1)
const PER_SITE = Math.floor(URLS / SITES)
const ROUNDS = 20_000
const folder = mkdtempSync(path.join(tmpdir(), 'qingshao-frontier-'))
const file = path.join(folder, 'frontier.db')
const now = () => new Date().toISOString()
const site = (number: number) => `site-${number % SITES}`
let peak = 0

interface Cost {
  readonly wallMs: number
  /** Of this thread: on a machine shared with others the wall shows them as well. */
  readonly cpuMs: number
}
const costs: Record<string, Cost[]> = {}

let frontier = new SqliteFrontier(file, { runId: 'R1' })
await timed('add 1,000', URLS / 1000, async (round) => {
  const urls = Array.from({ length: 1000 }, (_, index) => aUrl(site(round), round * 1000 + index))
  await frontier.add(site(round), urls, now())
})

let lease: Lease | undefined
for (let round = 0; round < ROUNDS; round += 1) {
  await timed('take', 1, async () => {
    const taken = await frontier.take(site(round), now(), 60_000)
    lease = taken.kind === 'lease' ? taken.lease : undefined
  })
  if (lease === undefined) throw new Error('nothing to take')
  const finished = lease
  // As a page of a big site does: twenty links, one of them new.
  const links = Array.from({ length: 20 }, (_, index) =>
    aUrl(finished.siteId, index === 0 ? URLS + round : (round * 37 + index * 5003) % PER_SITE),
  )
  const place = { file: `R1/pages-0000${1 + (round >> 12)}.warc.gz`, offset: round * 9000, length: 9000 }
  const fetch: FetchRecord = {
    startedAt: now(),
    lane: 'http',
    robots: { allowed: true, code: 'allowed', reason: 'robots.txt 允许抓取', crawlDelayMs: undefined },
    status: 200,
    bytes: 45_000,
    archived: { ...place, bodySha256: 'ab'.repeat(32) },
  }
  await timed('finish', 1, async () => {
    await frontier.finish(finished, { outcome: 'fetched' }, { links, fetch }, now())
  })
  if (round % 100 === 0) await timed('counts', 1, async () => void (await frontier.counts(site(round))))
}
// A host that asked us to stay away: nobody may be handed anything, however many wait.
await frontier.holdHost('shop.example', new Date(Date.now() + 3_600_000).toISOString())
await timed('take while the host is held', 500, async (round) => {
  await frontier.take(site(round), now(), 60_000)
})
await frontier.close()

await timed('go on in a new process, all sites', 1, async () => {
  frontier = new SqliteFrontier(file, { runId: 'R1' })
  frontier.archiveEnds()
  for (let number = 0; number < SITES; number += 1) await frontier.releaseDead(site(number))
  await frontier.take(site(0), now(), 60_000)
})
await timed('close what is pending, one site', 1, async () => {
  await frontier.closePending(site(0), { outcome: 'skipped', reason: 'page-budget' }, now())
})
await frontier.close()

const mb = (bytes: number) => Math.round(bytes / 1024 / 1024)
console.log(`${URLS} URLs of ${SITES} sites, ${mb(statSync(file).size)} MB on disk`)
console.log(`peak memory ${mb(peak)} MB (goal: below 400)`)
console.log('| ms | times | median | 99 of 100 below | worst | CPU: median | 99 of 100 below | worst |')
console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |')
for (const [name, all] of Object.entries(costs)) {
  const figures = [all.map(({ wallMs }) => wallMs), all.map(({ cpuMs }) => cpuMs)].flatMap((times) =>
    [0.5, 0.99, 1].map((share) => quantile(times, share)),
  )
  console.log(`| ${name} | ${all.length} | ${figures.join(' | ')} |`)
}
rmSync(folder, { recursive: true })

function aUrl(siteId: string, number: number) {
  const url = `https://shop.example/${siteId}/item/${number}.html?from=list`
  return { url, key: `https://shop.example/${siteId}/item/${number}.html`, kind: 'listing' as const }
}

async function timed(name: string, times: number, work: (round: number) => Promise<void>): Promise<void> {
  costs[name] ??= []
  for (let round = 0; round < times; round += 1) {
    const cpu = process.threadCpuUsage()
    const start = performance.now()
    await work(round)
    const wallMs = performance.now() - start
    const { user, system } = process.threadCpuUsage(cpu)
    costs[name].push({ wallMs, cpuMs: (user + system) / 1000 })
    peak = Math.max(peak, process.memoryUsage.rss())
  }
}

function quantile(times: readonly number[], share: number): string {
  const sorted = times.toSorted((a, b) => a - b)
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(3)
}
