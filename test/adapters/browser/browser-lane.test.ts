import { createHash, X509Certificate } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { BrowserPageFetcher } from '../../../src/adapters/browser/browser-page-fetcher.ts'
import { BrowserPageRenderer } from '../../../src/adapters/browser/browser-page-renderer.ts'
import { ChromiumBrowser } from '../../../src/adapters/browser/chromium-browser.ts'
import { findChromium } from '../../../src/adapters/browser/find-chromium.ts'
import { HostRecord } from '../../../src/domain/environment.ts'
import { BrowserUnavailableError, FetchError } from '../../../src/domain/errors.ts'
import { TestAuthority } from '../../support/certificates.ts'
import {
  aSite,
  type LoopbackServer,
  startSecureServer,
  startServer,
  systemClock,
} from '../http/loopback-server.ts'

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

  it('draws a tall page in several pictures, from top to bottom', async () => {
    const { origin } = await serve((_, response) => {
      response.writeHead(200, HTML).end(`<body style="margin:0"><div style="height:13000px"></div>
        <div style="height:2000px;background:#f00"></div></body>`)
    })
    const page = await renderer.render(`${origin}/`, { timeoutMs: 10_000 })
    expect(page.cutAtHeightPx).toBeUndefined()
    const [lower = new Uint8Array(), ...more] = page.lowerScreenshots ?? []
    expect([page.screenshotPng, lower].map(sizeOf).map(({ height }) => height)).toEqual([12_000, 3000])
    expect(more).toEqual([])
    expect(await coloursOf(lower, [500, 1500])).toEqual(['255,255,255', '255,0,0'])
  })

  it('cuts a page without end and says how long it was', async () => {
    const { origin } = await serve(listing(70_000))
    const page = await renderer.render(`${origin}/`, { timeoutMs: 10_000, withPrints: false })
    expect(page.lowerScreenshots).toHaveLength(4)
    expect(page.cutAtHeightPx).toBeGreaterThan(70_000)
    expect(page.pdf ?? page.mhtml).toBeUndefined()
  })

  it('keeps what the page showed: styles, frames, pictures, those of the listing too, each with its address', async () => {
    const { origin, asked } = await serve(({ url }, response) => {
      if (url?.endsWith('.png'))
        return void response.writeHead(200, { 'content-type': 'image/png' }).end(PIXEL)
      if (url === '/a.css')
        return void response.writeHead(200, { 'content-type': 'text/css' }).end('h1 { color: red }')
      if (url === '/frame') return void response.writeHead(200, HTML).end('<p>同城面交</p>')
      response.writeHead(200, HTML).end(`<title>出售</title><link rel="stylesheet" href="/a.css">
        <h1>出售老物件一批，附图若干张</h1><img src="/shown.png"><iframe src="/frame"></iframe>`)
    })
    const pictures = ['shown', 'gallery'].map((name) => `${origin}/${name}.png`)
    const page = await renderer.render(`${origin}/`, { timeoutMs: 10_000, pictures })
    const kept = new Map(page.exchanges.map((exchange) => [new URL(exchange.url).pathname, exchange]))
    for (const path of ['/', '/a.css', '/frame', '/shown.png', '/gallery.png'])
      expect(kept.get(path), path).toMatchObject({ status: 200, remoteAddress: '127.0.0.1' })
    expect(asked.filter((path) => path === '/shown.png')).toHaveLength(1)
    expect(page.html).not.toContain('gallery')
    expect(
      Buffer.from(page.pdf ?? [])
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-')
    expect(Buffer.from(page.mhtml ?? []).toString()).toMatch(
      /multipart\/related[\s\S]*Content-Location: \S+\/a\.css/,
    )
    expect(page.notTaken).toEqual([])
  })
})

describe('the connections of a drawn page', () => {
  it('are recorded with both addresses, TLS and the whole certificate chain', async () => {
    const authority = new TestAuthority()
    const { cert, key } = authority.issue({ names: ['localhost', '127.0.0.1'] })
    const chain = { cert: cert + authority.cert, key }
    const secure = await startSecureServer(
      (_, response) => response.end('<h1>出售老物件一批，同城面交</h1>'),
      chain,
    )
    servers.push(secure)
    const spki = new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' })
    const trusting = new ChromiumBrowser({
      executablePath,
      userAgent,
      allowPrivate: true,
      moreFlags: [
        `--ignore-certificate-errors-spki-list=${createHash('sha256').update(spki).digest('base64')}`,
      ],
    })
    try {
      const drawing = new BrowserPageRenderer({ browser: trusting, clock: systemClock, allowPrivate: true })
      const url = secure.origin.replace('127.0.0.1', 'localhost')
      const [host] = (await drawing.render(url, { timeoutMs: 10_000, withPrints: false })).hosts ?? []
      expect(HostRecord.parse(host)).toMatchObject({
        host: new URL(url).host,
        serverAddress: '127.0.0.1',
        localAddress: '127.0.0.1',
        dns: { checked: true, addresses: expect.arrayContaining(['127.0.0.1']) },
        tls: { checked: true, protocol: 'TLS 1.3', subject: 'localhost' },
      })
      const certificates = host?.tls.checked && host.tls.chain.checked ? host.tls.chain.certificates : []
      expect(certificates.map(({ pem }) => pem.trim())).toEqual([cert.trim(), authority.cert.trim()])
      expect(certificates[0]?.sha256).toMatch(/^[0-9a-f]{64}$/)
    } finally {
      await trusting.close()
    }
  })

  it('are not made up where there was nothing to look at', async () => {
    const { origin } = await serve((_, response) =>
      response.writeHead(200, HTML).end('<p>出售老物件一批</p>'),
    )
    const [host] = (await renderer.render(origin, { timeoutMs: 10_000, withPrints: false })).hosts ?? []
    expect(host).toMatchObject({
      dns: { checked: false, why: expect.stringContaining('未经域名解析') },
      tls: { checked: false, why: '连接未使用 TLS' },
    })
  })
})

/** By the browser itself: colours at these heights, at the left edge. */
async function coloursOf(png: Uint8Array, heights: readonly number[]): Promise<unknown> {
  const { origin } = await serve((_, response) => response.writeHead(200, HTML).end('<p>'))
  return await browser.withPage({ signal: undefined, timeoutMs: 20_000 }, async ({ page }) => {
    await page.goto(origin)
    return await page.evaluate(`(async () => {
      const image = new Image()
      image.src = 'data:image/png;base64,${Buffer.from(png).toString('base64')}'
      await image.decode()
      const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d')
      canvas.drawImage(image, 0, 0)
      return ${JSON.stringify(heights)}.map((y) => [...canvas.getImageData(1, y, 1, 1).data].slice(0, 3).join())
    })()`)
  })
}

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
