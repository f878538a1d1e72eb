import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { encodeGbk } from '../../src/adapters/practice-market/encode-gbk.ts'

/** What a client must report of the whole site. */
export interface SiteTruth {
  readonly pages: number
  /** Titles that came out as they were written. */
  readonly cleanTitles: number
  /** In yuan. */
  readonly priceSum: number
}

const WORDS =
  '保温杯 炒锅 毛巾 台灯 雨伞 书架 茶几 拖鞋 砂锅 牙刷 收纳箱 充电器 数据线 帐篷 水壶 餐盒 洗衣液 挂钩 沙发垫 电饭煲'.split(
    ' ',
  )
const FILLER =
  '本店所有商品均为正品现货，下单后四十八小时内发出，支持七天无理由退换货。收到商品请当面检查包装是否完好，如有破损请拒收并联系我们处理。'
const LINKS = 21

/** Half of the pages are GBK and say so only in `<meta>`; each links to 21 others, and together they reach all. */
export function makeSite(folder: string, pages: number): SiteTruth {
  mkdirSync(path.join(folder, 'item'), { recursive: true })
  let priceSum = 0
  for (let number = 0; number < pages; number += 1) {
    const charset = number % 2 === 0 ? 'gbk' : 'utf-8'
    const page = itemPage(number, pages, charset)
    priceSum += priceOf(number)
    const bytes = charset === 'gbk' ? encodeGbk(page) : Buffer.from(page)
    writeFileSync(path.join(folder, 'item', `${number}.html`), bytes)
  }
  writeFileSync(path.join(folder, 'robots.txt'), 'User-agent: *\nDisallow: /cart\nDisallow: /search\n')
  return { pages, cleanTitles: pages, priceSum }
}

export function titleOf(number: number): string {
  return `${WORDS[number % WORDS.length]} ${WORDS[(number * 7 + 3) % WORDS.length]} 第${number}号`
}

function priceOf(number: number): number {
  return 10 + (number % 990)
}

function itemPage(number: number, pages: number, charset: string): string {
  const links = Array.from({ length: LINKS }, (_, index) => {
    const next = index < 2 ? number * 2 + 1 + index : number * 31 + index * 977
    return `<li class="rel"><a href="/item/${next % pages}.html?spm=a${index}.b">${titleOf(next % pages)}</a></li>`
  })
  // 30 to 60 KB, in the markup of a shop: nested boxes, attributes, a script.
  const paragraphs = Array.from(
    { length: 60 + (number % 60) },
    (_, index) =>
      `<div class="row r${index}" data-i="${index}"><span class="k">说明 ${index}</span><p class="v" style="margin:0">${FILLER}</p></div>`,
  )
  return `<!doctype html>
<html lang="zh"><head><meta charset="${charset}"><title>${titleOf(number)} - 演练百货</title>
<meta name="description" content="${titleOf(number)} 现货">
<script>window.__page={"id":${number},"t":${number * 3}};</script></head>
<body><div id="top"><a href="/cart">购物车</a><a href="/search?q=1">搜索</a></div>
<h1 class="title">${titleOf(number)}</h1><div class="buy"><b class="price">¥${priceOf(number)}.00</b><span class="sold">已售 ${number % 500}</span></div>
<div class="detail">${paragraphs.slice(0, 6).join('\n')}</div>
<div class="reviews">${paragraphs.slice(6).join('\n')}</div>
<ul class="related">${links.join('\n')}</ul></body></html>`
}
