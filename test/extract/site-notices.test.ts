import { readFileSync } from 'node:fs'
import path from 'node:path'
import { request } from 'undici'
import { describe, expect, it } from 'vitest'
import { loadSites } from '../../src/adapters/files/load-sites.ts'
import { startPracticeMarket } from '../../src/adapters/practice-market/start-practice-market.ts'
import type { FetchedPage } from '../../src/domain/page.ts'
import { extractPage } from '../../src/extract/extract-page.ts'
import { ROOT } from '../support/run-cli.ts'

describe('extractPage on notices of a known site', () => {
  it('sees no listing where the site shows a wall, and one where it shows an item', async () => {
    const market = await startPracticeMarket({
      day: 1,
      ports: 0,
      dataFolder: path.join(ROOT, 'data/practice-market'),
    })
    try {
      const served = market.sites.find(({ id }) => id === 'practice-forum')
      const file = loadSites([path.join(ROOT, 'data/sites')]).find(({ id }) => id === 'practice-forum')
      if (!served || !file) throw new Error('no practice forum')
      const site = { ...file, origin: served.origin }
      const read = async (key: string) =>
        extractPage(await fetchPage(`${served.origin}/thread-${key}-1-1.html`), site)
      expect(await read('990901')).toMatchObject({ listings: [], pageClass: 'login-wall' })
      const [known] =
        readFileSync(path.join(ROOT, 'data/practice-market/listings/forum-1.yml'), 'utf8').match(/3\d{5}/) ??
        []
      expect((await read(known ?? '')).listings).toHaveLength(1)
    } finally {
      await market.close()
    }
  })
})

async function fetchPage(url: string): Promise<FetchedPage> {
  const { statusCode, headers, body } = await request(url)
  return {
    siteId: 'practice-forum',
    url,
    finalUrl: url,
    status: statusCode,
    contentType: headers['content-type']?.toString(),
    lane: 'http',
    fetchedAt: '2026-11-22T00:00:00.000Z',
    body: new Uint8Array(await body.arrayBuffer()),
    bodyIsUtf8: false,
    exchanges: [],
  }
}
