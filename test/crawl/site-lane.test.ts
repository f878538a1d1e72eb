import type { RequestListener } from 'node:http'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { BrowserPageFetcher } from '../../src/adapters/browser/browser-page-fetcher.ts'
import { ChromiumBrowser } from '../../src/adapters/browser/chromium-browser.ts'
import { findChromium } from '../../src/adapters/browser/find-chromium.ts'
import { UndiciPageFetcher } from '../../src/adapters/http/undici-page-fetcher.ts'
import { SqliteFrontier } from '../../src/adapters/sqlite/sqlite-frontier.ts'
import { crawlSite } from '../../src/crawl/crawl-site.ts'
import { RobotsTxt } from '../../src/crawl/robots.ts'
import { SiteLane } from '../../src/crawl/site-lane.ts'
import type { FetchedPage } from '../../src/domain/page.ts'
import { extractPage } from '../../src/extract/extract-page.ts'
import { aSite, type LoopbackServer, startServer, systemClock } from '../adapters/http/loopback-server.ts'

const userAgent = 'QingshaoMonitor/1'
const http = new UndiciPageFetcher({ clock: systemClock, userAgent, allowPrivate: true })
const chromium = new ChromiumBrowser({
  executablePath: findChromium(process.env),
  userAgent,
  allowPrivate: true,
})
const browser = new BrowserPageFetcher({ browser: chromium, clock: systemClock, allowPrivate: true })
let server: LoopbackServer
let frontier: SqliteFrontier

afterAll(async () => await Promise.all([http.close(), chromium.close()]))
afterEach(async () => {
  await frontier.close()
  await server.close()
})

const HTML = { 'content-type': 'text/html; charset=utf-8' }
const WORDS = '二手转让，九成新，配件齐全，同城可以自提，也可以邮寄。'.repeat(20)
/** Drawn by a script; without it there is nothing to read. */
const SHELL = `<!doctype html><title>青禾二手</title><div id="app"></div><script>
  app.innerHTML = '<h1>${WORDS}</h1>' + (location.pathname === '/' ? [1, 2, 3].map((n) => '<a href="/item/' + n + '">' + n + '</a>').join('') : '')
</script>`
const WRITTEN = `<!doctype html><title>青禾百货</title><h1>${WORDS}</h1><a href="/item/1">1</a><a href="/item/2">2</a>`

async function crawl(listener: RequestListener, lane: 'http' | 'auto') {
  server = await startServer((request, response) => {
    if (request.url === '/robots.txt') response.writeHead(404).end()
    else listener(request, response)
  })
  frontier = new SqliteFrontier(':memory:', { runId: 'run-1' })
  const site = aSite(server.origin, { lane, politeness: { timeoutMs: 10_000 } })
  const fetcher = new SiteLane(site, { http, browser })
  const pages: FetchedPage[] = []
  await crawlSite(
    site,
    {
      fetcher,
      frontier,
      robots: new RobotsTxt({ fetcher: http, clock: systemClock, userAgent: 'QingshaoMonitor' }),
      clock: systemClock,
      onPage: async (page) => {
        pages.push(page)
        const { pageClass, links } = extractPage(page, site)
        return { pageClass, links }
      },
    },
    { retryDelayMs: 5 },
  )
  return { pages, fetcher, site, counts: await frontier.counts(site.id) }
}

const lanesOf = (pages: readonly FetchedPage[]) => pages.map(({ lane }) => lane)

describe('lane: auto', () => {
  it('goes over to the browser at the first shell, stays there, and reads the whole site', async () => {
    const { pages, fetcher, counts, site } = await crawl(
      (_, response) => void response.writeHead(200, HTML).end(SHELL),
      'auto',
    )
    expect(counts).toMatchObject({ found: 4, fetched: 4, blocked: 0 })
    expect(lanesOf(pages)).toEqual(['http', 'browser', 'browser', 'browser', 'browser'])
    expect(fetcher.changed).toBe(true)
    expect(await frontier.foundShell(site.id)).toBe(true)
  })

  it('remembers so when the run is resumed', async () => {
    const { site } = await crawl((_, response) => void response.writeHead(200, HTML).end(SHELL), 'auto')
    const again = new SiteLane(site, { http, browser })
    again.resume(await frontier.foundShell(site.id))
    expect(again.current).toBe('browser')
    expect((await again.fetch({ site, url: `${server.origin}/item/1` })).lane).toBe('browser')
  })

  it('never starts the browser for a site that writes its pages out', async () => {
    const { pages, fetcher, counts } = await crawl(
      (_, response) => void response.writeHead(200, HTML).end(WRITTEN),
      'auto',
    )
    expect(counts).toMatchObject({ found: 3, fetched: 3 })
    expect(new Set(lanesOf(pages))).toEqual(new Set(['http']))
    expect(fetcher.changed).toBe(false)
  })

  it('takes a page for a shell that is one in the browser too', async () => {
    const { pages, counts } = await crawl(
      (_, response) => void response.writeHead(200, HTML).end('<div id="app"></div><script>1</script>'),
      'auto',
    )
    expect(lanesOf(pages)).toEqual(['http', 'browser'])
    expect(counts).toMatchObject({ found: 1, blocked: 1, reasons: { 'empty-shell': 1 } })
  })

  it('keeps to the lane that a site names', async () => {
    const { pages, counts } = await crawl(
      (_, response) => void response.writeHead(200, HTML).end(SHELL),
      'http',
    )
    expect(lanesOf(pages)).toEqual(['http'])
    expect(counts).toMatchObject({ found: 1, blocked: 1 })
  })
})
