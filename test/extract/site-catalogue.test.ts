import { readFileSync } from 'node:fs'
import path, { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadSites } from '../../src/adapters/files/load-sites.ts'
import type { Listing } from '../../src/domain/listing.ts'
import type { Site } from '../../src/domain/site.ts'
import { extractPage } from '../../src/extract/extract-page.ts'
import { ROOT } from '../support/run-cli.ts'
import { hasRealPages, SHARED, unless } from '../support/shared-folder.ts'
import { aPage } from './a-page.ts'

const sites = new Map(loadSites([path.join(ROOT, 'data/sites')]).map((site) => [site.id, site]))

/**
 * Saved pages, by folder and size, with the address they would have, and how many listings the site's file reads on each.
 * The numbers were counted apart from this program: the elements of the pages' arrays and the cards in their markup,
 * each item once, without slots that hold no goods or no words.
 */
const SAVED: readonly (readonly [site: string, page: string, address: string, listings: number])[] = [
  ['taobao-search', 'taobao/227231', '/search?q=ps4', 44],
  ['taobao-search', 'taobao/306192', '/search?q=x', 36],
  ['taobao-search', 'taobao/368485', '/search?q=x', 33],
  ['taobao-search', 'taobao/157422', '/search?q=x', 2],
  ['taobao-search', 'taobao/190827', '/search?q=x', 16],
  ['taobao-item', 'taobao/299107', '/item.htm?id=562283240178', 1],
  ['tmall-item', 'tmall/79117', '/item.htm?id=609353516840', 1],
  ['tmall-item', 'tmall/778811', '/item.htm?id=605258110430', 1],
  ['jd-search', 'jd/609832', '/Search?keyword=x', 55],
  ['goofish', 'xianyu/754691', '/h5/mtop.taobao.idlemtopsearch.pc.search/1.0/', 30],
  ['goofish', 'xianyu/811555', '/h5/mtop.taobao.idlemtopsearch.pc.search/1.0/', 30],
  ['goofish', 'xianyu/754172', '/h5/mtop.taobao.idlemtopsearch.pc.search/1.0/', 30],
  ['goofish', 'xianyu/760842', '/h5/mtop.taobao.idlemtopsearch.pc.search/1.0/', 30],
  ['kongfz-mobile', 'kongfz/101168', '/Cminguo/', 50],
  ['zhuanzhuan-app', 'zhuanzhuan/25017', '/zz/transfer/search', 20],
  ['tieba', 'tieba/475538', '/f?kw=lol', 50],
  ['tieba', 'tieba/185582', '/p/4981970584', 1],
  ['tieba', 'tieba/621419', '/p/9119688421', 1],
  ['weibo-feed', 'weibo/904701', '/home', 10],
  ['weibo-feed', 'weibo/571182', '/home', 10],
  ['xiaohongshu', 'xiaohongshu/279732', '/user/profile/x', 35],
  ['xiaohongshu', 'xiaohongshu/15367', '/api/sns/web/v1/user_posted?num=30', 10],
  ['kuaishou-app', 'kuaishou/45626', '/rest/n/feed/list', 14],
  ['douyin-user', 'douyin/129611', '/user/x', 132],
  ['zhihu', 'zhihu/226599', '/', 15],
  ['alibaba-1688', '1688/381381', '/selloffer/offer_search.htm?keywords=x', 20],
  ['chinaunix', 'discuz_forum/110423', '/forum.php', 0],
  ['ebay-item', 'ebay/213363', '/itm/Outdoor-Wicker-Patio/381228738769', 1],
  ['etsy-item', 'etsy/724913', '/listing/230389421/agents-of-shield', 1],
  ['craigslist-vancouver', 'craigslist/12247', '/search/apa', 3],
]

interface Row {
  readonly site: string
  readonly file: string
  readonly bytes: number
}
const rows = hasRealPages
  ? readFileSync(resolve(SHARED, 'real/pages/manifest.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Row)
  : []
const fileOf = (page: string) => rows.find(({ site, bytes }) => `${site}/${bytes}` === page)?.file ?? ''
const keyOf = ({ id }: Listing) => id.slice(id.indexOf(':') + 1)

function read(page: string, address: string, site: Site, withSite: boolean): Listing[] {
  const body = readFileSync(resolve(SHARED, 'real/pages', fileOf(page)))
  const contentType = /html?$/.test(fileOf(page)) ? 'text/html' : undefined
  const url = new URL(address, site.origin).href
  return extractPage(aPage(body, { url, contentType }), withSite ? site : undefined).listings
}

describe('the site catalogue', () => {
  it('keeps real platforms out of a scan until somebody has looked at them', () => {
    const real = [...sites.values()].filter(({ origin }) => !origin.includes('127.0.0.1'))
    expect(real.length).toBeGreaterThan(15)
    expect(new Set(real.map(({ status }) => status))).toEqual(new Set(['untested-live']))
    for (const { politeness } of real) expect(politeness.delayMs).toBeGreaterThanOrEqual(3000)
  })
})

describe.skipIf(!hasRealPages)(`site files on saved pages${unless(hasRealPages)}`, () => {
  it.each(SAVED)('%s reads %s', (id, page, address, listings) => {
    const site = sites.get(id) as Site
    const found = read(page, address, site, true)
    expect(found.length).toBeGreaterThanOrEqual(listings)
    expect(found.every(({ title }) => title.length >= 1)).toBe(true)
    expect(new Set(found.map(keyOf)).size).toBe(found.length)
  })

  it('agrees with the general readers, which know nothing of the site, on titles and prices', () => {
    const pairs = SAVED.flatMap(([id, page, address]) => {
      const site = sites.get(id) as Site
      const general = new Map(read(page, address, site, false).map((listing) => [keyOf(listing), listing]))
      return read(page, address, site, true).map((known) => ({
        page,
        known,
        general: general.get(keyOf(known)),
      }))
    })
    const priced = pairs.filter(({ known }) => known.price?.amountMinor !== undefined)
    const met = pairs.filter(({ general }) => general !== undefined)
    const bare = (text: string) => text.replace(/[\s…]/g, '')
    const titled = met.filter(
      ({ known, general }) =>
        bare(known.title).includes(bare(general?.title ?? '').slice(0, 12)) ||
        bare(general?.title ?? '').includes(bare(known.title).slice(0, 12)),
    )
    const right = priced.filter(
      ({ known, general }) => general?.price?.amountMinor === known.price?.amountMinor,
    )
    const share = (part: number, whole: number) =>
      `${part} of ${whole} (${((100 * part) / whole).toFixed(1)}%)`
    const wrong = priced.filter((pair) => !right.includes(pair)).map(({ page }) => page)
    console.log(`listings that the general readers also find: ${share(met.length, pairs.length)}`)
    console.log(`of these with the same title: ${share(titled.length, met.length)}`)
    console.log(
      `with the price that the site's file reads: ${share(right.length, priced.length)}; else ${JSON.stringify(
        Object.groupBy(wrong, (page) => page),
        (_, value) => (Array.isArray(value) ? value.length : value),
      )}`,
    )
    expect(met.length / pairs.length).toBeGreaterThanOrEqual(0.9)
    expect(titled.length / met.length).toBeGreaterThanOrEqual(0.9)
    expect(right.length / priced.length).toBeGreaterThanOrEqual(0.9)
  })
})
