import { rmSync } from 'node:fs'
import { load } from 'cheerio'
import { describe, expect, it } from 'vitest'
import { get, getServed, makeDataFolder, withMarket } from './practice-support.ts'

describe('shopSite', () => {
  it('describes an item in JSON-LD and OpenGraph, with markup in a title shown and not run', async () => {
    await withMarket({}, async ({ shop }) => {
      const $ = load((await getServed(`${shop}/item/100102.html`)).text)
      const product = JSON.parse($('script[type="application/ld+json"]').text())
      const title = '<script>alert("x")</script> & "红枣" 礼盒'
      expect(product).toMatchObject({
        name: title,
        description: '一盒四包 </script><b>粗体</b>',
        offers: { price: '280', priceCurrency: 'CNY', seller: { name: '林记干货铺' } },
      })
      expect($('h1.item-title').text()).toBe(title)
      expect($('meta[property="og:title"]').attr('content')).toBe(title)
      expect($('.ship-from').text()).toBe('新疆和田')
      expect($('script')).toHaveLength(1)
    })
  })

  it('shows twenty items a page and loses none between pages', async () => {
    const dataFolder = makeDataFolder(60)
    await withMarket({ dataFolder }, async ({ shop }) => {
      const keys = new Set<string>()
      for (const path of ['/category/2', '/category/2?page=2']) {
        const $ = load((await getServed(`${shop}${path}`)).text)
        const shown = $('.card')
          .toArray()
          .map((card) => $(card).attr('data-item-id') ?? '')
        expect(shown.length).toBeLessThanOrEqual(20)
        for (const key of shown) keys.add(key)
      }
      // Of the thirty with an odd number, six are new on day 2.
      expect(keys.size).toBe(24)
    })
    rmSync(dataFolder, { recursive: true })
  })

  it('finds by a part of the title', async () => {
    await withMarket({}, async ({ shop }) => {
      const found = await get(`${shop}/search?q=${encodeURIComponent('红枣')}`)
      expect(found.text).toContain('共 1 件宝贝')
      expect((await get(`${shop}/search?q=%E6%B2%A1%E6%9C%89`)).text).toContain('共 0 件宝贝')
    })
  })

  it('sends short links over two hops, and one of them in a circle', async () => {
    await withMarket({}, async ({ shop }) => {
      const first = await get(`${shop}/s/100102`)
      expect([first.status, first.headers.location]).toEqual([301, '/i/100102?from=short'])
      expect((await get(`${shop}/i/100102`)).headers.location).toBe('/item/100102.html')
      expect((await get(`${shop}/s/990301`)).headers.location).toBe('/i/990301?from=short')
      expect((await get(`${shop}/i/990301`)).headers.location).toBe('/s/990301')
    })
  })

  it('has walls and dead ends', async () => {
    await withMarket({}, async ({ shop }) => {
      const walled = await get(`${shop}/item/990801.html`)
      expect([walled.status, walled.headers.location]).toEqual([302, '/verify?next=/item/990801.html'])
      expect((await get(`${shop}/verify`)).text).toContain('请完成安全验证')
      expect((await get(`${shop}/item/990410.html`)).status).toBe(410)
      expect((await get(`${shop}/item/990500.html`)).status).toBe(500)
      expect((await get(`${shop}/item/990500.html`)).status).toBe(500)
      expect((await get(`${shop}/item/990404.html`)).status).toBe(404)
      expect((await get(`${shop}/item/990200.html`)).status).toBe(200)
    })
  })

  it('draws plain pictures without a word of the listing', async () => {
    await withMarket({}, async ({ shop }) => {
      const drawing = await get(`${shop}/img/100101.svg`)
      expect(drawing.headers['content-type']).toBe('image/svg+xml')
      expect(drawing.text).not.toMatch(/\p{Script=Han}/u)
      const missing = await get(`${shop}/img/100103.png`)
      expect(missing.headers['x-practice-picture']).toBe('missing')
    })
  })

  it('breaks the markup of some pages and keeps their words', async () => {
    const dataFolder = makeDataFolder(20)
    await withMarket({ dataFolder }, async ({ shop }) => {
      const broken = await get(`${shop}/item/100002.html`)
      expect(broken.text).not.toContain('</html>')
      const $ = load(broken.text)
      expect($('h1').text()).toBe('第 2 件 shop')
      expect($('.item-desc').text()).toBe('说明 2')
    })
    rmSync(dataFolder, { recursive: true })
  })
})
