import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, describe, expect, it } from 'vitest'
import { EXIT } from '../../src/cli/exit-codes.ts'
import type { RunSummary } from '../../src/domain/run.ts'
import type { SearchPlan } from '../../src/domain/search.ts'
import { type LoopbackServer, startServer } from '../adapters/http/loopback-server.ts'
import { runCli } from '../support/run-cli.ts'

type Scanned = RunSummary & { report: string; asked: string[] }

interface Item {
  title: string
  lastModified: string
  /** Its page; robots.txt closes what is under /closed/. */
  page: string
}

const servers: LoopbackServer[] = []
afterAll(() => Promise.all(servers.map((server) => server.close())))

/** A shop with a sitemap, a search and a part that robots.txt closes. Nothing links to its items. */
async function openShop(items: readonly Item[], siteFile: string) {
  const shop = await startServer(({ url = '' }, response) => {
    const found = new URL(url, 'http://shop.example')
    const item = items.find(({ page }) => page === found.pathname)
    response.setHeader('content-type', 'text/html; charset=utf-8')
    if (url === '/robots.txt') response.end('User-agent: *\nDisallow: /closed/\nSitemap: /sitemap.xml')
    else if (url === '/sitemap.xml') response.end(sitemap(items))
    else if (found.pathname === '/search') response.end(results(items, found.searchParams.get('q') ?? ''))
    else if (item === undefined) response.writeHead(404).end('商品不存在')
    else
      response.end(
        `<title>${item.title}</title><h1>${item.title}</h1><b>¥59.00</b><div class="body">现货</div>`,
      )
  })
  servers.push(shop)
  const home = mkdtempSync(path.join(tmpdir(), 'qingshao-discovery-'))
  mkdirSync(path.join(home, 'sites'))
  writeFileSync(path.join(home, 'sites', 'small-shop.yml'), siteHead(shop.origin) + siteFile)
  const scan = async (): Promise<Scanned> => {
    const from = shop.asked.length
    const scanned = await run(home, 'scan', '--allow-private')
    return { ...(scanned as Scanned), asked: shop.asked.slice(from).filter((url) => url !== '/robots.txt') }
  }
  return { home, scan, plan: async () => ((await run(home, 'plan')) as SearchPlan[])[0] }
}

async function run(home: string, ...args: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await runCli([...args, '--site', 'small-shop', '--home', home, '--json'])
  expect(code, stderr).toBe(EXIT.ok)
  return JSON.parse(stdout)
}

function sitemap(items: readonly Item[]): string {
  const urls = items.map(
    ({ page, lastModified }) => `<url><loc>${page}</loc><lastmod>${lastModified}</lastmod></url>`,
  )
  return `<urlset>${urls.join('')}</urlset>`
}

function results(items: readonly Item[], query: string): string {
  const cards = items
    .filter(({ title }) => title.includes(query))
    .map(({ page, title }) => `<li class="card"><a href="${page}">${title}</a><b>¥59.00</b></li>`)
  return `<!doctype html><title>搜索 ${query}</title><p>共 ${cards.length} 件商品，按发布时间排列</p><ul>${cards.join('')}</ul>`
}

function siteHead(origin: string): string {
  return `id: small-shop
name: 小店
status: live
platform: shop
origin: ${origin}
lane: http
pages:
  - {kind: listing, pattern: '^/(?:item|closed)/'}
  - {kind: list, pattern: '^/search'}
itemKey: '^/(?:item|closed)/(\\w+)'
listing: {title: h1, body: .body, price: b}
list: {card: li.card, title: a, url: a@href, price: b}
recrawl: {minHours: 0, maxHours: 100}
politeness: {delayMs: 0, timeoutMs: 5000}
`
}

function robotsRecords(home: string, table: 'fetch' | 'refusal', url: string): unknown[] {
  const db = new Sqlite(path.join(home, 'frontier.db'), { readonly: true })
  const from = table === 'fetch' ? 'fetch' : 'refusal JOIN url ON url.id = refusal.url_id'
  const rows = db.prepare(`SELECT robots FROM ${from} WHERE url LIKE ?`).pluck().all(`%${url}`)
  db.close()
  return rows.map((row) => JSON.parse(String(row)))
}

const cup = { title: '儿童保温杯 500ml', lastModified: '2026-01-05', page: '/item/a' }
const AUTHORITY = { by: '某县林业局', basis: '监测任务书〔2026〕1号' }

describe('discovery', () => {
  it('asks only for what the sitemap says has changed since it was read, and takes the rest for seen', async () => {
    const pan = { title: '不锈钢炒锅 32cm', lastModified: '2026-01-05', page: '/item/b' }
    const { scan } = await openShop([cup, pan], 'sitemaps: [robots.txt]\n')
    expect(await scan()).toMatchObject({ listings: 2, asked: ['/sitemap.xml', '/item/a', '/item/b'] })

    pan.lastModified = new Date().toISOString()
    const second = await scan()
    expect(second.asked).toEqual(['/sitemap.xml', '/item/b'])
    expect(second).toMatchObject({ listings: 2, changes: [] })
    expect(second.sites[0]).toMatchObject({
      found: 3,
      fetched: 2,
      skipped: 1,
      reasons: { 'sitemap-unchanged': 1 },
    })
  })

  it('searches what the plan says, learns from it, and reaches closed pages by a recorded authority alone', async () => {
    const horn = { title: '老犀角杯一只 懂的私聊 加微信看货', lastModified: '2026-01-05', page: '/closed/h' }
    const site = `search: {template: '/search?q={q}', keywords: [犀角], budget: 3, categories: [protected-animal-product]}
authority: {by: ${AUTHORITY.by}, basis: ${AUTHORITY.basis}, until: 2099-01-01}\n`
    const { home, scan, plan } = await openShop([cup, horn], site)
    const before = await plan()
    const night = await scan()
    const searched = night.searches?.[0]
    expect(searched?.searches.map(({ keyword, why }) => [keyword, why])).toEqual(
      before?.searches.map(({ keyword, why }) => [keyword, why]),
    )
    expect(searched?.searches[0]).toMatchObject({
      keyword: '犀角',
      why: 'named',
      results: 1,
      newListings: 1,
      leads: 1,
    })
    expect(searched?.searches).toHaveLength(3)

    const after = await plan()
    expect(after?.searches[0]).toMatchObject({ keyword: '犀角', past: { searches: 1, leads: 1 } })
    expect(after?.searches.at(-1)?.past.searches).toBe(0)

    const leave = { ...AUTHORITY, until: '2099-01-01' }
    expect(robotsRecords(home, 'fetch', '/closed/h')).toMatchObject([
      { allowed: true, code: 'authority', line: 2, rule: 'Disallow: /closed/', authority: leave },
    ])
    expect(night.sites[0]?.manners?.authority).toEqual({ ...leave, isInForce: true, requests: 1 })
    const report = readFileSync(night.report, 'utf8')
    for (const words of ['检索情况', '犀角', AUTHORITY.basis, '访问 robots.txt 不允许的网页 1 次']) {
      expect(report).toContain(words)
    }
  })

  it('does not use an authority that has expired, and says what it did not see', async () => {
    const pot = { title: '紫砂壶一把', lastModified: '2026-01-05', page: '/closed/p' }
    const site = `sitemaps: [/sitemap.xml]\nauthority: {by: ${AUTHORITY.by}, basis: ${AUTHORITY.basis}, until: 2020-01-01}\n`
    const { home, scan } = await openShop([cup, pot], site)
    const night = await scan()
    expect(night.asked).toEqual(['/sitemap.xml', '/item/a'])
    expect(night.sites[0]).toMatchObject({ found: 3, fetched: 2, robots: 1 })
    expect(night.sites[0]?.manners?.authority).toMatchObject({ isInForce: false, requests: 0 })
    expect(robotsRecords(home, 'refusal', '/closed/p')).toMatchObject([
      { allowed: false, code: 'disallowed', line: 2 },
    ])
    const report = readFileSync(night.report, 'utf8')
    expect(report).toContain('没有看到 1 个：robots.txt 不允许 1 个')
    expect(report).toContain('已于 2020-01-01 到期')
  })
})
