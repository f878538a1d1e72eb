import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { EXIT } from '../../src/cli/exit-codes.ts'
import type { RunSummary } from '../../src/domain/run.ts'
import { type LoopbackServer, startServer } from '../adapters/http/loopback-server.ts'
import { runCli } from '../support/run-cli.ts'

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
    const scan = async (
      ...flags: string[]
    ): Promise<RunSummary & { asked: string[]; unchanged: string[] }> => {
      const from = shop.asked.length
      const fromUnchanged = shop.unchanged.length
      const args = ['scan', '--site', 'small-shop', '--home', home, '--allow-private', '--json', ...flags]
      const { code, stdout, stderr } = await runCli(args)
      expect(code, stderr).toBe(EXIT.ok)
      const asked = shop.asked.slice(from).filter((url) => url !== '/robots.txt')
      return { ...JSON.parse(stdout), asked, unchanged: shop.unchanged.slice(fromUnchanged) }
    }
    return { items, scan }
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
