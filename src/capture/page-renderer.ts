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
  /** The top of the page, small, for lists. */
  readonly thumbnailJpeg?: Uint8Array
  /** Set when the page was taller than the screenshot's limit: the full height in CSS pixels. */
  readonly cutAtHeightPx: number | undefined
  readonly exchanges: readonly HttpExchange[]
  readonly browserVersion: string
  readonly renderedAt: string
}

/** Draws one page in a fresh browser profile. Implemented in adapters/browser. */
export interface PageRenderer {
  /** @throws {FetchError} when the page cannot be drawn. @throws {BrowserUnavailableError} when there is no browser. */
  render(
    url: string,
    /** `siteId`: with that site's session, where an operator opened one. */
    options: { timeoutMs: number; signal?: AbortSignal; siteId?: string },
  ): Promise<RenderedPage>
}
