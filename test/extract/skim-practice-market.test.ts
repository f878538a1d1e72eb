import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadSites } from '../../src/adapters/files/load-sites.ts'
import { startPracticeMarket } from '../../src/adapters/practice-market/start-practice-market.ts'
import { readMarkup } from '../../src/extract/read-markup.ts'
import { skimListing } from '../../src/extract/skim-listing.ts'
import { systemClock } from '../adapters/http/loopback-server.ts'
import { crawl } from '../adapters/practice-market/practice-crawl.ts'

const DATA = path.join(import.meta.dirname, '../../data')
const sites = new Map(loadSites([path.join(DATA, 'sites')]).map((site) => [site.id, site]))
let market: Awaited<ReturnType<typeof startPracticeMarket>>

beforeAll(async () => {
  const dataFolder = path.join(DATA, 'practice-market')
  market = await startPracticeMarket({ day: 1, dataFolder, clock: systemClock, ports: 0 })
})
afterAll(async () => await market.close())

describe('reading in one pass, on every page of the practice market', () => {
  it.each([
    ['practice-shop', '/'],
    ['practice-forum', '/forum.php'],
  ] as const)('loses nothing that the document of %s gives', async (id, seed) => {
    const known = sites.get(id)
    const origin = market.sites.find((site) => site.id === id)?.origin
    if (known === undefined || origin === undefined) throw new Error(`no site ${id}`)
    const site = { ...known, origin }
    const { pages } = await crawl(origin, seed)
    let answered = 0
    for (const { url, text } of pages.filter(({ isListing }) => isListing)) {
      const place = { url, site, kind: 'listing' as const, charset: 'utf-8' }
      const skimmed = skimListing(text, place)
      if (skimmed === undefined) continue
      expect({ ...skimmed }, url).toEqual({ ...readMarkup(text, place) })
      answered += 1
    }
    expect(answered).toBeGreaterThan(20)
  })
})
