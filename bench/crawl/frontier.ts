// A frontier of a million URLs: memory of the process, and what a take, a finish and a look at the counts cost.
//   node bench/crawl/frontier.ts [urls]
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { SqliteFrontier } from '../../src/adapters/sqlite/sqlite-frontier.ts'
import type { Lease } from '../../src/crawl/frontier.ts'

const URLS = Number(process.argv[2] ?? 1_000_000)
const ROUNDS = 20_000
const SITE = 'big'
const folder = mkdtempSync(path.join(tmpdir(), 'qingshao-frontier-'))
const file = path.join(folder, 'frontier.db')
const frontier = new SqliteFrontier(file, { runId: 'R1' })
const now = () => new Date().toISOString()
let peak = 0
const watchMemory = () => {
  peak = Math.max(peak, process.memoryUsage().rss)
}

const filled = await timed(async () => {
  for (let at = 0; at < URLS; at += 1000) {
    await frontier.add(
      SITE,
      Array.from({ length: Math.min(1000, URLS - at) }, (_, index) => aUrl(at + index)),
      now(),
    )
    watchMemory()
  }
})

const takes: number[] = []
const finishes: number[] = []
const counts: number[] = []
for (let round = 0; round < ROUNDS; round += 1) {
  const taken: { lease?: Lease } = {}
  takes.push(
    await timed(async () => {
      const found = await frontier.take(SITE, now(), 60_000)
      if (found.kind === 'lease') taken.lease = found.lease
    }),
  )
  const { lease } = taken
  if (lease === undefined) throw new Error('nothing to take')
  // As a page of a big site does: twenty links, most of them known.
  const links = Array.from({ length: 20 }, (_, index) =>
    aUrl(index === 0 ? URLS + round : (round * 37 + index * 5003) % URLS),
  )
  finishes.push(await timed(() => frontier.finish(lease, { outcome: 'fetched' }, { links }, now())))
  if (round % 100 === 0) counts.push(await timed(() => frontier.counts(SITE)))
  watchMemory()
}
// A host that asked us to stay away: nobody may be handed anything, however many wait.
await frontier.holdHost('shop.example', new Date(Date.now() + 3_600_000).toISOString())
const held: number[] = []
for (let round = 0; round < 500; round += 1) held.push(await timed(() => frontier.take(SITE, now(), 60_000)))
await frontier.close()

const mb = (bytes: number) => Math.round(bytes / 1024 / 1024)
console.log(
  `${URLS} URLs of one site, ${mb(statSync(file).size)} MB on disk, added in ${(filled / 1000).toFixed(1)} s`,
)
console.log(`peak memory ${mb(peak)} MB (goal: below 400)`)
for (const [name, times] of Object.entries({
  take: takes,
  finish: finishes,
  counts,
  'take while the host is held': held,
}))
  console.log(
    `${name}: median ${quantile(times, 0.5)} ms, 99 of 100 below ${quantile(times, 0.99)} ms, worst ${quantile(times, 1)} ms`,
  )
rmSync(folder, { recursive: true })

function aUrl(number: number) {
  const url = `https://shop.example/item/${number}.html?from=list`
  return { url, key: `https://shop.example/item/${number}.html`, kind: 'listing' as const }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

function quantile(times: readonly number[], share: number): string {
  const sorted = times.toSorted((a, b) => a - b)
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(3)
}
