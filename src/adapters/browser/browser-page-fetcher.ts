import type { Response } from 'playwright-core'
import type { FetchRequest, PageFetcher } from '../../crawl/page-fetcher.ts'
import type { SiteSessions } from '../../crawl/site-sessions.ts'
import type { Clock } from '../../domain/clock.ts'
import type { FetchedPage, HttpExchange } from '../../domain/page.ts'
import { AddressGuard, type AddressPolicy } from '../http/address-guard.ts'
import type { ChromiumBrowser, OpenPage } from './chromium-browser.ts'
import { openUrl, toBrowserError, visitMs } from './open-url.ts'
import { PageRecorder } from './page-recorder.ts'
import { scrollToEnd } from './scroll-to-end.ts'

export interface BrowserFetcherOptions extends AddressPolicy {
  readonly browser: ChromiumBrowser
  readonly clock: Clock
  readonly sessions?: SiteSessions
}

/** The browser lane: for sites that draw their pages from an API. */
export class BrowserPageFetcher implements PageFetcher {
  readonly #browser: ChromiumBrowser
  readonly #clock: Clock
  readonly #guard: AddressGuard
  readonly #sessions: SiteSessions | undefined

  constructor(options: BrowserFetcherOptions) {
    this.#browser = options.browser
    this.#clock = options.clock
    this.#guard = new AddressGuard(options)
    this.#sessions = options.sessions
  }

  async fetch(request: FetchRequest): Promise<FetchedPage> {
    this.#guard.check(new URL(request.url))
    const timeoutMs = visitMs(request.site.politeness.timeoutMs)
    const session = this.#sessions?.stateOf(request.site.id)
    return await this.#browser.withPage({ signal: request.signal, timeoutMs, session }, (open) =>
      this.#draw(request, open),
    )
  }

  async #draw(request: FetchRequest, open: OpenPage): Promise<FetchedPage> {
    const { url, site, signal } = request
    const { delayMs, maxBytes, timeoutMs } = site.politeness
    const recorder = new PageRecorder({ page: open.page, proxy: open.proxy, maxBytes, keep: 'data' })
    const fetchedAt = this.#clock.now()
    try {
      const response = await openUrl(open, recorder, { url, timeoutMs })
      const refused = await refusedHop(response, request)
      if (response.ok() && refused === undefined) {
        await scrollToEnd(open.page, recorder, delayMs)
      }
      const html = refused === undefined ? await open.page.content() : ''
      const exchanges = await recorder.exchanges()
      return {
        siteId: site.id,
        url,
        finalUrl: refused ?? response.url(),
        status: refused === undefined ? response.status() : statusOf(exchanges, refused),
        contentType: response.headers()['content-type'],
        lane: 'browser',
        fetchedAt,
        body: Buffer.from(html).subarray(0, maxBytes),
        bodyIsUtf8: true,
        exchanges:
          refused === undefined ? exchanges : exchanges.filter((exchange) => exchange.url === refused),
      }
    } catch (error) {
      throw toBrowserError(error, { url, open, recorder, signal })
    }
  }
}

/**
 * Chromium follows redirects by itself. Where one leads to a place the caller would not have gone, what came
 * from there is dropped and the redirect stands as the answer: its URL is returned.
 */
async function refusedHop(response: Response, { mayFollow, url }: FetchRequest): Promise<string | undefined> {
  if (mayFollow === undefined) return undefined
  let hop = response.request()
  for (let from = hop.redirectedFrom(); from !== null; from = hop.redirectedFrom()) {
    if (!(await mayFollow(hop.url()))) return from.url()
    hop = from
  }
  // A script sent the page elsewhere: there is no redirect to point at, only the page that was asked for.
  return hop.url() !== url && !(await mayFollow(hop.url())) ? url : undefined
}

function statusOf(exchanges: readonly HttpExchange[], url: string): number {
  return exchanges.find((exchange) => exchange.url === url)?.status ?? 302
}
