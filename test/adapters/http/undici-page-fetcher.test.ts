import type { RequestListener, ServerResponse } from 'node:http'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { UndiciPageFetcher } from '../../../src/adapters/http/undici-page-fetcher.ts'
import { FetchError, type FetchFailure } from '../../../src/domain/errors.ts'
import type { FetchedPage } from '../../../src/domain/page.ts'
import { aSite, type LoopbackServer, startServer, systemClock } from './loopback-server.ts'

const USER_AGENT = 'QingshaoMonitor/0.0.0 (+mailto:test@example.invalid)'
const fetcher = new UndiciPageFetcher({ clock: systemClock, userAgent: USER_AGENT, allowPrivate: true })
const servers: LoopbackServer[] = []

afterAll(async () => await fetcher.close())
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function serve(listener: RequestListener): Promise<LoopbackServer> {
  const server = await startServer(listener)
  servers.push(server)
  return server
}

async function get(origin: string, path = '/', politeness: object = {}): Promise<FetchedPage> {
  return await fetcher.fetch({ site: aSite(origin, { politeness }), url: origin + path })
}

async function failure(page: Promise<FetchedPage>): Promise<FetchFailure> {
  const error = await page.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  if (!(error instanceof FetchError)) throw new Error(`expected a FetchError, got ${String(error)}`)
  return error.reason
}

/** 象牙 in GBK, declared nowhere in the header. */
const GBK = Buffer.from([0xcf, 0xf3, 0xd1, 0xc0])

describe('UndiciPageFetcher', () => {
  it('keeps the bytes, the raw header list and what it sent itself', async () => {
    const { origin } = await serve((_, response) => {
      response.writeHead(200, 'Fine', ['Content-Type', 'text/html', 'X-Two', 'a', 'X-Two', 'b'])
      response.end(GBK)
    })
    const page = await get(origin, '/a?x=1')
    const [exchange] = page.exchanges
    expect(Buffer.from(page.body)).toEqual(GBK)
    expect(page).toMatchObject({ status: 200, contentType: 'text/html', lane: 'http', bodyIsUtf8: false })
    expect(exchange?.statusText).toBe('Fine')
    expect(exchange?.remoteAddress).toBe('127.0.0.1')
    expect(exchange?.responseHeaders.filter(([name]) => name === 'X-Two')).toEqual([
      ['X-Two', 'a'],
      ['X-Two', 'b'],
    ])
    expect(exchange?.requestHeaders).toContainEqual(['user-agent', USER_AGENT])
    expect(exchange?.requestHeaders).toContainEqual(['host', new URL(origin).host])
  })

  it('follows a redirect chain and keeps every hop', async () => {
    const { origin } = await serve(({ url }, response) => {
      const step = Number(url?.slice(1) || 0)
      if (step < 5) response.writeHead(302, { location: `/${step + 1}` }).end()
      else response.end('done')
    })
    const page = await get(origin, '/0')
    expect(page.finalUrl).toBe(`${origin}/5`)
    expect(page.exchanges.map(({ status }) => status)).toEqual([302, 302, 302, 302, 302, 200])
  })

  it('gives up on a redirect loop', async () => {
    const { origin, asked } = await serve((_, response) => response.writeHead(302, { location: '/' }).end())
    expect(await failure(get(origin))).toBe('too-many-redirects')
    expect(asked).toHaveLength(6)
  })

  it('does not follow a redirect that the caller refuses', async () => {
    const { origin, asked } = await serve((_, response) =>
      response.writeHead(302, { location: '/private' }).end(),
    )
    const page = await fetcher.fetch({ site: aSite(origin), url: `${origin}/`, mayFollow: async () => false })
    expect(page).toMatchObject({ status: 302, finalUrl: `${origin}/` })
    expect(asked).toEqual(['/'])
  })

  it('escapes the bytes of a GBK redirect one by one', async () => {
    const { origin, asked } = await serve(({ url }, response) => {
      if (url !== '/') return void response.end('ok')
      response.socket?.end(
        Buffer.concat([Buffer.from('HTTP/1.1 302 Found\r\nLocation: /q?w='), GBK, Buffer.from('\r\n\r\n')]),
      )
    })
    await get(origin)
    expect(asked[1]).toBe('/q?w=%cf%f3%d1%c0')
  })

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
  ] as const)('undoes %s and keeps the packed bytes for the record', async (coding, pack) => {
    const packed = pack(GBK)
    const { origin } = await serve((_, response) => {
      response.writeHead(200, { 'content-encoding': coding }).end(packed)
    })
    const page = await get(origin)
    expect(Buffer.from(page.body)).toEqual(GBK)
    expect(Buffer.from(page.exchanges[0]?.body ?? [])).toEqual(packed)
  })

  it('refuses a gzip bomb without unpacking it', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000))
    const { origin } = await serve((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
    })
    expect(await failure(get(origin, '/', { maxBytes: 1_000_000 }))).toBe('too-large')
  })

  it.each(['gzip', 'br', 'snappy'])('says that a body is not valid %s', async (coding) => {
    const { origin } = await serve((_, response) => {
      response.writeHead(200, { 'content-encoding': coding }).end('plain text')
    })
    expect(await failure(get(origin))).toBe('bad-encoding')
  })

  it('cuts an endless body at the limit and says so', async () => {
    const { origin } = await serve((_, response) => pour(response))
    const page = await get(origin, '/', { maxBytes: 200_000 })
    expect(page.body.length).toBe(200_000)
    expect(page.exchanges[0]?.truncated).toBe(true)
  })

  it('leaves a server that sends one byte at a time', async () => {
    const { origin } = await serve((_, response) => {
      const drip = setInterval(() => response.write('x'), 50)
      response.on('close', () => clearInterval(drip))
    })
    const startMs = performance.now()
    expect(await failure(get(origin, '/', { timeoutMs: 600 }))).toBe('timeout')
    expect(performance.now() - startMs).toBeLessThan(3000)
  })

  it('leaves a server that never answers', async () => {
    const { origin } = await serve(() => undefined)
    expect(await failure(get(origin, '/', { timeoutMs: 600 }))).toBe('timeout')
  })

  it.each([
    ['a closed port', 'http://127.0.0.1:1/', 'connection'],
    ['a broken answer', undefined, 'connection'],
  ] as const)('names %s', async (_, url, reason) => {
    const { origin } = await serve((__, response) => void response.socket?.end('not http at all\r\n\r\n'))
    expect(await failure(fetcher.fetch({ site: aSite(origin), url: url ?? `${origin}/` }))).toBe(reason)
  })

  it('stops when the caller says so', async () => {
    const { origin } = await serve(() => undefined)
    const stop = new AbortController()
    const page = fetcher.fetch({ site: aSite(origin), url: `${origin}/`, signal: stop.signal })
    setTimeout(() => stop.abort(), 50)
    expect(await failure(page)).toBe('aborted')
  })

  it('returns an error status as a page', async () => {
    const { origin } = await serve((_, response) => response.writeHead(503).end('busy'))
    expect((await get(origin)).status).toBe(503)
  })
})

describe('UndiciPageFetcher with the address guard', () => {
  const guarded = new UndiciPageFetcher({ clock: systemClock, userAgent: USER_AGENT })
  afterAll(async () => await guarded.close())

  it.each([
    '127.0.0.1',
    '[::1]',
    '0.0.0.0',
    '10.0.0.1',
    '169.254.169.254',
    '[::ffff:127.0.0.1]',
    '0x7f.1',
    'localhost',
    '100.64.0.1',
    '[fd00::1]',
    '[64:ff9b::7f00:1]',
  ])('refuses http://%s', async (host) => {
    const url = `http://${host}:9/`
    expect(await failure(guarded.fetch({ site: aSite('http://example.invalid'), url }))).toBe(
      'private-address',
    )
  })

  it('refuses a scheme that is not the web', async () => {
    const page = guarded.fetch({ site: aSite('http://example.invalid'), url: 'file:///etc/passwd' })
    expect(await failure(page)).toBe('private-address')
  })

  it('refuses a redirect from an allowed origin to another private one, before connecting', async () => {
    const inside = await serve((_, response) => void response.end('secret'))
    const outside = await serve((_, response) => response.writeHead(302, { location: inside.origin }).end())
    const allowed = new UndiciPageFetcher({
      clock: systemClock,
      userAgent: USER_AGENT,
      allowedOrigins: [outside.origin],
    })
    const page = allowed.fetch({ site: aSite(outside.origin), url: `${outside.origin}/` })
    expect(await failure(page)).toBe('private-address')
    expect(inside.asked).toEqual([])
    await allowed.close()
  })
})

function pour(response: ServerResponse): void {
  const chunk = Buffer.alloc(64_000, 'x')
  const push = () => {
    while (!response.destroyed && response.write(chunk));
  }
  response.on('drain', push)
  push()
}
