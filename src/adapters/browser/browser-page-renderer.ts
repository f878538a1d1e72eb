import type { Page } from 'playwright-core'
import type { PageRenderer, RenderedPage } from '../../capture/page-renderer.ts'
import type { SiteSessions } from '../../crawl/site-sessions.ts'
import type { Clock } from '../../domain/clock.ts'
import { AddressGuard, type AddressPolicy } from '../http/address-guard.ts'
import { type ChromiumBrowser, type OpenPage, VIEWPORT } from './chromium-browser.ts'
import { openUrl, toBrowserError, visitMs } from './open-url.ts'
import { PageRecorder } from './page-recorder.ts'

export interface BrowserRendererOptions extends AddressPolicy {
  readonly browser: ChromiumBrowser
  readonly clock: Clock
  readonly sessions?: SiteSessions
}

/** Chromium draws at most 16,384 px into one picture, and nobody reads further than this. */
const MAX_HEIGHT_PX = 12_000
const MAX_BODY_BYTES = 16_000_000
const MAX_IMAGES_MS = 3000

/** Passes once over the page so that pictures which load when seen are loaded, then goes back to the top. */
const SHOW_LAZY_IMAGES = `(async () => {
  const end = Math.min(document.documentElement.scrollHeight, ${MAX_HEIGHT_PX})
  for (let y = innerHeight; y < end; y += innerHeight) {
    scrollTo(0, y)
    await new Promise((resolve) => setTimeout(resolve, 16))
  }
  scrollTo(0, 0)
})()`

const LOOK = `({
  title: document.title,
  text: document.body ? document.body.innerText : '',
  height: Math.max(document.documentElement.scrollHeight, document.body ? document.body.scrollHeight : 0),
})`

interface Look {
  readonly title: string
  readonly text: string
  readonly height: number
}

/** Draws one page for the evidence. */
export class BrowserPageRenderer implements PageRenderer {
  readonly #browser: ChromiumBrowser
  readonly #clock: Clock
  readonly #guard: AddressGuard
  readonly #sessions: SiteSessions | undefined

  constructor(options: BrowserRendererOptions) {
    this.#browser = options.browser
    this.#clock = options.clock
    this.#guard = new AddressGuard(options)
    this.#sessions = options.sessions
  }

  async render(
    url: string,
    options: { timeoutMs: number; signal?: AbortSignal; siteId?: string },
  ): Promise<RenderedPage> {
    this.#guard.check(new URL(url))
    const timeoutMs = visitMs(options.timeoutMs)
    const session = options.siteId === undefined ? undefined : this.#sessions?.stateOf(options.siteId)
    return await this.#browser.withPage({ signal: options.signal, timeoutMs, session }, (open) =>
      this.#draw(url, open, options),
    )
  }

  async #draw(
    url: string,
    open: OpenPage,
    { timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal },
  ): Promise<RenderedPage> {
    const { page, proxy, browserVersion } = open
    const recorder = new PageRecorder({ page, proxy, maxBytes: MAX_BODY_BYTES, withImages: true })
    try {
      const response = await openUrl(open, recorder, { url, timeoutMs })
      const renderedAt = this.#clock.now()
      await page.evaluate(SHOW_LAZY_IMAGES)
      await recorder.untilIdle(MAX_IMAGES_MS)
      const { title, text, height } = await page.evaluate<Look>(LOOK)
      return {
        url,
        finalUrl: response.url(),
        title,
        text,
        html: await page.content(),
        ...(await takePictures(page, Math.min(height, MAX_HEIGHT_PX))),
        cutAtHeightPx: height > MAX_HEIGHT_PX ? height : undefined,
        exchanges: await recorder.exchanges(),
        browserVersion,
        renderedAt,
      }
    } catch (error) {
      throw toBrowserError(error, { url, open, recorder, signal })
    }
  }
}

/**
 * One picture from top to bottom, and a small one of the top for lists. Asked of Chromium directly: Playwright
 * would lay the page out once more.
 */
async function takePictures(
  page: Page,
  height: number,
): Promise<{ screenshotPng: Uint8Array; thumbnailJpeg: Uint8Array }> {
  const session = await page.context().newCDPSession(page)
  const take = async (format: object, clip: { height: number; scale: number }): Promise<Uint8Array> => {
    const { data } = await session.send('Page.captureScreenshot', {
      ...format,
      captureBeyondViewport: true,
      clip: { x: 0, y: 0, width: VIEWPORT.width, ...clip },
    })
    return Buffer.from(data, 'base64')
  }
  return {
    screenshotPng: await take({ format: 'png' }, { height: Math.max(height, 1), scale: 1 }),
    thumbnailJpeg: await take({ format: 'jpeg', quality: 60 }, { height: VIEWPORT.height, scale: 0.25 }),
  }
}
