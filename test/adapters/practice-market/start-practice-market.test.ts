import { rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { startPracticeMarket } from '../../../src/adapters/practice-market/start-practice-market.ts'
import { PortTakenError } from '../../../src/domain/errors.ts'
import { crawl } from './practice-crawl.ts'
import { FIXTURE, get, getServed, makeDataFolder, withMarket } from './practice-support.ts'

const FOOTER = '演练站点，内容纯属虚构'

describe('startPracticeMarket', () => {
  it('opens four sites on loopback, each page with the footer', async () => {
    await withMarket({}, async (origins, { sites }) => {
      expect(sites.map(({ id }) => id)).toEqual([
        'practice-shop',
        'practice-secondhand',
        'practice-forum',
        'practice-microblog',
      ])
      expect(sites.map(({ listings }) => listings)).toEqual([3, 1, 2, 2])
      for (const origin of Object.values(origins)) {
        expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
        const missing = await get(`${origin}/no-such-page`)
        expect(missing.status).toBe(404)
        expect(missing.text).toContain(FOOTER)
        expect((await get(`${origin}/robots.txt`)).text).toContain('Disallow: /api/private')
      }
      expect((await get(`${origins.forum}/forum.php`)).text).toContain(FOOTER)
    })
  })

  it('says which port is taken and leaves none open', async () => {
    const blocker = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => blocker.once('listening', resolve))
    const { port } = blocker.address() as AddressInfo
    const start = startPracticeMarket({
      day: 1,
      ports: { shop: 0, secondhand: 0, forum: 0, microblog: port },
      dataFolder: FIXTURE,
    })
    await expect(start).rejects.toThrow(PortTakenError)
    await expect(start).rejects.toThrow(`端口 ${port} 已被其他程序占用`)
    blocker.close()
  })

  it('refuses a page in haste, serves it when Retry-After is over', async () => {
    let nowMs = Date.parse('2026-11-20T00:00:00.000Z')
    const clock = { now: () => new Date(nowMs).toISOString() }
    await withMarket({ clock }, async ({ shop }) => {
      const url = `${shop}/item/100102.html`
      const refused = await get(url)
      expect([refused.status, refused.headers['retry-after']]).toEqual([429, '1'])
      nowMs += 500
      expect((await get(url)).status).toBe(429)
      nowMs += 500
      expect((await get(`${url}?spm=a1.home.0`)).status).toBe(200)
    })
  })

  it('shows another market on day 2', async () => {
    await withMarket({ day: 2 }, async ({ shop, secondhand, forum, microblog }) => {
      const changed = await getServed(`${shop}/item/100102.html`)
      expect(changed.text).toContain('260/盒')
      expect(changed.text).not.toContain('280/盒')
      const gone = await get(`${shop}/item/100101.html`)
      expect(gone.status).toBe(200)
      expect(gone.text).toContain('很抱歉，您查看的商品找不到了')
      expect((await get(`${shop}/category/1`)).text).not.toContain('桂圆')
      expect((await get(`${secondhand}/api/item/200102`)).text).toContain('折叠椅两把')
      expect((await get(`${forum}/thread-300102-1-1.html`)).text).toContain(
        '指定的主题不存在或已被删除或正在被审核',
      )
      expect((await getServed(`${microblog}/p/400102`)).text).toContain('（已编辑）')
    })
  })

  it('answers a conditional request without a body and speaks gzip', async () => {
    await withMarket({}, async ({ shop }) => {
      const first = await get(`${shop}/category/1`)
      const again = await get(`${shop}/category/1`, { 'if-none-match': String(first.headers.etag) })
      expect([again.status, again.bytes.length]).toEqual([304, 0])
      const zipped = await get(`${shop}/category/1`, { 'accept-encoding': 'gzip' })
      expect(zipped.headers['content-encoding']).toBe('gzip')
      expect(zipped.bytes.length).toBeLessThan(first.bytes.length)
    })
  })

  it('keeps a record of what was asked for', async () => {
    await withMarket({}, async ({ shop }, { sites }) => {
      await get(`${shop}/member/hot`, { 'user-agent': 'test/1' })
      expect(sites[0]?.requests).toMatchObject([{ path: '/member/hot', status: 200, userAgent: 'test/1' }])
    })
  })

  it('closes at once, even while a slow page is held back', async () => {
    const dataFolder = makeDataFolder(20)
    const market = await startPracticeMarket({ day: 1, ports: 0, dataFolder })
    const slow = get(`${market.sites[2]?.origin}/thread-300004-1-1.html`).catch(() => 'cut off')
    await expect.poll(() => market.sites[2]?.requests.length).toBe(1)
    await market.close()
    expect(await slow).toBe('cut off')
    rmSync(dataFolder, { recursive: true })
  })

  it.each([1, 2] as const)(
    'leads to every listing by links from the seeds (day %i)',
    async (day) => {
      const dataFolder = makeDataFolder(60)
      await withMarket({ day, dataFolder }, async ({ shop, forum, microblog }) => {
        const crawls = await Promise.all([
          crawl(shop, '/'),
          crawl(forum, '/forum.php'),
          crawl(microblog, '/'),
        ])
        const wanted = Array.from({ length: 60 }, (_, index) => index)
          .filter((index) => index % 10 !== (day === 1 ? 9 : 8))
          .map((index) => `第 ${index} 件 `)
        for (const { pages, statuses } of crawls) {
          const texts = pages.filter(({ isListing }) => isListing).map(({ text }) => text)
          expect(wanted.filter((title) => !texts.some((text) => text.includes(title)))).toEqual([])
          expect(statuses).toMatchObject({ 410: 1, 500: 1 })
          expect(statuses[429]).toBeGreaterThanOrEqual(3)
        }
      })
      rmSync(dataFolder, { recursive: true })
    },
    60_000,
  )
})
