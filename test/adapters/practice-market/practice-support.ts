import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Agent, request } from 'undici'
import { stringify } from 'yaml'
import {
  type PracticeMarket,
  type PracticeMarketOptions,
  startPracticeMarket,
} from '../../../src/adapters/practice-market/start-practice-market.ts'

export const FIXTURE = join(import.meta.dirname, '../../fixtures/practice-market')
export const REAL_DATA = join(import.meta.dirname, '../../../data/practice-market')

const agent = new Agent({ pipelining: 1, connections: 8 })

export interface Fetched {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly bytes: Uint8Array
  readonly text: string
}

/** One GET, no redirects followed; text read as the page's `<meta>` says. */
export async function get(url: string, headers: Record<string, string> = {}): Promise<Fetched> {
  const response = await request(url, { dispatcher: agent, headers })
  const bytes = new Uint8Array(await response.body.arrayBuffer())
  const isGbk = new TextDecoder('latin1').decode(bytes.subarray(0, 300)).includes('charset="gbk"')
  const text = new TextDecoder(isGbk ? 'gbk' : 'utf-8').decode(bytes)
  return { status: response.statusCode, headers: response.headers, bytes, text }
}

/** A page as it comes once a refusal for haste is over. */
export async function getServed(url: string): Promise<Fetched> {
  const first = await get(url)
  if (first.status !== 429) return first
  await new Promise((resolve) => setTimeout(resolve, Number(first.headers['retry-after']) * 1000 + 20))
  return get(url)
}

/** Runs a test against an open market and closes it whatever happens. */
export async function withMarket(
  options: Partial<PracticeMarketOptions>,
  test: (
    origins: Record<'shop' | 'secondhand' | 'forum' | 'microblog', string>,
    market: PracticeMarket,
  ) => Promise<void>,
): Promise<void> {
  const market = await startPracticeMarket({ day: 1, ports: 0, dataFolder: FIXTURE, ...options })
  const [shop = '', secondhand = '', forum = '', microblog = ''] = market.sites.map(({ origin }) => origin)
  try {
    await test({ shop, secondhand, forum, microblog }, market)
  } finally {
    await market.close()
  }
}

/** A data folder with `count` plain listings on every site, three of ten of them on one day only. */
export function makeDataFolder(count: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'practice-market-'))
  const listings = join(folder, 'listings')
  mkdirSync(listings)
  const names = { shop: '小店', secondhand: '小店', forum: '小店', microblog: '小店' }
  const sellers = ['wang-1', 'zhao-2', 'sun-3'].map((id) => ({ id, names, region: '湖南岳阳' }))
  writeFileSync(join(listings, 'sellers.yml'), stringify({ sellers }))
  for (const [at, site] of (['shop', 'secondhand', 'forum', 'microblog'] as const).entries()) {
    const made = Array.from({ length: count }, (_, index) => ({
      key: String((at + 1) * 100_000 + index),
      title: `第 ${index} 件 ${site}`,
      body: `说明 ${index}`,
      seller: sellers[index % 3]?.id,
      section: `分类${index % 2}`,
      ...(index % 10 === 8 ? { days: [1] } : {}),
      ...(index % 10 === 9 ? { days: [2] } : {}),
    }))
    writeFileSync(join(listings, `${site}.yml`), stringify({ site, listings: made }))
  }
  return folder
}

/** Links of a page: `href` values; of an answer of the second-hand API, its next page. */
export function linksOf({ text, headers }: Fetched, url: string): string[] {
  if (String(headers['content-type']).startsWith('application/json')) {
    const cursor = /"nextCursor":"(\d+)"/.exec(text)?.[1]
    return cursor === undefined ? [] : [new URL(`?cursor=${cursor}`, url).href]
  }
  const hrefs = [...text.matchAll(/href=(?:"([^"]+)"|([^\s>"]+))/g)].map(
    ([, quoted, bare]) => quoted ?? bare ?? '',
  )
  return hrefs.map((href) => new URL(href.replaceAll('&amp;', '&'), url).href)
}
