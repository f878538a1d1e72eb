import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadPracticeListings } from '../../../src/adapters/practice-market/load-practice-listings.ts'
import { isMembersOnly } from '../../../src/adapters/practice-market/microblog-site.ts'
import { practiceTruthLines } from '../../../src/adapters/practice-market/practice-truth.ts'
import { LabelledListing } from '../../../src/domain/labelled-listing.ts'
import { type Crawled, crawl } from './practice-crawl.ts'
import { REAL_DATA, withMarket } from './practice-support.ts'

const { offers } = loadPracticeListings(REAL_DATA)
const pictured = offers.filter(({ picture }) => picture !== undefined)
const folder = join(REAL_DATA, 'pictures')

describe('practiceTruthLines', () => {
  it('is what truth.jsonl holds; run scripts/build-practice-truth.ts after a change', () => {
    const file = readFileSync(join(REAL_DATA, 'truth.jsonl'), 'utf8')
    expect(file.split('\n')).toEqual(practiceTruthLines(offers).split('\n'))
  })

  it('has a line for every listing, none of them twice', () => {
    const truths = practiceTruthLines(offers)
      .trimEnd()
      .split('\n')
      .map((line) => LabelledListing.parse(JSON.parse(line)))
    expect(truths).toHaveLength(offers.length)
    expect(new Set(truths.map(({ id }) => id)).size).toBe(offers.length)
    expect(truths.filter(({ label, category }) => (label === 'legal') !== (category === 'none'))).toEqual([])
  })
})

describe('pictures of the practice market', () => {
  it('exist for every listing whose text stands in its picture, and for no other', () => {
    const drawn = readdirSync(folder).filter((name) => name.endsWith('.png'))
    expect(drawn.sort()).toEqual(pictured.map(({ site, key }) => `${site}-${key}.png`).sort())
  })

  it('show the text that the listings have now; run scripts/build-practice-pictures.ts after a change', () => {
    const index = JSON.parse(readFileSync(join(folder, 'pictures.json'), 'utf8'))
    expect(index).toEqual(
      Object.fromEntries(pictured.map(({ site, key, picture }) => [`${site}-${key}`, picture])),
    )
  })

  it('are small PNG files', () => {
    for (const { site, key } of pictured) {
      const file = join(folder, `${site}-${key}.png`)
      expect(statSync(file).size, file).toBeLessThanOrEqual(25_000)
      expect([...readFileSync(file).subarray(1, 4)], file).toEqual([...Buffer.from('PNG')])
    }
  })
})

describe('the practice market with its real listings', () => {
  it.each([1, 2] as const)(
    'leads to every listing of day %i by links, except what no link should lead to',
    async (day) => {
      await withMarket({ day, dataFolder: REAL_DATA }, async (origins) => {
        const [shop, forum, microblog, secondhand] = await Promise.all([
          crawl(origins.shop, '/'),
          crawl(origins.forum, '/forum.php'),
          crawl(origins.microblog, '/'),
          crawl(origins.secondhand, '/api/feed?cursor=0'),
        ])
        const reached = {
          shop: addresses(shop, /\/item\/(\d+)\.html/g),
          forum: addresses(forum, /thread-(\d+)-1-1\.html|tid=(\d+)/g),
          microblog: new Set([...addresses(microblog, /\/p\/(\d+)/g), ...words(microblog, /"mid":"(\d+)"/g)]),
          secondhand: words(secondhand, /"itemId":"(\d+)"/g),
        }
        const lost = offers.filter(({ days, site, key }) => days.includes(day) && !reached[site].has(key))
        expect(lost.map(({ site, key }) => `${site}-${key}`)).toEqual([])
        if (day === 1) expect(countsOf({ shop, forum, microblog })).toEqual(countsInReadme())
      })
    },
    60_000,
  )

  it('hides as many accounts from strangers as the README says', () => {
    const accounts = new Set(offers.filter(({ site }) => site === 'microblog').map(({ seller }) => seller))
    const hidden = [...accounts].filter(isMembersOnly)
    expect(Number(rowInReadme('login wall, other')[5])).toBe(hidden.length)
  })
})

/** Keys of the pages that were served. */
function addresses({ pages }: Crawled, pattern: RegExp): Set<string> {
  const served = pages.filter(({ isListing, url }) => isListing || url.includes('viewthread'))
  return new Set(
    served.flatMap(({ url }) => [...url.matchAll(pattern)].map(([, key, other]) => key ?? other ?? '')),
  )
}

function words({ pages }: Crawled, pattern: RegExp): Set<string> {
  return new Set(pages.flatMap(({ text }) => [...text.matchAll(pattern)].map(([, key]) => key ?? '')))
}

const COUNTED = { 429: '429 with `Retry-After: 1`', 410: '410', 500: '500 that stays' } as const

function countsOf(crawls: Record<'shop' | 'forum' | 'microblog', Crawled>): Record<string, number[]> {
  const statuses = [crawls.shop, crawls.forum, crawls.microblog].map((crawled) => crawled.statuses)
  return Object.fromEntries(
    Object.entries(COUNTED).map(([status, kind]) => [
      kind,
      statuses.map((counts) => counts[Number(status)] ?? 0),
    ]),
  )
}

/** The table's columns are shop, second-hand, forum, microblog; a plain crawl draws nothing, so second-hand is left out. */
function countsInReadme(): Record<string, number[]> {
  return Object.fromEntries(
    Object.values(COUNTED).map((kind) => {
      const row = rowInReadme(kind)
      return [kind, [row[2], row[4], row[5]].map(Number)]
    }),
  )
}

function rowInReadme(kind: string): string[] {
  const rows = readFileSync(join(REAL_DATA, 'README.md'), 'utf8')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
  return rows.find((cells) => cells[1] === kind) ?? []
}
