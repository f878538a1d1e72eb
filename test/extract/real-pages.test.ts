import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Listing } from '../../src/domain/listing.ts'
import { extractPage } from '../../src/extract/extract-page.ts'
import { hasRealPages, SHARED, unless } from '../support/shared-folder.ts'
import { aPage } from './a-page.ts'

const Row = z.object({
  site: z.string(),
  file: z.string(),
  url: z.string().nullable(),
  bytes: z.number(),
  note: z.string(),
})
type Row = z.infer<typeof Row>

/**
 * Pages that show goods with a price, looked at one by one: words of one listing's title, and its price in fen as the
 * page shows it. A page is named by its folder and size.
 */
const GOODS: Readonly<Record<string, readonly [title: string, amountMinor: number]>> = {
  'taobao/227231': ['PS4刺客信条：起源', 33_500],
  'taobao/299107': ['60%键盘外壳', 14_900],
  'taobao/306192': ['正品上海回力鞋经典情侣款', 5900],
  'taobao/368485': ['麦包包官方旗舰店2017新款', 11_532],
  'taobao/157422': ['FIFA17 FIFA世界足球', 8900],
  'taobao/190827': ['追寻逝去的时代 中文现', 33_900],
  'tmall/79117': ['iPhone 11 pro', 869_900],
  'tmall/778811': ['iPhone 11 4G', 549_900],
  'rubylane/397384': ['Ruby and Diamond Cluster Ring', 950_000],
  'rubylane/364712': ['Sofa Wood Vintage', 6500],
  'taobao_juhuasuan/155957': ['羊毛针织小开衫', 4500],
  'jd/609832': ['iQOO Neo8 12GB+256GB 夜岩', 169_900],
  '1688/381381': ['双Type-c头PD', 174],
  'aliexpress/272351': ['SHEIN Color Block', 2097],
  'aliexpress/405785': ['iPhone SE', 9739],
  'xianyu/754691': ['全新未拆封正品斯蒂卡9.8', 3500],
  'xianyu/811555': ['在实体店买的斯蒂卡9.8', 2100],
  'xianyu/754172': ['原价300多一套比赛乒乓球拍', 2500],
  'xianyu/760842': ['双鱼正品8星', 3000],
  'kongfz/54596': ['清代药房吕兴顺号', 20_000],
  'kongfz/101168': ['翻译举例', 2500],
  'kongfz/145216': ['消费主义和新穷人', 2300],
  'kongfz/39387': ['中国共产党年表', 15_000],
  'zhuanzhuan/901': ['装饰酒桶', 6600],
  'zhuanzhuan/25017': ['iPhone6s', 455_000],
  'mogujie/70705': ['5条夏连裤袜', 2401],
  'ebay/21897': ['1946 Bendix Catalin', 94_500],
  'ebay/213363': ['Outdoor Wicker Patio Furniture Sofa', 34_999],
  'etsy/724913': ['Agents of Shield', 299],
  'etsy/131852': ['He left the 99', 280],
  'craigslist/12247': ['Spacious Garden Suite', 210_000],
  'craigslist/12276': ['Spacious 1br with Balcony', 22_200],
  'other_tongcheng/496154': ['北京传媒大学西门店', 36_800],
}

/** Pages that show posts, or goods whose price the page loads later: words of one title. */
const TITLES: Readonly<Record<string, string>> = {
  'jd/151717': '手剥东北红松',
  'kongfz/92837': '论语文解',
  'kuaishou/45626': '今天晚上10点直播',
  'kuaishou/27231': '都靓专访许渊冲',
  'kuaishou/68531': '贵州山歌2',
  'tieba/81839': '论如何花式',
  'tieba/621419': '女子10米台',
  'tieba/475538': '出售英雄联盟黑色玫瑰号',
  'tieba/185582': '飞花令——酒',
  'tieba/577541': '对于一个父亲来说',
  'weibo/904701': '真的会写电子邮件吗',
  'weibo/207991': '搬完这块砖',
  'weibo/571182': '不要做一个无知的附属品',
  'weibo/1017837': '网络精英夏令营',
  'xiaohongshu/279732': '所有人谨记这个吃法',
  'xiaohongshu/82350': '自动浇水方案',
  'xiaohongshu/31134': '矿泉水桶',
  'xiaohongshu/649220': '东京闪景',
  'xiaohongshu/31008': '豆芽教学',
  'xiaohongshu/15367': '凉拌豆芽',
  'douyin/129611': '风匆匆雨匆匆',
  'douyin/71888': '孤独测一测',
  'douyin/147212': '美团外卖小姐姐',
  'zhihu/226599': '男生会喜欢腿粗的女生吗',
  'discuz_forum/110423': '聊聊对子弹短信的看法',
}

/** Recorded on the run that set them; lower only with a reason. */
const FLOOR = { title: 0.94, price: 0.96 }

const nameOf = (row: Row) => `${row.site}/${row.bytes}`
const manifest = hasRealPages
  ? readFileSync(resolve(SHARED, 'real/pages/manifest.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => Row.parse(JSON.parse(line)))
  : []

function extract(row: Row) {
  const url =
    row.url?.replace(/^\/\//, 'https://').replaceAll('&amp;', '&') ??
    `https://${row.site.replaceAll('_', '-')}.example/`
  const contentType = row.file.endsWith('.html') ? 'text/html' : undefined
  return extractPage(aPage(readFileSync(resolve(SHARED, 'real/pages', row.file)), { url, contentType }))
}

const readings = new Map(manifest.map((row) => [nameOf(row), extract(row)]))
const listingsOf = (name: string) => readings.get(name)?.listings ?? []
const percent = (part: number, whole: number) => `${part} of ${whole} (${((100 * part) / whole).toFixed(1)}%)`

describe.skipIf(!hasRealPages)(`extractPage on real pages${unless(hasRealPages)}`, () => {
  const goods = Object.entries(GOODS)
  const pages: [string, string][] = [
    ...goods.map(([name, [title]]): [string, string] => [name, title]),
    ...Object.entries(TITLES),
  ]

  it('knows every page that is looked for', () => {
    expect(pages.filter(([name]) => !readings.has(name))).toEqual([])
  })

  it('finds the listing with its title', () => {
    const missed = pages.filter(
      ([name, title]) => !listingsOf(name).some((listing) => listing.title.includes(title)),
    )
    const reached = pages.length - missed.length
    console.log(
      `listing pages with the listing's title: ${percent(reached, pages.length)}; missed: ${missed.map(([name]) => name).join(', ')}`,
    )
    expect(reached / pages.length).toBeGreaterThanOrEqual(FLOOR.title)
  })

  it('reads the price that the page shows', () => {
    const missed = goods.filter(
      ([name, [title, amountMinor]]) =>
        !listingsOf(name).some(
          (listing) => listing.title.includes(title) && listing.price?.amountMinor === amountMinor,
        ),
    )
    const reached = goods.length - missed.length
    console.log(
      `goods pages with the right price: ${percent(reached, goods.length)}; missed: ${missed.map(([name]) => name).join(', ')}`,
    )
    expect(reached / goods.length).toBeGreaterThanOrEqual(FLOOR.price)
  })

  it('gives no listing and says why on anti-bot shells and login walls', () => {
    const negative = manifest.filter((row) => row.note.startsWith('negative'))
    expect(negative.length).toBeGreaterThan(0)
    const seen = negative.map((row) => readings.get(nameOf(row)))
    expect(seen.flatMap((reading) => reading?.listings)).toEqual([])
    expect(new Set(seen.map((reading) => reading?.pageClass))).toEqual(new Set(['captcha', 'login-wall']))
  })

  it('gives nothing for home pages that are drawn later, categories and profiles', () => {
    for (const name of [
      'taobao/123930',
      'jd/213137',
      'zhuanzhuan/8333',
      'zhuanzhuan/7195',
      'kuaishou/3307',
      'zhihu/52205',
      'tieba/42418',
    ]) {
      expect([name, listingsOf(name).map(({ title }) => title)]).toEqual([name, []])
    }
  })

  it('gives only listings of the shared shape, each item once', () => {
    for (const { listings } of readings.values()) {
      for (const listing of listings) Listing.parse(listing)
      expect(new Set(listings.map(({ id }) => id)).size).toBe(listings.length)
    }
  })
})
