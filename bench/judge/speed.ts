import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { loadLaw } from '../../src/adapters/files/load-law.ts'
import { loadLexicon } from '../../src/adapters/files/load-lexicon.ts'
import { loadRouting } from '../../src/adapters/files/load-routing.ts'
import { loadRules } from '../../src/adapters/files/load-rules.ts'
import { loadTaxa } from '../../src/adapters/files/load-taxa.ts'
import { isFlagged } from '../../src/domain/assessment.ts'
import type { Listing } from '../../src/domain/listing.ts'
import { feedToListing, parseJsonLines, parseTitles } from '../../src/extract/parse-feed.ts'
import { compileLexicon } from '../../src/match/compile-lexicon.ts'
import { judge } from '../../src/pipeline.ts'
import { compilePolicy } from '../../src/score/compile-policy.ts'
import type { Policy } from '../../src/score/policy.ts'
import { makeRules } from './make-rules.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')
const TEXTS = path.join(path.resolve(ROOT, process.env.QINGSHAO_SHARED ?? '../shared'), 'real/texts')
const TITLES = ['product_listings', 'secondhand_listings', 'ner_ecommerce_titles']

const { values } = parseArgs({
  options: {
    rules: { type: 'string', default: '50,100,500' },
    repeats: { type: 'string', default: '6' },
    short: { type: 'boolean', default: false },
  },
})
const sizes = values.rules.split(',').map(Number)
const repeats = values.short ? 1 : Number(values.repeats)

interface Measured {
  readonly rules: number
  readonly flagged: number
  bestMs: number
}

const { origin, listings } = readListings()
const terms = loadLexicon([path.join(ROOT, 'keywords')])
const lexicon = compileLexicon(terms)
const shipped = loadRules([path.join(ROOT, 'rules')])
  .map(({ rule }) => rule)
  .filter(({ purpose }) => purpose === 'detection')
const tables = {
  terms,
  law: loadLaw(path.join(ROOT, 'data/law')),
  routing: loadRouting(path.join(ROOT, 'data/agencies')),
  taxa: loadTaxa(path.join(ROOT, 'data/taxa')),
  on: '2026-11-22',
}

const policies = sizes.map((size) => compilePolicy({ ...tables, rules: makeRules(shipped, size) }))
const rows: Measured[] = policies.map((policy) => ({
  rules: policy.rules.length,
  flagged: listings.filter((listing) => isFlagged(judge(listing, { lexicon, policy }))).length,
  bestMs: Number.POSITIVE_INFINITY,
}))
// Sizes take turns, so that what else the machine does falls on all of them.
for (let repeat = 0; repeat < repeats; repeat += 1) {
  for (const [index, policy] of policies.entries()) {
    const row = rows[index] as Measured
    row.bestMs = Math.min(row.bestMs, judgeAll(policy))
  }
}
print()

/** CPU time of the whole process: user and system, with the collector and the compiler. */
function judgeAll(policy: Policy): number {
  const start = process.cpuUsage()
  for (const listing of listings) judge(listing, { lexicon, policy })
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

function readListings(): { origin: string; listings: Listing[] } {
  if (existsSync(TEXTS)) {
    const found = TITLES.flatMap((file) => {
      const text = gunzipSync(readFileSync(path.join(TEXTS, `${file}.txt.gz`))).toString('utf8')
      return parseTitles(text).rows.map(({ value }) => feedToListing(value, file))
    })
    return { origin: 'real titles', listings: found }
  }
  const text = readFileSync(path.join(ROOT, 'data/practice-market/truth.jsonl'), 'utf8')
  const found = parseJsonLines(text).rows.map(({ value }) => feedToListing(value, 'practice'))
  return {
    origin:
      "THE PRACTICE MARKET'S listings, invented and dense with hits: no real/texts in the shared folder",
    listings: Array.from({ length: 20 }, () => found).flat(),
  }
}

function print(): void {
  const chars = listings.reduce((sum, { title, body }) => sum + title.length + body.length, 0)
  const [load] = loadavg()
  console.log(
    `${new Date().toISOString().slice(0, 10)}, ${availableParallelism()} cores, ${cpus()[0]?.model ?? 'unknown CPU'}, Node ${process.version}, load ${load?.toFixed(1)}`,
  )
  console.log(
    `${listings.length} listings of ${(chars / listings.length).toFixed(0)} characters (${origin}), ${terms.length} terms, ${shipped.length} shipped rules; best of ${repeats} rounds\n`,
  )
  console.log('| rules | listings/s on one core | µs a listing | × the first row | flagged |')
  console.log('| ---: | ---: | ---: | ---: | ---: |')
  const [first] = rows
  for (const { rules, flagged, bestMs } of rows) {
    const perSecond = Math.round(listings.length / (bestMs / 1000))
    const ratio = bestMs / (first?.bestMs ?? bestMs)
    console.log(
      `| ${rules} | ${perSecond.toLocaleString('en')} | ${((bestMs * 1000) / listings.length).toFixed(1)} | ${ratio.toFixed(2)} | ${flagged} |`,
    )
  }
}
