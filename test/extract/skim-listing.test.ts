import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodePage } from '../../src/extract/decode-page.ts'
import { readMarkup } from '../../src/extract/read-markup.ts'
import { skimListing } from '../../src/extract/skim-listing.ts'
import { aSite } from '../adapters/http/loopback-server.ts'
import { hasRealPages, SHARED, unless } from '../support/shared-folder.ts'

const URL_ = 'https://shop.example/item/7'
const SITE = aSite('https://shop.example', {
  listing: {
    title: 'h1.title',
    body: '.detail',
    price: '#price',
    seller: '.shop a',
    sellerId: '.shop a@data-id',
    region: 'span[data-place]',
    images: '.gallery img',
    publishedAt: 'time@datetime',
  },
})

/** Equal in everything where the pass answers at all; says whether it did. */
function agrees(source: string, site = SITE): boolean {
  const skimmed = skimListing(source, { url: URL_, site })
  if (skimmed === undefined) return false
  const read = readMarkup(source, { url: URL_, site, kind: 'listing' })
  expect({ ...skimmed }).toEqual({ ...read })
  return true
}

const PAGE = `<!doctype html><html><head><title> 保温杯 &amp; 壶 </title><base href="/shop/">
<meta property="og:type" content="product"><meta property="og:title" content="别的标题"><meta property="og:image" content="a.jpg">
<script type="application/ld+json">{"@type":"Product","name":"保温杯","description":"说明","offers":{"price":"59","seller":{"name":"本店"}}}</script>
<style>.x{}</style></head><body><div hidden>看不见</div><a href="x?spm=1">一</a><a href="/item/9">二</a>
<h1 class="big title">儿童<b>保温杯</b><br>500ml</h1><p id="price">¥59.00</p><div class="shop"><a data-id="77">青禾<i>店</i></a></div>
<div class="detail"><p>第一段  文字</p><script>var x=1</script><p style="display: none">藏</p>第二<!-- 注 -->段<ul><li>甲<li>乙</ul></div>
<span data-place>浙江</span><time datetime="2026-01-02">昨天</time><div class="gallery"><img src="1.jpg"><p><img src="2.jpg"></div>`

describe('skimListing', () => {
  it('gives what the document gives', () => {
    expect(agrees(PAGE)).toBe(true)
    const skimmed = skimListing(PAGE, { url: URL_, site: SITE })
    expect(skimmed).toMatchObject({ title: '保温杯 & 壶', baseUrl: 'https://shop.example/shop/' })
    expect(skimmed?.found[0]).toMatchObject({
      title: '儿童保温杯 500ml',
      body: '第一段 文字\n第二段\n甲\n乙',
      seller: { name: '青禾店', id: '77' },
      region: '浙江',
      images: ['1.jpg', '2.jpg'],
      publishedAt: '2026-01-02',
    })
    expect(skimmed?.text).toContain('第一段')
  })

  it.each([
    [
      'an item without title and text',
      PAGE.replace('<h1 class="big title">', '<h1>').replace('"detail"', '"d"'),
    ],
    ['microdata', PAGE.replace('<body>', '<body itemscope itemtype="https://schema.org/Product">')],
    ['a field inside something hidden', PAGE.replace('<p id="price">', '<div hidden><p id="price">')],
    ['a field in itself', PAGE.replace('<p>第一段', '<p class="detail">第一段')],
    ['elements deeper than any page', PAGE.replace('<body>', `<body>${'<div>'.repeat(400)}`)],
    ['more text than is kept', PAGE.replace('第一段', '长'.repeat(30_000))],
  ])('leaves to the document: %s', (_, source) => {
    expect(skimListing(source, { url: URL_, site: SITE })).toBeUndefined()
  })

  it.each(['h1, h2', 'h1:first-child', 'a + b', 'a ~ b', '> b', '[a$="b"]', '[a="b" i]'])(
    'does not try a site whose selector is %s',
    (title) => {
      const site = aSite('https://shop.example', { listing: { title } })
      expect(skimListing(PAGE, { url: URL_, site })).toBeUndefined()
    },
  )

  it.each([
    ['div.shop > a', '青禾店'],
    ['body > div.shop > a[data-id^="7"]', '青禾店'],
    ['div.shop>a[data-id=77] > i', '店'],
    ['body > a[data-id]', undefined],
    ['html > body a > i', '店'],
  ])('reads %s as the document does', (seller, name) => {
    const site = aSite('https://shop.example', { listing: { title: 'h1', seller } })
    expect(agrees(PAGE, site)).toBe(true)
    expect(skimListing(PAGE, { url: URL_, site })?.found[0]?.seller?.name).toBe(name)
  })

  it('tells children from descendants as the document does, however they are nested', () => {
    const names = fc.constantFrom('a', 'b', 'i')
    const step = fc.tuple(fc.constantFrom(' ', ' > '), names)
    const selectors = fc
      .tuple(names, fc.array(step, { minLength: 1, maxLength: 3 }))
      .map(([first, steps]) => first + steps.map((parts) => parts.join('')).join(''))
    const tree: fc.Memo<string> = fc.memo((depth) =>
      fc
        .tuple(names, depth > 1 ? fc.array(tree(depth - 1), { maxLength: 3 }) : fc.constant([]))
        .map(([name, inner]) => `<${name}>字${inner.join('')}</${name}>`),
    )
    let answered = 0
    fc.assert(
      fc.property(selectors, tree(5), (region, inner) => {
        const site = aSite('https://shop.example', { listing: { title: 'h1', region: `${region}@class` } })
        const numbered = inner.replace(/<([abi])>/g, (_, name, at) => `<${name} class="n${at}">`)
        if (agrees(`<h1>名字</h1>${numbered}`, site)) answered += 1
      }),
      { numRuns: 1000 },
    )
    expect(answered).toBeGreaterThan(900)
  })

  it('agrees with the document on whatever markup it answers for', () => {
    let answered = 0
    const attribute = fc.constantFrom(
      ...['class="title"', 'class="a title b"', 'class="detail"', 'id="price"', 'class="shop"', 'hidden'],
      ...[
        'style="display:none"',
        'data-place=x',
        'href="/item/3?spm=1"',
        'data-id="5"',
        'src=p.jpg',
        'class="gallery"',
      ],
    )
    const tag = fc.constantFrom(
      ...[
        'h1',
        'h1',
        'div',
        'p',
        'span',
        'a',
        'b',
        'li',
        'ul',
        'img',
        'br',
        'table',
        'tr',
        'td',
        'option',
        'title',
      ],
      ...['script', 'style', 'textarea', 'noscript', 'base', 'code', 'svg', 'body', 'time'],
    )
    const piece = fc.oneof(
      {
        weight: 4,
        arbitrary: fc
          .tuple(tag, fc.array(attribute, { maxLength: 2 }))
          .map(([name, attributes]) => `<${[name, ...attributes].join(' ')}>`),
      },
      { weight: 2, arbitrary: tag.map((name) => `</${name}>`) },
      {
        weight: 3,
        arbitrary: fc.constantFrom(
          '字',
          ' 两 个 ',
          '\n',
          '&amp;',
          '&#20013;',
          '59元',
          '<!-- 注 -->',
          '<![CDATA[x]]>',
          '<',
          '"',
          'a<b',
        ),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          '<h1 class="title">名字</h1>',
          '<p id="price">¥5</p>',
          '<div class="detail">说<p>明</div>',
        ),
      },
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        if (agrees(pieces.join(''))) answered += 1
      }),
      { numRuns: 3000 },
    )
    expect(answered).toBeGreaterThan(300)
  })

  it.skipIf(!hasRealPages)(`agrees with the document on the saved real pages${unless(hasRealPages)}`, () => {
    const listings = [
      { title: 'title', body: 'body', price: '.price', images: 'img' },
      { title: 'h1', region: 'a', images: 'img@src' },
    ]
    const sites = listings.map((listing) => aSite('https://shop.example', { listing }))
    const answered = realPages().filter((text) => sites.filter((site) => agrees(text, site)).length > 0)
    expect(answered.length).toBeGreaterThan(10)
  })
})

function realPages(): string[] {
  const folder = path.join(SHARED, 'real/pages')
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.html?$/.test(file))
    .map((file) => readFileSync(path.join(folder, file)))
    .map((body) => decodePage({ body, contentType: undefined, bodyIsUtf8: false }).text)
}
