// Prints how long clustering takes, and how many clusters come of it. What is measured: README.md.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { clusterLeads } from '../../src/cluster/cluster-leads.ts'
import type { ClusterLead } from '../../src/domain/cluster.ts'
import { FeedListing } from '../../src/domain/labelled-listing.ts'
import { feedToListing } from '../../src/extract/parse-feed.ts'

const FOLDER = path.resolve(import.meta.dirname, '../../data/labelled')
const sentences = readdirSync(FOLDER)
  .filter((name) => name.startsWith('batch-'))
  .sort()
  .flatMap((name) => readFileSync(path.join(FOLDER, name), 'utf8').trim().split('\n'))
  .map((line) => FeedListing.parse(JSON.parse(line)))
  .flatMap(({ title, body }) => [title, ...body.split(/[。\n]/)])
  .filter((sentence) => sentence.length >= 6)

let state = 1
function draw(below: number): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return Math.floor((state / 2 ** 32) * below)
}

interface Draft {
  readonly title: string
  readonly body: string
  readonly seller: string
  readonly price?: number
}

function aLead(number: number, { title, body, seller, price = 100 }: Draft): ClusterLead {
  const platform = (['secondhand', 'forum', 'shop'] as const)[number % 3] ?? 'shop'
  const feed = FeedListing.parse({ id: String(number), platform, title, body, price: String(price), seller })
  const listing = { ...feedToListing(feed, 'bench'), siteId: platform }
  const id = `L${number.toString(16).padStart(12, '0')}`
  return { id, createdAt: new Date(1.7e12 + number * 1000).toISOString(), state: 'pending', listing }
}

function someLeads(count: number): ClusterLead[] {
  const drafts: Draft[] = []
  for (let at = 0; at < count; at += 1) {
    const before = drafts[draw(Math.max(1, at))]
    if (before && draw(5) === 0) {
      drafts.push({ ...before, price: draw(900) + 10 })
      continue
    }
    const account = draw(Math.ceil(count / 4))
    const words = Array.from({ length: 4 }, () => sentences[draw(sentences.length)])
    const body = `${words.slice(1).join('。')}。微信 demo_${Math.floor(account / (account % 10 === 0 ? 20 : 1))}x`
    drafts.push({ title: words[0] ?? '', body, seller: `卖家名字${account}号` })
  }
  return drafts.map((draft, at) => aLead(at, draft))
}

const TEXT = '家传老物件一批，都是早年山里收来的，懂的自然懂，不懂的不要问，诚心要的看图说话，不退不换'
const many = <T>(make: (at: number) => T): T[] => Array.from({ length: 5000 }, (_, at) => make(at))
const sets: readonly (readonly [name: string, leads: ClusterLead[]])[] = [
  ['1,000 leads', someLeads(1000)],
  ['20,000 leads', someLeads(20_000)],
  ['5,000 of the same text', many((at) => aLead(at, { title: '出', body: TEXT, seller: `卖家名字${at}号` }))],
  [
    '5,000 of nearly the same text',
    many((at) =>
      aLead(at, {
        title: '出',
        body: `${TEXT}${sentences[at % sentences.length]}`,
        seller: `卖家名字${at}号`,
      }),
    ),
  ],
  [
    '5,000 of one account',
    many((at) =>
      aLead(at, { title: sentences[at % sentences.length] ?? '', body: TEXT, seller: '一个卖家' }),
    ),
  ],
  [
    '5,000 of one contact',
    many((at) =>
      aLead(at, {
        title: sentences[at % sentences.length] ?? '',
        body: '微信 demo_shared1',
        seller: `卖家名字${at}号`,
      }),
    ),
  ],
]

console.log('| leads | seconds | clusters of two or more | largest |')
console.log('| --- | ---: | ---: | ---: |')
for (const [name, leads] of sets) {
  const from = performance.now()
  const { clusters } = clusterLeads(leads)
  const seconds = (performance.now() - from) / 1000
  const sizes = clusters.map(({ leadIds }) => leadIds.length)
  console.log(
    `| ${name} | ${seconds.toFixed(2)} | ${sizes.filter((size) => size > 1).length} | ${Math.max(...sizes)} |`,
  )
}
