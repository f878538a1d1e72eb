import dns from 'node:dns'
import type { RequestListener, ServerResponse } from 'node:http'
import { syncBuiltinESMExports } from 'node:module'
import tls from 'node:tls'
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { AddressPolicy } from '../../src/adapters/http/address-guard.ts'
import { UndiciPageFetcher } from '../../src/adapters/http/undici-page-fetcher.ts'
import { SqliteFrontier } from '../../src/adapters/sqlite/sqlite-frontier.ts'
import { crawlSite } from '../../src/crawl/crawl-site.ts'
import { RobotsTxt } from '../../src/crawl/robots.ts'
import type { FetchedPage } from '../../src/domain/page.ts'
import { extractPage } from '../../src/extract/extract-page.ts'
import {
  aSite,
  type LoopbackServer,
  startSecureServer,
  startServer,
  systemClock,
} from '../adapters/http/loopback-server.ts'
import { TestAuthority } from '../support/certificates.ts'

const servers: LoopbackServer[] = []
const authority = new TestAuthority()
const trusted = tls.getCACertificates('default')
const realLookup = dns.lookup

beforeAll(() => {
  tls.setDefaultCACertificates([...trusted, authority.cert])
  return () => tls.setDefaultCACertificates(trusted)
})
afterEach(async () => {
  answerNames(realLookup as Lookup)
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

const ROBOTS = 'User-agent: *\nDisallow: /private'
/** Enough words for a page that is no empty shell. */
const PAGE = `<title>青禾百货</title><p>${'正常的页面文字。'.repeat(50)}</p>`

function withRobots(listener: RequestListener): RequestListener {
  return (request, response) => {
    if (request.url === '/robots.txt') response.writeHead(200).end(ROBOTS)
    else listener(request, response)
  }
}

async function serve(listener: RequestListener): Promise<LoopbackServer> {
  const server = await startServer(withRobots(listener))
  servers.push(server)
  return server
}

async function serveSecurely(
  listener: RequestListener,
  order: Partial<Parameters<TestAuthority['issue']>[0]> = {},
  by = authority,
  protocol: 'h2' | 'http/1.1' = 'h2',
): Promise<LoopbackServer> {
  const certificate = by.issue({ names: ['127.0.0.1', 'localhost'], ...order })
  const server = await startSecureServer(withRobots(listener), certificate, protocol)
  servers.push(server)
  return server
}

/** One night of one site that has one page: how it is recorded, and the page if there was one. */
async function crawl(
  origin: string,
  politeness: object = {},
  policy: AddressPolicy = { allowPrivate: true },
): Promise<{ outcome: string; pages: FetchedPage[]; pageClasses: string[] }> {
  const fetcher = new UndiciPageFetcher({ clock: systemClock, userAgent: 'QingshaoMonitor/1', ...policy })
  const frontier = new SqliteFrontier(':memory:', { runId: 'run-1' })
  const pages: FetchedPage[] = []
  const pageClasses: string[] = []
  const site = aSite(origin, { politeness: { timeoutMs: 800, ...politeness } })
  try {
    await crawlSite(
      site,
      {
        fetcher,
        frontier,
        robots: new RobotsTxt({ fetcher, clock: systemClock, userAgent: 'QingshaoMonitor' }),
        clock: systemClock,
        onPage: async (page) => {
          pages.push(page)
          const { pageClass, links } = extractPage(page, site)
          pageClasses.push(pageClass)
          return { pageClass, links }
        },
      },
      { retryDelayMs: 5 },
    )
    const { found, reasons, ...counts } = await frontier.counts(site.id)
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(found)
    expect(found).toBe(1)
    const outcome = Object.entries(counts).find(([, count]) => count === 1)?.[0] ?? ''
    return { outcome: [outcome, ...Object.keys(reasons)].join(' '), pages, pageClasses }
  } finally {
    await Promise.all([fetcher.close(), frontier.close()])
  }
}

async function outcomeOf(listener: RequestListener, politeness: object = {}): Promise<string> {
  const { origin } = await serve(listener)
  return (await crawl(origin, politeness)).outcome
}

describe('a crawl of a server that is slow or endless', () => {
  it.each<[string, RequestListener]>([
    ['never answers', () => undefined],
    ['sends headers and then nothing', (_, response) => void response.writeHead(200).write('<p>')],
    ['sends a byte now and then for ever', (_, response) => drip(response, 30)],
    [
      'sends its headers a byte at a time',
      ({ socket }) => {
        const timer = setInterval(() => socket.write('x'), 30)
        socket.write('HTTP/1.1 200 OK\r\nX-Slow: ')
        socket.on('close', () => clearInterval(timer))
      },
    ],
  ])('ends when it %s', async (_, listener) => {
    expect(await outcomeOf(listener)).toBe('failed timeout')
  })

  it('keeps what an endless body sent up to the limit', async () => {
    const { origin } = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).write(PAGE)
      pour(response)
    })
    const { outcome, pages } = await crawl(origin, { maxBytes: 100_000, timeoutMs: 3000 })
    expect(outcome).toBe('fetched')
    expect(pages[0]?.exchanges[0]).toMatchObject({ truncated: true, body: { length: 100_000 } })
  })

  it('ends at headers without end', async () => {
    const outcome = await outcomeOf(({ socket }) => {
      socket.write(`HTTP/1.1 200 OK\r\n${`X-Long: ${'x'.repeat(1000)}\r\n`.repeat(200)}`)
    })
    expect(outcome).toBe('failed too-large')
  })
})

const BOMB = Buffer.alloc(60_000_000)

describe('a crawl of a server that sends bombs', () => {
  it.each([
    ['gzip', () => gzipSync(BOMB)],
    ['br', () => brotliCompressSync(BOMB)],
    ['zstd', () => zstdCompressSync(BOMB)],
    ['deflate, gzip', () => gzipSync(gzipSync(BOMB))],
    ['gzip, gzip, gzip', () => gzipSync(gzipSync(gzipSync(BOMB)))],
  ])('refuses %s before it is unpacked', async (coding, pack) => {
    const body = pack()
    const outcome = await outcomeOf((_, response) => {
      response.writeHead(200, { 'content-encoding': coding }).end(body)
    })
    expect(outcome).toMatch(/^failed (?:too-large|bad-encoding)$/)
  })

  it('refuses a ratio that no page has, however large pages may be', async () => {
    const body = gzipSync(Buffer.alloc(5_000_000))
    const outcome = await outcomeOf(
      (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(body),
      { maxBytes: 50_000_000 },
    )
    expect(outcome).toBe('failed too-large')
  })

  it('refuses a zstd frame that asks for more memory than the web allows', async () => {
    // RFC 8878: magic, no size, window of 2^31, one raw block of one byte.
    const frame = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 0x09, 0x00, 0x00, 0x41])
    const outcome = await outcomeOf(
      (_, response) => void response.writeHead(200, { 'content-encoding': 'zstd' }).end(frame),
    )
    expect(outcome).toBe('failed bad-encoding')
  })

  it('reads an honest zstd page', async () => {
    const { origin } = await serve((_, response) => {
      response
        .writeHead(200, { 'content-encoding': 'zstd', 'content-type': 'text/html; charset=utf-8' })
        .end(zstdCompressSync(PAGE))
    })
    const { outcome, pages } = await crawl(origin)
    expect(outcome).toBe('fetched')
    expect(Buffer.from(pages[0]?.body ?? []).toString()).toBe(PAGE)
  })

  it.each(['x-made-up', 'utf-99', '"; drop', '\u00ff\u00fe', 'utf-16le'])(
    'reads a page whose charset is called %j',
    async (charset) => {
      const { origin } = await serve((_, response) => {
        response.writeHead(200, ['Content-Type', `text/html; charset=${charset}`]).end(PAGE)
      })
      expect(await crawl(origin)).toMatchObject({ outcome: 'fetched', pageClasses: ['ok'] })
    },
  )
})

describe('a crawl that is sent elsewhere', () => {
  it('ends a redirect loop', async () => {
    const outcome = await outcomeOf(({ url }, response) => {
      response.writeHead(302, { location: url === '/' ? '/list/a' : '/' }).end()
    })
    expect(outcome).toBe('failed too-many-redirects')
  })

  it('does not follow a redirect to a private address', async () => {
    const inside = await serve((_, response) => void response.end('secret'))
    const outside = await serve((_, response) => {
      response.writeHead(302, { location: `${inside.origin}/` }).end()
    })
    const { outcome } = await crawl(outside.origin, {}, { allowedOrigins: [outside.origin] })
    expect(outcome).toBe('failed private-address')
    expect(inside.asked).toEqual([])
  })

  it('looks at the address of every connection, whatever the name stood for before', async () => {
    const inside = await serve((_, response) => void response.end('secret'))
    const { port } = new URL(inside.origin)
    const asked: string[] = []
    // Public at first, and nobody answers there; private from the second look-up on.
    answerNames((name, _, callback) => {
      asked.push(name)
      callback(null, [{ address: asked.length === 1 ? '11.255.255.254' : '127.0.0.1', family: 4 }])
    })
    const { outcome } = await crawl(`http://rebind.example:${port}`, { timeoutMs: 500 }, {})
    expect(asked.length).toBeGreaterThan(1)
    expect(outcome).toBe('failed private-address')
    expect(inside.asked).toEqual([])
  })

  it('takes of several addresses the public ones only', async () => {
    const inside = await serve((_, response) => void response.end('secret'))
    const { port } = new URL(inside.origin)
    answerNames((_, __, callback) => {
      callback(null, [
        { address: '127.0.0.1', family: 4 },
        { address: '::ffff:127.0.0.1', family: 6 },
      ])
    })
    const { outcome } = await crawl(`http://mixed.example:${port}`, {}, {})
    expect(outcome).toBe('failed private-address')
    expect(inside.asked).toEqual([])
  })
})

describe('a crawl over TLS', () => {
  it('reads a site by HTTP/2 and says so, headers as they came', async () => {
    const { origin } = await serveSecurely((_, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.setHeader('set-cookie', ['a=1', 'b=2'])
      response.setHeader('X-Case', 'kept low')
      response.end(PAGE)
    })
    const { outcome, pages } = await crawl(origin)
    expect(outcome).toBe('fetched')
    const [exchange] = pages[0]?.exchanges ?? []
    expect(exchange).toMatchObject({
      httpVersion: '2',
      status: 200,
      statusText: '',
      remoteAddress: '127.0.0.1',
    })
    expect(exchange?.responseHeaders.filter(([name]) => name === 'set-cookie')).toEqual([
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ])
    expect(exchange?.responseHeaders).toContainEqual(['x-case', 'kept low'])
    expect(exchange?.responseHeaders.filter(([name]) => name.startsWith(':'))).toEqual([])
    expect(exchange?.requestHeaders).toContainEqual([':authority', new URL(origin).host])
    expect(exchange?.requestHeaders).toContainEqual(['user-agent', 'QingshaoMonitor/1'])
  })

  it('reads a site that speaks HTTP/1.1 alone, and says so', async () => {
    const { origin } = await serveSecurely(
      (_, response) => void response.setHeader('X-Case', 'as is').end(PAGE),
      {},
      authority,
      'http/1.1',
    )
    const { outcome, pages } = await crawl(origin)
    expect(outcome).toBe('fetched')
    const [exchange] = pages[0]?.exchanges ?? []
    expect(exchange).toMatchObject({ httpVersion: '1.1', statusText: 'OK' })
    expect(exchange?.responseHeaders).toContainEqual(['X-Case', 'as is'])
  })

  it.each<[string, Parameters<typeof serveSecurely>[1], TestAuthority, string]>([
    ['nobody vouches for', {}, new TestAuthority(), 'tls-untrusted'],
    [
      'has run out',
      { notBefore: new Date('2020-01-01'), notAfter: new Date('2021-01-01') },
      authority,
      'tls-expired',
    ],
    [
      'does not hold yet',
      { notBefore: new Date('2049-01-01'), notAfter: new Date('2049-02-01') },
      authority,
      'tls-expired',
    ],
    ['is another host’s', { names: ['other.example'] }, authority, 'tls-wrong-host'],
  ])('never accepts a certificate that %s', async (_, order, by, reason) => {
    const server = await serveSecurely((__, response) => void response.end(PAGE), order, by)
    const { outcome, pages } = await crawl(server.origin)
    expect(outcome).toBe(`failed ${reason}`)
    expect(pages).toEqual([])
    expect(server.asked).toEqual([])
  })

  it.each<[string, RequestListener, string]>([
    ['never answers', () => undefined, 'timeout'],
    ['drips', (_, response) => drip(response, 30), 'timeout'],
    ['resets the stream', (_, response) => void (response as never as H2).stream.close(2), 'connection'],
    [
      'ends the session',
      (_, response) => void (response as never as H2).stream.session.destroy(),
      'connection',
    ],
  ])('ends when an HTTP/2 server %s', async (_, listener, reason) => {
    const { origin } = await serveSecurely(listener)
    expect((await crawl(origin)).outcome).toBe(`failed ${reason}`)
  })
})

interface H2 {
  readonly stream: { close(code: number): void; readonly session: { destroy(): void } }
}

type Lookup = (
  name: string,
  options: object,
  callback: (error: Error | null, found: { address: string; family: number }[]) => void,
) => void

/** What the machine's resolver would say; the built-in module itself, so that nothing of ours is replaced. */
function answerNames(lookup: Lookup): void {
  dns.lookup = lookup as never
  syncBuiltinESMExports()
}

function drip(response: ServerResponse, everyMs: number): void {
  response.writeHead(200)
  const timer = setInterval(() => response.write('x'), everyMs)
  response.on('close', () => clearInterval(timer))
}

function pour(response: ServerResponse): void {
  const chunk = Buffer.alloc(64_000, 'x')
  const push = () => {
    while (!response.destroyed && response.write(chunk));
  }
  response.on('drain', push)
  push()
}
