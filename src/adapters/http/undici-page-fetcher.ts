import { Agent, type Dispatcher } from 'undici'
import type { FetchRequest, PageFetcher } from '../../crawl/page-fetcher.ts'
import type { Validators } from '../../crawl/revisits.ts'
import type { SiteSessions } from '../../crawl/site-sessions.ts'
import type { Clock } from '../../domain/clock.ts'
import { FetchError } from '../../domain/errors.ts'
import { type FetchedPage, type HttpExchange, headerIn } from '../../domain/page.ts'
import { cookieHeader, type SessionCookie } from '../../domain/site-session.ts'
import { AddressGuard, type AddressPolicy } from './address-guard.ts'
import { decodeBody } from './decode-body.ts'
import { toFetchError } from './to-fetch-error.ts'
import { newWireRecord, toHeaders, WireLog } from './wire-log.ts'

export interface HttpFetcherOptions extends AddressPolicy {
  readonly clock: Clock
  /** `QingshaoMonitor/0.1.0 (+contact)`: a site must be able to tell who reads it and whom to ask. */
  readonly userAgent: string
  readonly sessions?: SiteSessions
}

const MAX_REDIRECTS = 5
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])
/** Silence on an open connection; the site's own timeout bounds the whole fetch. */
const MAX_IDLE_MS = 10_000
/** Nobody reads the body of a redirect; a little is kept for the record. */
const MAX_REDIRECT_BODY = 64_000

interface Limits {
  readonly timeoutMs: number
  readonly maxBytes: number
  readonly signal: AbortSignal
}

/** The HTTP lane: one GET, redirects by hand, the bytes kept as they came. */
export class UndiciPageFetcher implements PageFetcher {
  readonly #clock: Clock
  readonly #userAgent: string
  readonly #guard: AddressGuard
  readonly #sessions: SiteSessions | undefined
  readonly #guarded: Agent
  readonly #open: Agent
  readonly #wire = new WireLog()

  constructor(options: HttpFetcherOptions) {
    this.#clock = options.clock
    this.#userAgent = options.userAgent
    this.#guard = new AddressGuard(options)
    // ALPN offers HTTP/2 first, as browsers do.
    const connect = { timeout: MAX_IDLE_MS, preferH2: true }
    this.#guarded = new Agent({ connect: { ...connect, lookup: this.#guard.lookup } })
    this.#open = new Agent({ connect })
    this.#sessions = options.sessions
  }

  async close(): Promise<void> {
    this.#wire.close()
    await Promise.all([this.#guarded.destroy(), this.#open.destroy()])
  }

  async fetch(request: FetchRequest): Promise<FetchedPage> {
    const { timeoutMs, maxBytes } = request.site.politeness
    const signal = AbortSignal.any([
      AbortSignal.timeout(timeoutMs),
      ...(request.signal ? [request.signal] : []),
    ])
    try {
      const exchanges = await this.#follow(request, { timeoutMs, maxBytes, signal })
      return await toPage(request, exchanges, maxBytes)
    } catch (error) {
      throw toFetchError(error, request.url, request.signal)
    }
  }

  /** Every hop is an exchange, and every hop is checked. */
  async #follow(request: FetchRequest, limits: Limits): Promise<[HttpExchange, ...HttpExchange[]]> {
    const conditional = conditionsOf(request.validators)
    const cookies = this.#sessions?.stateOf(request.site.id)?.cookies ?? []
    let last = await this.#exchange(new URL(request.url), { ...limits, cookies }, conditional)
    const exchanges: [HttpExchange, ...HttpExchange[]] = [last]
    for (let target = redirectTarget(last); target !== undefined; target = redirectTarget(last)) {
      if (exchanges.length > MAX_REDIRECTS) {
        throw new FetchError('too-many-redirects', `${request.url}: more than ${MAX_REDIRECTS} redirects`)
      }
      this.#guard.check(target)
      if (request.mayFollow !== undefined && !(await request.mayFollow(target.href))) break
      last = await this.#exchange(target, { ...limits, cookies })
      exchanges.push(last)
    }
    return exchanges
  }

  async #exchange(
    url: URL,
    { timeoutMs, maxBytes, signal, cookies }: Limits & { readonly cookies: readonly SessionCookie[] },
    conditional: Readonly<Record<string, string>> = {},
  ): Promise<HttpExchange> {
    this.#guard.check(url)
    const idleMs = Math.min(timeoutMs, MAX_IDLE_MS)
    const record = newWireRecord()
    const startedAt = this.#clock.now()
    const cookie = cookieHeader(cookies, url.href, Date.parse(startedAt) / 1000)
    const startMs = performance.now()
    const agent = this.#guard.isExempt(url.origin) ? this.#open : this.#guarded
    const options: Dispatcher.RequestOptions = {
      origin: url.origin,
      path: url.pathname + url.search,
      method: 'GET',
      headers: { ...this.#headers(), ...conditional, ...(cookie && { cookie }) },
      headersTimeout: timeoutMs,
      bodyTimeout: idleMs,
      responseHeaders: 'raw',
      signal,
    }
    const response = await this.#wire.watch(record, () => agent.request(options))
    const limit = REDIRECTS.has(response.statusCode) ? Math.min(maxBytes, MAX_REDIRECT_BODY) : maxBytes
    const { body, truncated } = await readBody(response.body, limit)
    return {
      url: url.href,
      method: 'GET',
      requestHeaders: record.requestHeaders,
      remoteAddress: record.remoteAddress,
      status: response.statusCode,
      // HTTP/2 has no reason phrase.
      statusText: response.statusText ?? '',
      httpVersion: record.httpVersion,
      responseHeaders: record.responseHeaders ?? toHeaders(response.headers as unknown as readonly string[]),
      body,
      bodyDecoded: false,
      truncated,
      startedAt,
      durationMs: Math.round(performance.now() - startMs),
    }
  }

  #headers(): Record<string, string> {
    return {
      'user-agent': this.#userAgent,
      accept: 'text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8',
      'accept-language': 'zh-CN,zh;q=0.9,en;q=0.5',
      'accept-encoding': 'gzip, deflate, br, zstd',
    }
  }
}

async function toPage(
  { site, url }: FetchRequest,
  exchanges: [HttpExchange, ...HttpExchange[]],
  maxBytes: number,
): Promise<FetchedPage> {
  const document = exchanges.at(-1) ?? exchanges[0]
  return {
    siteId: site.id,
    url,
    finalUrl: document.url,
    status: document.status,
    contentType: headerIn(document.responseHeaders, 'content-type'),
    lane: 'http',
    fetchedAt: document.startedAt,
    body: await decodeBody(document, headerIn(document.responseHeaders, 'content-encoding'), maxBytes),
    bodyIsUtf8: false,
    exchanges,
  }
}

/** Stops reading at the limit: what came so far is kept and marked as cut short. */
async function readBody(
  stream: Dispatcher.ResponseData['body'],
  maxBytes: number,
): Promise<{ body: Uint8Array; truncated: boolean }> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    const room = maxBytes - bytes
    chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk)
    bytes += chunk.length
    // Leaving the loop destroys the stream and closes the connection.
    if (bytes > maxBytes) return { body: Buffer.concat(chunks), truncated: true }
  }
  return { body: Buffer.concat(chunks), truncated: false }
}

/** Control characters would end the header: a validator that holds one did not come from a server we can talk to. */
function conditionsOf({ etag, lastModified }: Validators = {}): Record<string, string> {
  const usable = (value: string | undefined) => value !== undefined && /^[\x20-\x7e]{1,500}$/.test(value)
  return {
    ...(etag !== undefined && usable(etag) && { 'if-none-match': etag }),
    ...(lastModified !== undefined && usable(lastModified) && { 'if-modified-since': lastModified }),
  }
}

function redirectTarget(exchange: HttpExchange): URL | undefined {
  if (!REDIRECTS.has(exchange.status)) return undefined
  const location = headerIn(exchange.responseHeaders, 'location')
  if (location === undefined) return undefined
  // Bytes beyond ASCII are escaped one by one: they may be GBK, and only the server knows.
  const escaped = location.replace(/[\x80-\xff]/g, (char) => `%${char.charCodeAt(0).toString(16)}`)
  return URL.parse(escaped, exchange.url) ?? undefined
}
