import type { HostRecord } from '../domain/environment.ts'
import type { HttpExchange } from '../domain/page.ts'

export interface RenderedPage {
  readonly url: string
  readonly finalUrl: string
  readonly title: string
  /** Visible text. */
  readonly text: string
  /** The DOM after the page drew itself. */
  readonly html: string
  readonly screenshotPng: Uint8Array
  /** The rest of a tall page, from top to bottom, in pictures as high as the first. */
  readonly lowerScreenshots?: readonly Uint8Array[]
  /** The top of the page, small, for lists. */
  readonly thumbnailJpeg?: Uint8Array
  /** Set when the page was taller than all pictures together may be: the full height in CSS pixels. */
  readonly cutAtHeightPx: number | undefined
  /** The page as it prints. */
  readonly pdf?: Uint8Array
  /** The page with all it shows, in one file that browsers open. */
  readonly mhtml?: Uint8Array
  /** Forms of the page that were asked for and that the browser did not give, in Chinese. */
  readonly notTaken?: readonly string[]
  readonly exchanges: readonly HttpExchange[]
  /** What the connections to the hosts of these exchanges were. */
  readonly hosts?: readonly HostRecord[]
  readonly browserVersion: string
  readonly renderedAt: string
}

export interface RenderOptions {
  readonly timeoutMs: number
  readonly signal?: AbortSignal
  /** With that site's session, where an operator opened one. */
  readonly siteId?: string
  /** Pictures that belong to the evidence: those the page did not show are asked for once it is drawn. */
  readonly pictures?: readonly string[]
  /** False leaves out PDF and MHTML. */
  readonly withPrints?: boolean
}

/** Draws one page in a fresh browser profile. Implemented in adapters/browser. */
export interface PageRenderer {
  /** @throws {FetchError} when the page cannot be drawn. @throws {BrowserUnavailableError} when there is no browser. */
  render(url: string, options: RenderOptions): Promise<RenderedPage>
}
