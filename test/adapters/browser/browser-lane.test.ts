import type { RequestListener } from 'node:http'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { BrowserPageFetcher } from '../../../src/adapters/browser/browser-page-fetcher.ts'
import { BrowserPageRenderer } from '../../../src/adapters/browser/browser-page-renderer.ts'
import { ChromiumBrowser } from '../../../src/adapters/browser/chromium-browser.ts'
import { findChromium } from '../../../src/adapters/browser/find-chromium.ts'
import { BrowserUnavailableError, FetchError } from '../../../src/domain/errors.ts'
import { aSite, type LoopbackServer, startServer, systemClock } from '../http/loopback-server.ts'

const executablePath = findChromium(process.env)
const userAgent = 'QingshaoMonitor/0.0.0 (+mailto:test@example.invalid)'
const browser = new ChromiumBrowser({ executablePath, userAgent, allowPrivate: true })
const fetcher = new BrowserPageFetcher({ browser, clock: systemClock, allowPrivate: true })
const renderer = new BrowserPageRenderer({ browser, clock: systemClock, allowPrivate: true })
const servers: LoopbackServer[] = []

afterAll(async () => await browser.close())
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function serve(listener: RequestListener): Promise<LoopbackServer> {
  const server = await startServer(listener)
  servers.push(server)
  return server
}

async function reasonOf(visit: Promise<unknown>): Promise<string> {
  const error = await visit.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  if (!(error instanceof FetchError)) throw new Error(`expected a FetchError, got ${String(error)}`)
  return error.reason
}

const HTML = { 'content-type': 'text/html; charset=utf-8' }
const FEED_PAGE = `<!doctype html><title>闲置</title><h1>附近的闲置，下拉看更多好物与新品上架</h1><div id="feed"></div><script>
  let page = 0, busy = false
  async function more() {
    if (busy) return
    busy = true
    const { items } = await (await fetch('/api/feed?page=' + ++page)).json()
    for (const item of items) feed.insertAdjacentHTML('beforeend', '<p style="height:300px"><a href="/item/' + item + '">宝贝' + item + '</a></p>')
    busy = items.length === 0
  }
  addEventListener('scroll', () => { if (scrollY + innerHeight > document.body.scrollHeight - 400) setTimeout(more, 100) })
  more()
</script>`

/** A one-page app: six pages of ten, each a little late. */
const feedSite: RequestListener = ({ url }, response) => {
  if (!url?.startsWith('/api/')) return void response.writeHead(200, HTML).end(FEED_PAGE)
  const page = Number(new URL(url, 'http://x').searchParams.get('page'))
  const items = page > 6 ? [] : Array.from({ length: 10 }, (_, index) => page * 100 + index)
  setTimeout(() => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ items }))
  }, 60)
}

describe('BrowserPageFetcher', () => {
  it('scrolls a feed to its end and keeps the JSON that it was drawn from', async () => {
    const { origin } = await serve(feedSite)
    const page = await fetcher.fetch({ site: aSite(origin, { lane: 'browser' }), url: `${origin}/` })
    const html = Buffer.from(page.body).toString()
    expect(html.match(/宝贝\d/g)).toHaveLength(60)
    expect(page).toMatchObject({ status: 200, lane: 'browser', bodyIsUtf8: true, finalUrl: `${origin}/` })
    const feeds = page.exchanges.filter(({ url }) => url.includes('/api/feed'))

    expect(feeds).toHaveLength(7)
    expect(JSON.parse(Buffer.from(feeds[0]?.body ?? []).toString()).items).toHaveLength(10)
    expect(page.exchanges[0]).toMatchObject({
      url: `${origin}/`,
      remoteAddress: '127.0.0.1',
      bodyDecoded: true,
    })
    expect(
      page.exchanges[0]?.requestHeaders.find(([name]) => name.toLowerCase() === 'user-agent')?.[1],
    ).toContain(userAgent)
  })

  it('keeps every hop of a redirect', async () => {
    const { origin } = await serve(({ url }, response) => {
      if (url === '/a') response.writeHead(302, { location: '/b' }).end()
      else response.writeHead(200, HTML).end('<p>这里是目标页面的正文内容，足够长的一段文字。</p>')
    })
    const page = await fetcher.fetch({ site: aSite(origin), url: `${origin}/a` })
    expect(page.finalUrl).toBe(`${origin}/b`)
    expect(page.exchanges.map(({ url, status }) => [url, status])).toEqual([
      [`${origin}/a`, 302],
      [`${origin}/b`, 200],
    ])
  })

  it('drops what lies behind a redirect that the caller refuses', async () => {
    const { origin } = await serve(({ url }, response) => {
      if (url === '/a') response.writeHead(302, { location: '/private' }).end()
      else response.writeHead(200, HTML).end('<p>secret</p>')
    })
    const mayFollow = async (url: string) => !url.endsWith('/private')
    const page = await fetcher.fetch({ site: aSite(origin), url: `${origin}/a`, mayFollow })
    expect(page).toMatchObject({ status: 302, finalUrl: `${origin}/a` })
    expect(page.body).toHaveLength(0)
  })

  it('returns an error status as a page and names a host that does not answer', async () => {
    const { origin } = await serve((_, response) => response.writeHead(404, HTML).end('nothing here'))
    expect((await fetcher.fetch({ site: aSite(origin), url: `${origin}/x` })).status).toBe(404)
    expect(await reasonOf(fetcher.fetch({ site: aSite(origin), url: 'http://127.0.0.1:1/' }))).toBe(
      'connection',
    )
  })

  it('stops in the middle of a page when the caller says so, and within the time given', async () => {
    const { origin } = await serve(() => undefined)
    const stop = new AbortController()
    const stopped = fetcher.fetch({ site: aSite(origin), url: `${origin}/`, signal: stop.signal })
    setTimeout(() => stop.abort(), 300)
    expect(await reasonOf(stopped)).toBe('aborted')
    const site = aSite(origin, { politeness: { timeoutMs: 600 } })
    expect(await reasonOf(fetcher.fetch({ site, url: `${origin}/` }))).toBe('timeout')
  })
})

describe('BrowserPageFetcher with the address guard', () => {
  it('lets neither page, redirect, script nor socket reach a private address', async () => {
    const inside = await serve((_, response) => void response.end('secret'))
    const outside = await serve(({ url }, response) => {
      if (url === '/jump') return void response.writeHead(302, { location: inside.origin }).end()
      response
        .writeHead(200, HTML)
        .end(`<p>一个普通的页面，里面的脚本想去别处看看。</p><img src="${inside.origin}/i.png">
        <script>fetch('${inside.origin}/f', { mode: 'no-cors' }).catch(() => 0); new WebSocket('${inside.origin.replace('http', 'ws')}/w')</script>`)
    })
    const policy = { allowedOrigins: [outside.origin] }
    const guardedBrowser = new ChromiumBrowser({ executablePath, userAgent, ...policy })
    const guarded = new BrowserPageFetcher({ browser: guardedBrowser, clock: systemClock, ...policy })
    const site = aSite(outside.origin)
    try {
      expect((await guarded.fetch({ site, url: `${outside.origin}/` })).status).toBe(200)
      expect(await reasonOf(guarded.fetch({ site, url: `${outside.origin}/jump` }))).toBe('private-address')
      expect(await reasonOf(guarded.fetch({ site, url: `${inside.origin}/` }))).toBe('private-address')
      expect(await reasonOf(guarded.fetch({ site, url: 'file:///etc/passwd' }))).toBe('private-address')
      expect(inside.asked).toEqual([])
    } finally {
      await guardedBrowser.close()
    }
  })
})

/** 1×1 PNG. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

describe('BrowserPageRenderer', () => {
  const listing = (height: number): RequestListener => {
    return ({ url }, response) => {
      if (url === '/i.png') return void response.writeHead(200, { 'content-type': 'image/png' }).end(PIXEL)
      response.writeHead(200, HTML).end(`<title>出售</title><body style="margin:0"><h1>出售老物件一批</h1>
        <p style="display:none">hidden</p><div style="height:${height}px"></div><img loading="lazy" src="/i.png"></body>`)
    }
  }

  it('draws the whole page 1280 wide, with text, DOM and what it was made of', async () => {
    const { origin } = await serve(listing(3000))
    const page = await renderer.render(`${origin}/`, { timeoutMs: 10_000 })
    const { width, height } = sizeOf(page.screenshotPng)
    expect(width).toBe(1280)
    expect(height).toBeGreaterThan(3000)
    expect(page).toMatchObject({ title: '出售', finalUrl: `${origin}/`, cutAtHeightPx: undefined })
    expect(page.text).toContain('出售老物件一批')
    expect(page.text).not.toContain('hidden')
    expect(page.html).toContain('hidden')
    expect(page.browserVersion).toMatch(/^\d+\./)
    const image = page.exchanges.find(({ url }) => url.endsWith('/i.png'))
    expect(Buffer.from(image?.body ?? [])).toEqual(PIXEL)
  })

  it('cuts a very long page and says how long it was', async () => {
    const { origin } = await serve(listing(30_000))
    const page = await renderer.render(`${origin}/`, { timeoutMs: 10_000 })
    expect(sizeOf(page.screenshotPng)).toEqual({ width: 1280, height: 12_000 })
    expect(page.cutAtHeightPx).toBeGreaterThan(30_000)
  })
})

describe('findChromium', () => {
  it('says what to do when the path it was given is wrong', () => {
    expect(() => findChromium({ QINGSHAO_CHROMIUM: '/nowhere/chromium' })).toThrow(BrowserUnavailableError)
  })
})

describe('ChromiumBrowser', () => {
  it('says so when Chromium does not start', async () => {
    const broken = new ChromiumBrowser({ executablePath: '/bin/false', userAgent })
    await expect(broken.withPage({ signal: undefined, timeoutMs: 1000 }, async () => 1)).rejects.toThrow(
      BrowserUnavailableError,
    )
    await broken.close()
  })
})

function sizeOf(png: Uint8Array): { width: number; height: number } {
  const bytes = Buffer.from(png)
  expect(bytes.subarray(1, 4).toString()).toBe('PNG')
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
}
