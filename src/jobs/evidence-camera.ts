import type { SellerPage } from '../capture/capture-input.ts'
import type { PageRenderer, RenderedPage } from '../capture/page-renderer.ts'
import type { Frontier } from '../crawl/frontier.ts'
import type { PageFetcher } from '../crawl/page-fetcher.ts'
import type { Robots, RobotsDecision } from '../crawl/robots.ts'
import { waitForTurn } from '../crawl/wait-for-turn.ts'
import type { Clock } from '../domain/clock.ts'
import { FetchError } from '../domain/errors.ts'
import type { Listing } from '../domain/listing.ts'
import { type FetchedPage, PAGE_CLASS_LABEL, type PageClass } from '../domain/page.ts'
import type { Site } from '../domain/site.ts'
import { extractPage } from '../extract/extract-page.ts'

export interface CameraPorts {
  readonly lane: PageFetcher
  readonly renderer: PageRenderer
  readonly robots: Robots
  readonly frontier: Pick<Frontier, 'reserveSlot'>
  readonly clock: Clock
}

export type Drawn =
  | { readonly rendered: RenderedPage; readonly pageClass: PageClass; readonly decision: RobotsDecision }
  /** Why not, in Chinese. */
  | { readonly notRendered: string; readonly decision: RobotsDecision }

/** Sellers whose page is kept at hand: a shop with a dozen flagged listings is drawn once. */
const MAX_SELLERS = 40

/** Pages of one site for the evidence, as robots.txt allows and at the pace of the crawl. */
export class EvidenceCamera {
  readonly #site: Site
  readonly #ports: CameraPorts
  readonly #signal: AbortSignal
  readonly #sellers = new Map<string, Promise<SellerPage>>()

  constructor(site: Site, ports: CameraPorts, signal: AbortSignal) {
    this.#site = site
    this.#ports = ports
    this.#signal = signal
  }

  async decide(url: string): Promise<RobotsDecision> {
    return await this.#ports.robots.decide(url, this.#site, this.#signal)
  }

  /** Undefined when it cannot be fetched. */
  async fetch(url: string): Promise<FetchedPage | undefined> {
    try {
      await this.#waitForTurn(url, await this.decide(url))
      return await this.#ports.lane.fetch({ site: this.#site, url, signal: this.#signal })
    } catch (error) {
      if (error instanceof FetchError) return undefined
      throw error
    }
  }

  /** @throws {FetchError} only when the signal stopped it. */
  async draw(url: string, options: { pictures: readonly string[]; withPrints?: boolean }): Promise<Drawn> {
    const { timeoutMs } = this.#site.politeness
    const signal = this.#signal
    const decision = await this.decide(url)
    try {
      await this.#waitForTurn(url, decision)
      const rendered = await this.#ports.renderer.render(url, {
        timeoutMs,
        signal,
        siteId: this.#site.id,
        ...options,
      })
      const { pageClass } = extractPage(asFetchedPage(rendered, this.#site.id), this.#site)
      return { rendered, pageClass, decision }
    } catch (error) {
      if (!(error instanceof FetchError) || this.#signal.aborted) throw error
      return { notRendered: `网页未能在浏览器中打开（${error.reason}）`, decision }
    }
  }

  /** Undefined where the site's file names no seller's page, or the listing no seller. */
  async drawSeller({ seller }: Listing): Promise<SellerPage | undefined> {
    const { sellerPage, origin } = this.#site
    if (sellerPage === undefined || seller?.id === undefined) return undefined
    const url = new URL(sellerPage.replace('{sellerId}', encodeURIComponent(seller.id)), origin).href
    const known = this.#sellers.get(url)
    if (known) return known
    const drawing = this.#sellerPage(url)
    this.#sellers.set(url, drawing)
    const [oldest] = this.#sellers.keys()
    if (this.#sellers.size > MAX_SELLERS && oldest !== undefined) this.#sellers.delete(oldest)
    return drawing
  }

  async #sellerPage(url: string): Promise<SellerPage> {
    const { allowed, reason } = await this.decide(url)
    if (!allowed) return { notRendered: reason }
    const drawn = await this.draw(url, { pictures: [], withPrints: false })
    if ('notRendered' in drawn) return { notRendered: drawn.notRendered }
    const { rendered, pageClass } = drawn
    return pageClass === 'ok' ? { rendered } : { notRendered: wallText(pageClass) }
  }

  /** @throws {FetchError} when the host is to be left alone. */
  async #waitForTurn(url: string, robots: RobotsDecision): Promise<void> {
    const { frontier, clock } = this.#ports
    await waitForTurn({ url, site: this.#site, robots }, { frontier, clock }, this.#signal)
  }
}

/** A wall is not the listing: it is not kept as if it were. */
export function wallText(pageClass: PageClass): string {
  return `截图时网页为“${PAGE_CLASS_LABEL[pageClass]}”`
}

export function asFetchedPage(rendered: RenderedPage, siteId: string): FetchedPage {
  return {
    siteId,
    url: rendered.url,
    finalUrl: rendered.finalUrl,
    status: rendered.exchanges.find(({ url }) => url === rendered.finalUrl)?.status ?? 200,
    contentType: 'text/html; charset=utf-8',
    lane: 'browser',
    fetchedAt: rendered.renderedAt,
    body: new TextEncoder().encode(rendered.html),
    bodyIsUtf8: true,
    exchanges: rendered.exchanges,
  }
}
