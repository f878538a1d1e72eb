import { setTimeout as sleep } from 'node:timers/promises'
import type { Page, Request, Response } from 'playwright-core'
import type { HttpExchange } from '../../domain/page.ts'
import type { GuardProxy } from './guard-proxy.ts'

export interface RecorderOptions {
  readonly page: Page
  readonly proxy: GuardProxy
  readonly maxBytes: number
  /** `data`: the page and the JSON it drew from. `everything`: also pictures, styles, scripts, fonts and frames that it showed. */
  readonly keep: 'data' | 'everything'
}

type SecurityDetails = NonNullable<Awaited<ReturnType<Response['securityDetails']>>>

/** Answers kept of one page, and bytes kept of all of them; a page beyond that is a trap or a video wall. */
const MAX_EXCHANGES = 300
const MAX_TOTAL_BYTES = 64_000_000
const POLL_MS = 20
/** Kept open by design; waiting for their end would be waiting for ever. */
const ENDLESS: ReadonlySet<string> = new Set(['eventsource', 'websocket', 'media', 'ping', 'texttrack'])
const BODY_TIMEOUT_MS = 5000

/** Watches what a page asks for: to keep the answers, and to know when it has drawn itself. */
export class PageRecorder {
  readonly #options: RecorderOptions
  readonly #inFlight = new Set<Request>()
  readonly #asked = new Set<string>()
  readonly #kept: Promise<HttpExchange | undefined>[] = []
  #bytes = 0
  /** Requests that started or ended so far. */
  changes = 0
  /** The answer that the window shows. */
  shown: Response | undefined
  /** TLS of each origin, as the browser saw it first. */
  readonly tls = new Map<string, SecurityDetails>()
  /** The main document's last request that failed. */
  failedUrl: string | undefined

  constructor(options: RecorderOptions) {
    this.#options = options
    const { page } = options
    page.on('request', (request) => this.#onRequest(request))
    page.on('requestfinished', (request) => this.#onEnd(request))
    page.on('requestfailed', (request) => {
      if (request.isNavigationRequest() && request.frame() === page.mainFrame())
        this.failedUrl = request.url()
      this.#onEnd(request)
    })
    page.on('response', (response) => this.#onResponse(response))
  }

  /** Until nothing is on its way, or `maxMs` have passed. */
  async untilIdle(maxMs: number): Promise<void> {
    const endMs = performance.now() + maxMs
    while (this.#inFlight.size > 0 && performance.now() < endMs) await sleep(POLL_MS)
  }

  /** In the order of the answers. */
  async exchanges(): Promise<HttpExchange[]> {
    return (await Promise.all(this.#kept)).filter((exchange) => exchange !== undefined)
  }

  hasAsked(url: string): boolean {
    return this.#asked.has(url)
  }

  #onRequest(request: Request): void {
    this.#asked.add(request.url())
    if (ENDLESS.has(request.resourceType())) return
    this.#inFlight.add(request)
    this.changes += 1
  }

  #onEnd(request: Request): void {
    this.#inFlight.delete(request)
    this.changes += 1
  }

  #onResponse(response: Response): void {
    if (this.#isMainDocument(response) && !isRedirect(response)) this.shown = response
    if (this.#kept.length < MAX_EXCHANGES && this.#isKept(response)) this.#kept.push(this.#record(response))
  }

  #isKept(response: Response): boolean {
    const request = response.request()
    const type = request.resourceType()
    if (this.#options.keep === 'everything') return !ENDLESS.has(type) && /^https?:/.test(request.url())
    if (type === 'document') return this.#isMainDocument(response)
    if (type !== 'xhr' && type !== 'fetch') return false
    return /\bjson\b|javascript/i.test(response.headers()['content-type'] ?? '')
  }

  #isMainDocument(response: Response): boolean {
    const request = response.request()
    return request.isNavigationRequest() && request.frame() === this.#options.page.mainFrame()
  }

  async #record(response: Response): Promise<HttpExchange | undefined> {
    const request = response.request()
    const [requestHeaders, responseHeaders, httpVersion, received] = await Promise.all([
      request.headersArray(),
      response.headersArray(),
      response.httpVersion(),
      // Chromium keeps no body of a redirect.
      isRedirect(response) ? Buffer.alloc(0) : within(response.body(), BODY_TIMEOUT_MS),
    ]).catch(() => [undefined, undefined, undefined, undefined] as const)
    if (requestHeaders === undefined || responseHeaders === undefined) return undefined
    await this.#noteTls(response)

    const room = Math.min(this.#options.maxBytes, MAX_TOTAL_BYTES - this.#bytes)
    const body = (received ?? Buffer.alloc(0)).subarray(0, Math.max(0, room))
    this.#bytes += body.length
    const { startTime, responseEnd } = request.timing()
    return {
      url: request.url(),
      method: request.method(),
      requestHeaders: requestHeaders.map(({ name, value }) => [name, value] as const),
      status: response.status(),
      statusText: response.statusText(),
      httpVersion: (httpVersion ?? 'HTTP/1.1').replace(/^HTTP\//i, ''),
      responseHeaders: responseHeaders.map(({ name, value }) => [name, value] as const),
      body,
      bodyDecoded: true,
      truncated: received === undefined || body.length < received.length,
      remoteAddress: this.#options.proxy.remoteAddressOf(request.url()),
      startedAt: new Date(startTime).toISOString(),
      durationMs: Math.max(0, Math.round(responseEnd)),
    }
  }

  async #noteTls(response: Response): Promise<void> {
    const { protocol, origin } = new URL(response.url())
    if (protocol !== 'https:' || this.tls.has(origin)) return
    const details = await response.securityDetails().catch(() => null)
    if (details !== null) this.tls.set(origin, details)
  }
}

function isRedirect(response: Response): boolean {
  return response.status() >= 300 && response.status() < 400
}

/** A body that the browser dropped or that never ends is recorded as missing. */
async function within<T>(value: Promise<T>, ms: number): Promise<T | undefined> {
  const timer = new AbortController()
  const late = sleep(ms, undefined, { signal: timer.signal }).catch(() => undefined)
  try {
    return await Promise.race([value, late])
  } catch {
    return undefined
  } finally {
    timer.abort()
  }
}
