import { mkdtempSync, rmSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { UndiciPageFetcher } from '../../src/adapters/http/undici-page-fetcher.ts'
import { SqliteFrontier } from '../../src/adapters/sqlite/sqlite-frontier.ts'
import type { CrawlOptions, CrawlProgress, PageVerdict } from '../../src/crawl/crawl-ports.ts'
import { type CrawlManners, crawlSite } from '../../src/crawl/crawl-site.ts'
import type { FrontierCounts } from '../../src/crawl/frontier.ts'
import { RobotsTxt } from '../../src/crawl/robots.ts'
import type { FetchedPage } from '../../src/domain/page.ts'
import { aSite, type LoopbackServer, startServer, systemClock } from '../adapters/http/loopback-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'qingshao-crawl-'))
const fetcher = new UndiciPageFetcher({
  clock: systemClock,
  userAgent: 'QingshaoMonitor/1',
  allowPrivate: true,
})
let server: LoopbackServer
let frontier: SqliteFrontier

afterAll(async () => {
  await fetcher.close()
  rmSync(folder, { recursive: true, force: true })
})
afterEach(async () => {
  await frontier.close()
  await server.close()
})

interface Crawl {
  readonly counts: FrontierCounts
  readonly pages: FetchedPage[]
  readonly progress: CrawlProgress[]
  readonly manners: CrawlManners
}

async function crawl(
  listener: RequestListener,
  given: {
    site?: Record<string, unknown>
    options?: CrawlOptions
    onPage?: (page: FetchedPage) => void
    /** Further lines. */
    robots?: string[]
  } = {},
): Promise<Crawl> {
  server = await startServer((request, response) => {
    if (request.url === '/robots.txt')
      response.end(['User-agent: *', 'Disallow: /item/private', ...(given.robots ?? [])].join('\n'))
    else listener(request, response)
  })
  frontier = new SqliteFrontier(':memory:', { runId: 'run-1' })
  return await crawlAgain(given)
}

async function crawlAgain({
  site = {},
  options = {},
  onPage,
}: Parameters<typeof crawl>[1] & object): Promise<Crawl> {
  const pages: FetchedPage[] = []
  const progress: CrawlProgress[] = []
  const robots = new RobotsTxt({ fetcher, clock: systemClock, userAgent: 'QingshaoMonitor' })
  const manners = await crawlSite(
    aSite(server.origin, site),
    {
      fetcher,
      frontier,
      robots,
      clock: systemClock,
      onPage: async (page) => {
        pages.push(page)
        onPage?.(page)
        return verdict(page)
      },
      onProgress: (counts) => progress.push(counts),
    },
    { retryDelayMs: 10, ...options },
  )
  const counts = await frontier.counts('practice')
  const { found, reasons: _, ...parts } = counts
  expect(Object.values(parts).reduce((a, b) => a + b, 0)).toBe(found)
  return { counts, pages, progress, manners }
}

/** What the extract stage would say, from status and a word on the page. */
function verdict(page: FetchedPage): PageVerdict {
  const html = Buffer.from(page.body).toString()
  const links = [...html.matchAll(/href="([^"]+)"/g)].map(
    ([, href = '']) => new URL(href, page.finalUrl).href,
  )
  if (page.status === 404) return { pageClass: 'gone', links }
  if (page.status === 403) return { pageClass: 'client-error', links }
  if (page.status >= 500) return { pageClass: 'server-error', links }
  if (html.includes('captcha')) return { pageClass: 'captcha', links }
  return { pageClass: 'ok', links }
}

function linksTo(...paths: string[]): string {
  return paths.map((path) => `<a href="${path}">x</a>`).join('')
}

function items(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `/item/${index}`)
}

/** Every path answers 200 with the links given for it. */
function pagesOf(links: Record<string, string[]>): RequestListener {
  return ({ url = '' }, response) => void response.end(linksTo(...(links[url] ?? [])))
}

function askedPaths(): string[] {
  return server.asked.filter((path) => path !== '/robots.txt')
}

describe('crawlSite', () => {
  it('visits the site breadth first, each page once, and follows only what the site file names', async () => {
    const site = pagesOf({
      '/': [
        '/list?b=1&a=2',
        '/list?a=2&b=1',
        '/item/1#x',
        '/about',
        'https://elsewhere.example/item/9',
        '/skip/item/2',
      ],
      '/list?b=1&a=2': ['/item/1', '/item/3'],
      '/item/1': ['/item/4'],
    })
    const { counts } = await crawl(site)
    expect(askedPaths()).toEqual(['/', '/list?b=1&a=2', '/item/1', '/item/3', '/item/4'])
    expect(counts).toMatchObject({ found: 5, fetched: 5, pending: 0, reasons: {} })
  })

  it('does not ask for what robots.txt closes, nor follow a redirect there', async () => {
    const { counts, pages } = await crawl(({ url }, response) => {
      if (url === '/item/jump') response.writeHead(302, { location: '/item/private/1' }).end()
      else response.end(url === '/' ? linksTo('/item/private/2', '/item/jump') : '')
    })
    expect(askedPaths()).toEqual(['/', '/item/jump'])
    expect(pages).toHaveLength(1)
    expect(counts).toMatchObject({ found: 3, fetched: 1, robots: 2 })
    expect(counts.reasons).toEqual({ 'robots-disallowed': 1, 'robots-redirect': 1 })
  })

  it('comes back when Retry-After says so, and not before', async () => {
    const askedAt: number[] = []
    const { counts } = await crawl((_, response) => {
      askedAt.push(Date.now())
      if (askedAt.length === 1) response.writeHead(429, { 'retry-after': '1' }).end()
      else response.end('ok')
    })
    expect(counts).toMatchObject({ found: 1, fetched: 1 })
    expect(askedAt).toHaveLength(2)
    expect((askedAt[1] ?? 0) - (askedAt[0] ?? 0)).toBeGreaterThanOrEqual(1000)
  })

  it('leaves a host that asks for a longer pause than we have', async () => {
    const { counts, progress } = await crawl(
      ({ url }, response) => {
        if (url === '/') response.end(linksTo(...items(5)))
        else response.writeHead(503, { 'retry-after': '3600' }).end()
      },
      { options: { maxRetryAfterMs: 1000 } },
    )
    expect(askedPaths()).toHaveLength(2)
    expect(counts).toMatchObject({ found: 6, fetched: 1, blocked: 5, reasons: { 'rate-limited': 5 } })
    expect(progress.at(-1)?.stopped).toContain('停止')
  })

  it('blocks a URL that is throttled again and again', async () => {
    const { counts } = await crawl((_, response) => response.writeHead(429, { 'retry-after': '0' }).end())
    expect(askedPaths()).toHaveLength(6)
    expect(counts).toMatchObject({ found: 1, blocked: 1, reasons: { 'rate-limited': 1 } })
  })

  it('tries a server error three times and records why it gave up', async () => {
    const { counts } = await crawl((_, response) => response.writeHead(500).end())
    expect(askedPaths()).toHaveLength(3)
    expect(counts).toMatchObject({ found: 1, failed: 1, reasons: { 'server-error': 1 } })
  })

  it('goes on after a connection that broke, and records the others', async () => {
    let broken = false
    const { counts } = await crawl(({ url }, response) => {
      if (url === '/') response.end(linksTo('/item/a', '/item/b', '/item/c'))
      else if (url === '/item/a' && !broken) {
        broken = true
        response.socket?.destroy()
      } else if (url === '/item/b') response.writeHead(200, { 'content-encoding': 'gzip' }).end('not gzip')
      else response.end('ok')
    })
    expect(counts).toMatchObject({ found: 4, fetched: 3, failed: 1, reasons: { 'bad-encoding': 1 } })
  })

  it.each([
    ['captcha', 200],
    ['client-error', 403],
  ])('leaves the host after five pages of %s', async (reason, status) => {
    const { counts } = await crawl(({ url }, response) => {
      if (url === '/') response.end(linksTo(...items(12)))
      else response.writeHead(status).end('captcha')
    })
    expect(askedPaths()).toHaveLength(6)
    expect(counts).toMatchObject({ found: 13, fetched: 1, blocked: 12 })
    expect(counts.reasons).toEqual({ [reason]: 5, [`stopped-after-${reason}`]: 7 })
  })

  it('stays when blocked pages stand between good ones', async () => {
    const { counts } = await crawl(({ url = '' }, response) => {
      if (url === '/') return void response.end(linksTo(...items(16)))
      response.end(Number(url.at(-1)) % 4 === 0 ? 'ok' : 'captcha')
    })
    expect(askedPaths()).toHaveLength(17)
    expect(counts).toMatchObject({ found: 17, pending: 0 })
  })

  it('leaves a host that has died', async () => {
    const { counts } = await crawl(({ url }, response) => {
      if (url === '/') response.end(linksTo(...items(30)))
      else response.socket?.destroy()
    })
    expect(askedPaths().length).toBeLessThan(20)
    expect(counts).toMatchObject({ found: 31, fetched: 1, failed: 30 })
  })

  it('keeps to the page budget and says how much it left', async () => {
    const { counts } = await crawl(pagesOf({ '/': items(20) }), {
      site: { politeness: { maxPages: 5, concurrency: 3 } },
    })
    expect(askedPaths()).toHaveLength(5)
    expect(counts).toMatchObject({ found: 21, fetched: 5, skipped: 16, reasons: { 'page-budget': 16 } })
  })

  it('takes its pace back when the host refuses, and tells how far', async () => {
    const { manners } = await crawl(
      ({ url = '' }, response) => {
        if (url === '/') response.end(linksTo(...items(6)))
        else response.writeHead(url === '/item/2' ? 500 : 200).end()
      },
      { site: { politeness: { delayMs: 20 } } },
    )
    // Three tries of one page: 45, 90 and 180 ms, less what served pages took back.
    expect(manners.floorMs).toBe(20)
    expect(manners.slowestMs).toBeGreaterThan(40)
    expect(manners.slowestMs).toBeLessThanOrEqual(180)
  })

  it('skips what looks endless, by name, and counts it', async () => {
    const endless: RequestListener = ({ url = '' }, response) => {
      const page = Number(/page=(\d+)/.exec(url)?.[1] ?? 0)
      response.end(linksTo(`/list?page=${page + 1}`, '/list/a/b/a/b/a/b', '/list?year=2099'))
    }
    const { counts } = await crawl(endless, { site: { traps: { perShape: 10 } } })
    expect(counts).toMatchObject({
      ...{ found: 14, fetched: 11, skipped: 3, pending: 0 },
      reasons: { 'trap-parameters': 1, 'trap-path-repeat': 1, 'trap-calendar': 1 },
    })
  })

  it('starts from sitemaps and feeds, those of robots.txt among them, and asks for each as it may', async () => {
    const map = (...paths: string[]) =>
      `<urlset>${paths.map((path) => `<url><loc>${path}</loc></url>`).join('')}</urlset>`
    const index = ['/a.xml.gz', 'https://other.example/b.xml'].map(
      (url) => `<sitemap><loc>${url}</loc></sitemap>`,
    )
    const files: Record<string, string | Buffer> = {
      '/index.xml': `<sitemapindex>${index.join('')}</sitemapindex>`,
      '/a.xml.gz': gzipSync(map('/item/1', '/item/private', '/about', 'https://other.example/item/9')),
      '/news.rss': '<rss><channel><item><link>/item/2</link></item></channel></rss>',
    }
    const { counts, pages } = await crawl(({ url = '' }, response) => void response.end(files[url] ?? ''), {
      site: { seeds: [], sitemaps: ['robots.txt', '/news.rss'] },
      robots: ['Sitemap: /index.xml'],
    })
    expect(askedPaths().toSorted()).toEqual(['/a.xml.gz', '/index.xml', '/item/1', '/item/2', '/news.rss'])
    expect(counts).toMatchObject({ found: 6, fetched: 5, robots: 1, pending: 0 })
    expect(pages.map(({ url }) => new URL(url).pathname).toSorted()).toEqual(['/item/1', '/item/2'])
  })

  it('keeps the pause between two requests with several workers', async () => {
    const askedAt: number[] = []
    const { counts } = await crawl(
      ({ url }, response) => {
        askedAt.push(performance.now())
        setTimeout(() => response.end(url === '/' ? linksTo(...items(6)) : ''), 150)
      },
      { site: { politeness: { delayMs: 100, concurrency: 4 } } },
    )
    expect(counts.fetched).toBe(7)
    const pauses = askedAt.slice(1).map((ms, index) => ms - (askedAt[index] ?? 0))
    // A timer may fire a little early and a request may take a little longer to arrive than the one after it.
    for (const pause of pauses) expect(pause).toBeGreaterThan(60)
    expect((askedAt.at(-1) ?? 0) - (askedAt[0] ?? 0)).toBeGreaterThan(580)
  })

  it('counts 404 as gone and takes no links from it', async () => {
    const { counts } = await crawl(({ url }, response) => {
      if (url === '/') response.end(linksTo('/item/1'))
      else response.writeHead(404).end(linksTo('/item/2'))
    })
    expect(counts).toMatchObject({ found: 2, fetched: 1, gone: 1, reasons: { gone: 1 } })
  })

  it('stops in the middle, gives back what it held, and goes on later without asking twice', async () => {
    const stop = new AbortController()
    const slow: RequestListener = ({ url }, response) => {
      setTimeout(() => response.end(url === '/' ? linksTo(...items(12)) : ''), 40)
    }
    const first = await crawl(slow, {
      site: { politeness: { concurrency: 2 } },
      options: { signal: stop.signal },
      onPage: (page) => {
        if (page.url.endsWith('/item/4')) stop.abort()
      },
    })
    expect(first.counts.pending).toBeGreaterThan(0)
    expect(first.counts.fetched).toBe(first.pages.length)
    const second = await crawlAgain({})
    expect(second.counts).toMatchObject({ found: 13, fetched: 13, pending: 0 })
    const seen = [...first.pages, ...second.pages].map((page) => page.url)
    expect(seen).toHaveLength(new Set(seen).size)
  })

  it('lets a failure to store a page through, and keeps that page for later', async () => {
    const full = new Error('disk full')
    const attempt = crawl(pagesOf({ '/': items(3) }), {
      onPage: (page) => {
        if (page.url.endsWith('/item/1')) throw full
      },
    })
    await expect(attempt).rejects.toBe(full)
    expect(await frontier.counts('practice')).toMatchObject({ found: 4, fetched: 2, pending: 2 })
    expect((await crawlAgain({})).counts).toMatchObject({ fetched: 4, pending: 0 })
  })

  it('reports counts that end complete', async () => {
    const { progress } = await crawl(pagesOf({ '/': items(3) }))
    expect(progress.at(-1)).toMatchObject({ siteId: 'practice', found: 4, fetched: 4, pending: 0 })
  })
})

describe('crawlSite on a file', () => {
  it('goes on where a killed process left off', async () => {
    server = await startServer(pagesOf({ '/': items(5) }))
    const file = join(folder, 'frontier.db')
    const dead = new SqliteFrontier(file, { runId: 'run-1' })
    const origin = server.origin
    await dead.add('practice', [{ url: `${origin}/`, key: `${origin}/`, kind: 'seed' }], systemClock.now())
    await dead.take('practice', systemClock.now(), 600_000)
    // The process dies here, its lease just committed, holding it for ten more minutes.
    await sleep(50)
    frontier = new SqliteFrontier(file, { runId: 'run-1' })
    const { counts } = await crawlAgain({})
    expect(counts).toMatchObject({ found: 6, fetched: 6, pending: 0 })
    await dead.close()
  })
})
