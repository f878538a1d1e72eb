import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { EXIT } from '../../src/cli/exit-codes.ts'
import type { RunSummary } from '../../src/domain/run.ts'
import { type LoopbackServer, startServer } from '../adapters/http/loopback-server.ts'
import { runCli } from '../support/run-cli.ts'

type Scanned = RunSummary & { report: string; asked: string[]; unchanged: string[] }

interface Item {
  title: string
  price: string
}

/** A shop of a few innocent goods that answers conditional requests and counts what it is asked. */
async function startShop(items: Map<string, Item>): Promise<LoopbackServer & { unchanged: string[] }> {
  const unchanged: string[] = []
  const server = await startServer((request, response) => {
    const { url = '' } = request
    if (url === '/robots.txt') return respond(request, response, 'User-agent: *\nDisallow:\n')
    if (url === '/') return respond(request, response, listPage(items))
    const item = items.get(url.replace('/item/', ''))
    if (item === undefined) return response.writeHead(404).end('商品不存在')
    respond(request, response, itemPage(item))
  })

  function respond(request: IncomingMessage, response: ServerResponse, body: string): void {
    const etag = `"${createHash('sha256').update(body).digest('hex')}"`
    if (request.headers['if-none-match'] === etag) {
      unchanged.push(request.url ?? '')
      response.writeHead(304, { etag }).end()
      return
    }
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', etag }).end(body)
  }
  return { ...server, unchanged }
}

function listPage(items: ReadonlyMap<string, Item>): string {
  const cards = [...items].map(
    ([key, { title, price }]) =>
      `<li class="card"><a href="/item/${key}">${title}</a><span class="price">${price}</span></li>`,
  )
  return `<!doctype html><title>全部商品</title><ul>${cards.join('')}</ul>`
}

function itemPage({ title, price }: Item): string {
  return `<!doctype html><title>${title}</title><h1>${title}</h1><b class="price">${price}</b><div class="body">全新，本店现货，七天无理由退换。</div>`
}

function site(origin: string, minHours: number): string {
  return `id: small-shop
name: 小店
status: live
platform: shop
origin: ${origin}
lane: http
seeds: [/]
pages:
  - {kind: listing, pattern: '^/item/'}
  - {kind: list, pattern: '^/$'}
itemKey: '^/item/(\\w+)'
listing: {title: h1, body: .body, price: b.price}
list: {card: li.card, title: a, url: a@href, price: .price}
recrawl: {minHours: ${minHours}, maxHours: 100}
politeness: {delayMs: 0, timeoutMs: 5000}
`
}

async function run(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runCli(args)
  expect(code, stderr).toBe(EXIT.ok)
  return stdout
}

function jsonLines(text: string): unknown[] {
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

describe('a second night', () => {
  const servers: LoopbackServer[] = []
  afterAll(() => Promise.all(servers.map((server) => server.close())))

  async function open(minHours: number) {
    const items = new Map<string, Item>([
      ['a', { title: '儿童保温杯 500ml', price: '¥59.00' }],
      ['b', { title: '不锈钢炒锅 32cm', price: '¥199.00' }],
      ['c', { title: '纯棉毛巾三条装', price: '¥29.90' }],
    ])
    const shop = await startShop(items)
    servers.push(shop)
    const home = mkdtempSync(path.join(tmpdir(), 'qingshao-recrawl-'))
    mkdirSync(path.join(home, 'sites'))
    writeFileSync(path.join(home, 'sites', 'small-shop.yml'), site(shop.origin, minHours))
    const scan = async (...flags: string[]): Promise<Scanned> => {
      const from = shop.asked.length
      const fromUnchanged = shop.unchanged.length
      const args = ['scan', '--site', 'small-shop', '--home', home, '--allow-private', '--json', ...flags]
      const { code, stdout, stderr } = await runCli(args)
      expect(code, stderr).toBe(EXIT.ok)
      const asked = shop.asked.slice(from).filter((url) => url !== '/robots.txt')
      return { ...JSON.parse(stdout), asked, unchanged: shop.unchanged.slice(fromUnchanged) }
    }
    return { items, home, scan, asked: shop.asked }
  }

  it('asks whether pages changed, and takes what did not for seen', async () => {
    const { items, scan } = await open(0)
    const first = await scan()
    expect(first).toMatchObject({ listings: 3, unchanged: [] })

    const second = await scan()
    expect(second.unchanged.toSorted()).toEqual(['/', '/item/a', '/item/b', '/item/c'])
    expect(second).toMatchObject({ listings: 3, changes: [] })

    items.set('b', { title: '不锈钢炒锅 32cm', price: '¥168.00' })
    items.delete('c')
    const third = await scan()
    expect(third.unchanged).toEqual(['/item/a'])
    expect(third.listings).toBe(2)
    expect(third.changes).toEqual([
      { listingId: 'small-shop:b', change: 'changed', fields: ['价格'] },
      { listingId: 'small-shop:c', change: 'gone', fields: [] },
    ])

    const whole = await scan('--full')
    expect(whole.unchanged).toEqual([])
    expect(whole.listings).toBe(2)
  })

  it('looks at referred listings until they are gone, and says how long it took', async () => {
    const { items, home, scan } = await open(12)
    items.set('x', { title: '出野生穿山甲片 500克 懂的来', price: '¥900' })
    items.set('y', { title: '出象牙手镯一只 老料 包真', price: '¥2600' })
    expect(await scan()).toMatchObject({ flagged: 2 })
    const leads = jsonLines(await run('leads', 'list', '--json', '--home', home)) as { id: string }[]
    const ids = leads.map(({ id }) => id)
    await run('leads', 'confirm', ...ids, '--reason', '核实', '--by', '张某', '--home', home)

    const recheck = async () =>
      jsonLines(await run('recheck', '--json', '--allow-private', '--home', home)) as {
        listingId: string
        outcome: string
        removedAfterMs: number | null
      }[]
    expect(await recheck()).toMatchObject([{ outcome: 'online' }, { outcome: 'online' }])
    items.delete('x')
    const rechecked = await recheck()
    expect(rechecked.find(({ listingId }) => listingId === 'small-shop:x')).toMatchObject({ outcome: 'gone' })
    expect(rechecked.find(({ listingId }) => listingId === 'small-shop:x')?.removedAfterMs).toBeGreaterThan(0)
    expect(rechecked.find(({ listingId }) => listingId === 'small-shop:y')).toMatchObject({
      outcome: 'online',
      removedAfterMs: null,
    })

    items.set('y', { title: '出象牙手镯一只 老料 包真', price: '¥1800' })
    const { report } = await scan()
    const html = readFileSync(report, 'utf8')
    expect(html).toMatch(/已确认移送 2 条：已下架 1 条，从移送到发现下架的中位时间 不到 1 小时；仍可见 1 条/)
    const shown = await Promise.all(ids.map((id) => run('leads', 'show', id, '--home', home)))
    expect(shown.join('\n')).toContain('价格 「¥2600」 → 「¥1800」')
  })

  it('judges again what is stored, from the raw pages and without asking for anything', async () => {
    const { items, home, scan, asked } = await open(12)
    items.set('q', { title: '月光青瓷碎片一袋', price: '¥30' })
    expect(await scan()).toMatchObject({ listings: 4, flagged: 0 })
    mkdirSync(path.join(home, 'keywords'))
    writeFileSync(
      path.join(home, 'keywords', 'own.yml'),
      `terms:\n  - {id: product.own.moon, text: 月光青瓷碎片, kind: product, category: protected-animal-product, weight: 90, status: stable, source: 本单位, date: 2026-11-01}\n`,
    )
    const before = asked.length
    const dry = JSON.parse(await run('rescore', '--json', '--home', home))
    expect(dry).toMatchObject({ listings: 4, fromPages: 4, stopped: false })
    expect(dry.changed).toMatchObject([{ listingId: 'small-shop:q', before: { verdict: 'legal' } }])
    expect(JSON.parse(await run('rescore', '--json', '--home', home)).changed).toHaveLength(1)

    const applied = JSON.parse(await run('rescore', '--apply', '--json', '--home', home))
    expect(applied.run).toMatchObject({ status: 'finished', flagged: 1 })
    const [lead] = jsonLines(await run('leads', 'list', '--json', '--home', home)) as {
      evidence: { path: string }
    }[]
    expect(readdirSync(lead?.evidence.path ?? '')).toContain('archive')
    await run('verify', lead?.evidence.path ?? '')
    expect(JSON.parse(await run('rescore', '--json', '--home', home)).changed).toEqual([])
    expect(asked.length).toBe(before)

    const [runId = ''] = readdirSync(path.join(home, 'pages'))
    truncateSync(path.join(home, 'pages', runId, 'pages-00001.warc.gz'), 2000)
    const damaged = JSON.parse(await run('rescore', '--json', '--home', home))
    expect(damaged).toMatchObject({ listings: 4, changed: [] })
    expect(damaged.damaged.length).toBeGreaterThan(0)

    expect(
      jsonLines(await run('pages', 'prune', '--older-than', '0', '--dry-run', '--json', '--home', home)),
    ).toHaveLength(1)
    await run('pages', 'prune', '--older-than', '0', '--home', home)
    expect(JSON.parse(await run('rescore', '--json', '--home', home))).toMatchObject({
      listings: 4,
      fromPages: 0,
    })
  })

  it('leaves a page alone that was read not long ago, unless the list says that it changed', async () => {
    const { items, scan } = await open(12)
    await scan()
    const second = await scan()
    expect(second.asked).toEqual(['/'])
    expect(second).toMatchObject({ listings: 3, changes: [] })
    expect(second.sites[0]).toMatchObject({ found: 4, fetched: 1, skipped: 3, reasons: { 'not-due': 3 } })

    items.set('a', { title: '儿童保温杯 500ml', price: '¥39.00' })
    const third = await scan()
    expect(third.asked).toEqual(['/', '/item/a'])
    expect(third.changes).toEqual([{ listingId: 'small-shop:a', change: 'changed', fields: ['价格'] }])
  })
})
