import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeGbk } from '../../src/adapters/practice-market/encode-gbk.ts'
import { Listing } from '../../src/domain/listing.ts'
import { Site } from '../../src/domain/site.ts'
import { extractPage } from '../../src/extract/extract-page.ts'
import { aPage } from './a-page.ts'

const site = Site.parse({
  id: 'demo-market',
  name: '演示市场',
  status: 'practice',
  platform: 'secondhand',
  origin: 'https://market.example',
  lane: 'http',
  pages: [
    { kind: 'skip', pattern: '^/help' },
    { kind: 'listing', pattern: '^/item/\\d+' },
    { kind: 'list', pattern: '^/(?:$|search\\?)' },
  ],
  itemKey: '^/item/(\\d+)',
  dropParams: ['from_page'],
  listing: {
    title: 'h1',
    body: '.desc',
    price: '.price',
    seller: '.who',
    sellerId: '.who@data-id',
    images: '.pics img@data-src',
  },
  list: { card: 'li.card', title: '.t', price: '.p' },
  json: [
    {
      pattern: '^/api/feed',
      items: 'data.items.*',
      fields: { key: 'id', title: 'title', price: 'price.text', seller: 'user.nick', images: 'pics.*.url' },
      url: '/item/{key}',
    },
  ],
})
const titles = (body: string, url?: string) =>
  extractPage(aPage(body, url === undefined ? {} : { url })).listings.map((listing) => [
    listing.title,
    listing.price?.amountMinor,
  ])

describe('extractPage with a site', () => {
  it('reads an item page by the site’s selectors', () => {
    const body = `<h1>老地笼</h1><div class="desc">第一段<br>加V demo_12345</div><i class="price">￥35</i>
      <a class="who" data-id="u9">demo 渔具</a><div class="pics"><img src="x.gif" data-src="/a.jpg"></div>`
    const { listings, kind, pageClass } = extractPage(
      aPage(body, { url: 'https://market.example/item/77?spm=1' }),
      site,
    )
    expect([kind, pageClass]).toEqual(['listing', 'ok'])
    expect(listings).toEqual([
      expect.objectContaining({
        id: 'demo-market:77',
        siteId: 'demo-market',
        url: 'https://market.example/item/77',
        platform: 'secondhand',
        body: '第一段\n加V demo_12345',
        price: { raw: '￥35', amountMinor: 3500, currency: 'CNY' },
        seller: { name: 'demo 渔具', id: 'u9' },
        images: ['https://market.example/a.jpg'],
        contacts: [expect.objectContaining({ kind: 'wechat', value: 'demo_12345' })],
      }),
    ])
  })

  it('reads cards and gives only links that the site wants, canonical and once', () => {
    const body = `<li class="card"><a href="/item/1?from_page=2"><b class="t">粘网</b></a><i class="p">20元</i></li>
      <li class="card"><a href="/item/2#top"><b class="t">地笼</b></a></li>
      <a href="/item/1">again</a><a href="/help/1">help</a><a href="https://other.example/item/9">out</a><a href="javascript:x">js</a>`
    const { listings, links, kind } = extractPage(
      aPage(body, { url: 'https://market.example/search?q=net' }),
      site,
    )
    expect(kind).toBe('list')
    expect(listings.map(({ id, title }) => [id, title])).toEqual([
      ['demo-market:1', '粘网'],
      ['demo-market:2', '地笼'],
    ])
    expect(links).toEqual(['https://market.example/item/1', 'https://market.example/item/2'])
  })

  it('reads JSON that the browser lane saw while the page was drawn', () => {
    const json = {
      data: {
        items: [
          {
            id: 5,
            title: '粘网 3米',
            price: { text: '¥20' },
            user: { nick: 'demo' },
            pics: [{ url: '/p.jpg' }],
          },
        ],
      },
    }
    const exchange = {
      url: 'https://market.example/api/feed?page=1',
      method: 'GET',
      requestHeaders: [],
      status: 200,
      statusText: 'OK',
      httpVersion: '1.1',
      responseHeaders: [['content-type', 'application/json'] as const],
      body: new TextEncoder().encode(JSON.stringify(json)),
      bodyDecoded: true,
      truncated: false,
      remoteAddress: undefined,
      startedAt: '2026-01-01T00:00:00.000Z',
      durationMs: 1,
    }
    const page = aPage('<div id="app"></div>', {
      url: 'https://market.example/',
      lane: 'browser',
      exchanges: [exchange],
    })
    expect(extractPage(page, site).listings).toEqual([
      expect.objectContaining({
        id: 'demo-market:5',
        url: 'https://market.example/item/5',
        seller: { name: 'demo' },
        images: ['https://market.example/p.jpg'],
      }),
    ])
  })

  it('believes the selectors where a title is nothing but emoji', () => {
    const { listings } = extractPage(aPage('<h1>🐘🦷</h1>', { url: 'https://market.example/item/78' }), site)
    expect(listings).toEqual([expect.objectContaining({ id: 'demo-market:78', title: '🐘🦷' })])
  })

  it('does not take a notice for an item', () => {
    const body = '<h1>抱歉，商品已下架</h1><p>看看别的</p>'
    const { listings, pageClass } = extractPage(aPage(body, { url: 'https://market.example/item/77' }), {
      ...site,
      listing: undefined,
    } as Site)
    expect([listings, pageClass]).toEqual([[], 'soft-404'])
  })
})

describe('links of a GBK page', () => {
  it('carry GBK in the query, and keep the bytes that stand there', () => {
    const markup = '<meta charset="gbk"><a href="/s?q=象牙">1</a><a href="/s?q=%CF%F3%D1%C0&spm=1&p=2">2</a>'
    const { links } = extractPage(
      aPage(encodeGbk(markup), { url: 'https://bbs.example/', contentType: undefined }),
    )
    expect(links).toEqual([
      'https://bbs.example/s?q=%CF%F3%D1%C0',
      'https://bbs.example/s?q=%CF%F3%D1%C0&p=2',
    ])
  })
})

describe('extractPage without a site', () => {
  it('reads JSON-LD with comments, trailing commas and @graph', () => {
    const body = `<script type="application/ld+json"><!-- shop --> {"@graph": [ // two
      {"@type": "BreadcrumbList"}, {"@type": ["Product"], "name": "象牙白瓷杯", "offers": [{"@type":"Offer","price": "38.50","priceCurrency":"CNY",}], },]}</script>`
    expect(titles(body)).toEqual([['象牙白瓷杯', 3850]])
  })

  it('reads microdata and OpenGraph as one item', () => {
    const body = `<meta property="og:type" content="product"><meta property="og:title" content="竹编鱼篓">
      <div itemscope itemtype="https://schema.org/Product"><h1 itemprop="name">竹编鱼篓</h1>
      <div itemprop="offers" itemscope itemtype="https://schema.org/Offer"><b itemprop="price" content="66.00">￥66</b></div></div>`
    expect(titles(body)).toEqual([['竹编鱼篓', 6600]])
  })

  it('reads embedded state, nested cards and prices in pieces', () => {
    const card = (id: number) => ({
      data: {
        item: {
          main: {
            exContent: {
              itemId: String(id),
              title: `地笼 ${id} 号`,
              price: [{ text: '¥' }, { text: String(id) }],
              area: '湖北',
            },
          },
        },
      },
    })
    const body = `<div id="root"></div><script>window.__INITIAL_STATE__ = ${JSON.stringify({ list: [card(101), card(102), card(103)] })};</script>`
    expect(titles(body)).toEqual([
      ['地笼 101 号', 10_100],
      ['地笼 102 号', 10_200],
      ['地笼 103 号', 10_300],
    ])
  })

  it('reads posts that have no price', () => {
    const note = (id: string) => ({
      id,
      noteCard: {
        displayTitle: `钓鱼日记 ${id}`,
        user: { nickname: 'demo', userId: 'u1' },
        interactInfo: { likedCount: '3' },
      },
    })
    const { listings } = extractPage(aPage(JSON.stringify({ notes: [note('6a1'), note('6a2')] })))
    expect(listings.map(({ id, title, seller }) => [id, title, seller?.name])).toEqual([
      ['market.example:6a1', '钓鱼日记 6a1', 'demo'],
      ['market.example:6a2', '钓鱼日记 6a2', 'demo'],
    ])
  })

  it('reads whole numbers as fen only where the same document spells the price in yuan', () => {
    const item = (price: number, text?: string) =>
      JSON.stringify({ item: { id: 1, title: '竹编鱼篓', price, priceText: text } })
    expect(titles(item(4500, '45'))).toEqual([['竹编鱼篓', 4500]])
    expect(titles(item(4500))).toEqual([['竹编鱼篓', 450_000]])
  })

  it('leaves menus, comments and stock-keeping units alone', () => {
    const data = {
      nav: [{ id: 1, title: '首页', url: '/', price: 1 }],
      comments: [{ id: 2, content: '很好用', user: { nick: 'demo' }, time: 1 }],
      skus: [{ skuId: 3, name: '红色;大号', price: '9.90', pic: '//a.example/1.jpg' }],
    }
    expect(titles(JSON.stringify(data))).toEqual([])
  })

  it('finds repeated cards, and not the price filter beside them', () => {
    const card = (
      id: number,
    ) => `<div class="cell c${id}"><a href="/i/${id}"><img src="/${id}.jpg"><span class="name">竹编鱼篓 第${id}款</span></a>
      <del class="old-price">¥99</del><em class="price">¥${id}</em><span>12人付款</span></div>`
    const body = `<ul><li><a href="?p=1">¥0-50</a></li><li><a href="?p=2">¥50-100</a></li></ul><div>${[10001, 10002, 10003].map(card).join('')}</div>`
    expect(titles(body, 'https://market.example/s')).toEqual([
      ['竹编鱼篓 第10001款', 1_000_100],
      ['竹编鱼篓 第10002款', 1_000_200],
      ['竹编鱼篓 第10003款', 1_000_300],
    ])
  })

  it('sees the cards inside rows and tabs, not the rows', () => {
    const card = (id: number) =>
      `<p class="c"><a href="/i/${id}"><img src="/${id}.jpg"></a><a href="/i/${id}">竹编鱼篓 ${id}</a><b class="price">¥${id - 10_000}</b></p>`
    const row = (from: number) => `<div class="row">${[from, from + 1, from + 2].map(card).join('')}</div>`
    expect(titles(row(10_001) + row(10_004), 'https://market.example/s').map(([, price]) => price)).toEqual([
      100, 200, 300, 400, 500, 600,
    ])
  })

  it('finds threads, and not the menu above them', () => {
    const row = (id: number) =>
      `<tr><td><a href="thread-${id}-1-1.html">求购一批竹编鱼篓 ${id}</a></td><td><a href="space-uid-9.html">demo</a></td></tr>`
    const body = `<div class="nav"><a href="/a-10001.html">版块一览一览</a></div><table>${[10001, 10002, 10003, 10004].map(row).join('')}</table>`
    const { listings } = extractPage(aPage(body, { url: 'https://bbs.example/forum-2-1.html' }))
    expect(listings.map(({ title }) => title)).toEqual(
      [10001, 10002, 10003, 10004].map((id) => `求购一批竹编鱼篓 ${id}`),
    )
    expect(listings[0]).toMatchObject({ platform: 'forum', url: 'https://bbs.example/thread-10001-1-1.html' })
  })

  it('reads a single item off its heading, with the price beside it', () => {
    const body = `<title>竹编鱼篓 手工-小店</title><div class="box"><div><h1>竹编鱼篓 手工</h1></div><p>价格：<b class="price">¥68.00</b></p></div>`
    expect(titles(body)).toEqual([['竹编鱼篓 手工', 6800]])
  })

  it('gives nothing for a home page', () => {
    expect(titles('<h1>欢迎来到小店</h1><p>本店主营竹编</p>', 'https://market.example/')).toEqual([])
  })
})

describe('extractPage on anything', () => {
  it('never throws and always gives listings of the shared shape', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4000 }), (body) => {
        for (const listing of extractPage(aPage(body)).listings) Listing.parse(listing)
      }),
      { numRuns: 300 },
    )
  })

  it('never throws on broken markup and data', () => {
    const piece = fc.constantFrom(
      '<div class="price">',
      '¥1',
      '</div>',
      '<li>',
      '<a href="/item/123456">',
      '<script>',
      '</script>',
      '={"title":"鱼篓","price":',
      '"1"',
      '[',
      ']',
      '{',
      '}',
      ',',
      ':',
      "'",
      '<h1>',
      '鱼篓竹编',
      '<!--',
      '-->',
      '<code>',
      '<meta charset="gbk">',
      '<base href="::">',
      'window.data=',
      '<script type="application/ld+json">',
      '{"@type":"Product","name":"鱼篓"',
      '\\u',
      '&#x110000;',
      '<title>',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        for (const url of ['https://market.example/item/123456', 'about:blank']) {
          for (const listing of extractPage(aPage(pieces.join(''), { url })).listings) Listing.parse(listing)
        }
      }),
      { numRuns: 400 },
    )
  })

  it.each([
    ['a million open tags', '<div>'.repeat(1_000_000)],
    ['deep lists of links', '<ul><li><a href="/item/12345">¥1 '.repeat(20_000)],
    ['a comment that never ends', '<code><!--'.repeat(100_000)],
    ['one endless line', `<p>${'a'.repeat(3_000_000)}`],
    ['digits and signs', `<p>${'¥1 '.repeat(300_000)}`],
    ['deep JSON', `{"a":${'['.repeat(1_000_000)}`],
    ['an endless attribute', `<a href="${'x='.repeat(500_000)}">t</a>`],
    [
      'many cards',
      '<p><a href="/item/12345"><img src="a.jpg">鱼篓竹编</a><b class="price">¥1</b></p>'.repeat(20_000),
    ],
  ])('stays fast and whole on %s', (_, body) => {
    const started = performance.now()
    const { text, listings } = extractPage(aPage(body))
    expect(performance.now() - started).toBeLessThan(10_000)
    expect(text.length).toBeLessThanOrEqual(100_000)
    expect(listings.length).toBeLessThanOrEqual(500)
  })
})
