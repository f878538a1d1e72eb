import { setTimeout as sleep } from 'node:timers/promises'
import type { Page, Request, Response } from 'playwright-core'
import type { HttpExchange } from '../../domain/page.ts'
import type { GuardProxy } from './guard-proxy.ts'

export interface RecorderOptions {
  readonly page: Page
  readonly proxy: GuardProxy
  readonly maxBytes: number
  readonly withImages: boolean
}

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
  readonly #kept: Promise<HttpExchange | undefined>[] = []
  #bytes = 0
  #lastChangeMs = performance.now()
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

  /** Until nothing has been on its way for `quietMs`, or `maxMs` have passed. */
  async untilQuiet(quietMs: number, maxMs: number): Promise<void> {
    const endMs = performance.now() + maxMs
    this.#lastChangeMs = performance.now()
    while (performance.now() < endMs) {
      const silentMs = performance.now() - this.#lastChangeMs
      if (this.#inFlight.size === 0 && silentMs >= quietMs) return
      await sleep(POLL_MS)
    }
  }

  /** In the order of the answers. */
  async exchanges(): Promise<HttpExchange[]> {
    return (await Promise.all(this.#kept)).filter((exchange) => exchange !== undefined)
  }

  #onRequest(request: Request): void {
    if (ENDLESS.has(request.resourceType())) return
    this.#inFlight.add(request)
    this.#lastChangeMs = performance.now()
  }

  #onEnd(request: Request): void {
    this.#inFlight.delete(request)
    this.#lastChangeMs = performance.now()
  }

  #onResponse(response: Response): void {
    if (this.#kept.length < MAX_EXCHANGES && this.#isKept(response)) this.#kept.push(this.#record(response))
  }

  #isKept(response: Response): boolean {
    const request = response.request()
    const type = request.resourceType()
    if (type === 'document') return response.frame() === this.#options.page.mainFrame()
    if (type === 'image') return this.#options.withImages && /^https?:/.test(request.url())
    if (type !== 'xhr' && type !== 'fetch') return false
    return /\bjson\b|javascript/i.test(response.headers()['content-type'] ?? '')
  }

  async #record(response: Response): Promise<HttpExchange | undefined> {
    const request = response.request()
    const isRedirect = response.status() >= 300 && response.status() < 400
    const [requestHeaders, responseHeaders, httpVersion, received] = await Promise.all([
      request.headersArray(),
      response.headersArray(),
      response.httpVersion(),
      // Chromium keeps no body of a redirect.
      isRedirect ? Buffer.alloc(0) : within(response.body(), BODY_TIMEOUT_MS),
    ]).catch(() => [undefined, undefined, undefined, undefined] as const)
    if (requestHeaders === undefined || responseHeaders === undefined) return undefined

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
