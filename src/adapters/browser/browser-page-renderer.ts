import type { Page } from 'playwright-core'
import type { PageRenderer, RenderedPage, RenderOptions } from '../../capture/page-renderer.ts'
import type { SiteSessions } from '../../crawl/site-sessions.ts'
import type { Clock } from '../../domain/clock.ts'
import { AddressGuard, type AddressPolicy } from '../http/address-guard.ts'
import type { ChromiumBrowser, OpenPage } from './chromium-browser.ts'
import { hostRecords } from './host-records.ts'
import { openUrl, toBrowserError, visitMs } from './open-url.ts'
import { PageRecorder } from './page-recorder.ts'
import { takeForms } from './take-forms.ts'

export interface BrowserRendererOptions extends AddressPolicy {
  readonly browser: ChromiumBrowser
  readonly clock: Clock
  readonly sessions?: SiteSessions
}

/** How far the page is passed over for pictures that load when seen. */
const MAX_SHOWN_PX = 60_000
const MAX_BODY_BYTES = 16_000_000
const MAX_IMAGES_MS = 3000
const MAX_EXTRA_PICTURES = 30

/** Passes once over the page so that pictures which load when seen are loaded, then goes back to the top. */
const SHOW_LAZY_IMAGES = `(async () => {
  const end = Math.min(document.documentElement.scrollHeight, ${MAX_SHOWN_PX})
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

  async render(url: string, options: RenderOptions): Promise<RenderedPage> {
    this.#guard.check(new URL(url))
    const timeoutMs = visitMs(options.timeoutMs)
    const session = options.siteId === undefined ? undefined : this.#sessions?.stateOf(options.siteId)
    return await this.#browser.withPage({ signal: options.signal, timeoutMs, session }, (open) =>
      this.#draw(url, open, options),
    )
  }

  async #draw(url: string, open: OpenPage, options: RenderOptions): Promise<RenderedPage> {
    const { page, proxy, browserVersion } = open
    const { timeoutMs, signal, pictures = [], withPrints = true } = options
    const recorder = new PageRecorder({ page, proxy, maxBytes: MAX_BODY_BYTES, keep: 'everything' })
    try {
      const response = await openUrl(open, recorder, { url, timeoutMs })
      const renderedAt = this.#clock.now()
      await page.evaluate(SHOW_LAZY_IMAGES)
      await recorder.untilIdle(MAX_IMAGES_MS)
      const { title, text, height } = await page.evaluate<Look>(LOOK)
      const html = await page.content()
      const forms = await takeForms(page, { heightPx: height, withPrints })
      const finalUrl = response.url()
      await askFor(page, recorder, pictures)
      const exchanges = await recorder.exchanges()
      return {
        url,
        finalUrl,
        title,
        text,
        html,
        ...forms,
        exchanges,
        hosts: await hostRecords({ finalUrl, exchanges, proxy, tls: recorder.tls }),
        browserVersion,
        renderedAt,
      }
    } catch (error) {
      throw toBrowserError(error, { url, open, recorder, signal })
    }
  }
}

/**
 * Pictures that the listing names and the page did not show, as the page itself would ask for them: a gallery loads them on
 * a click. Only now, so that nothing that was kept of the page is changed by it.
 */
async function askFor(page: Page, recorder: PageRecorder, pictures: readonly string[]): Promise<void> {
  const missing = [...new Set(pictures)]
    .filter((url) => /^https?:/i.test(url) && !recorder.hasAsked(url))
    .slice(0, MAX_EXTRA_PICTURES)
  if (missing.length === 0) return
  await page.evaluate(`Promise.race([
    new Promise((resolve) => setTimeout(resolve, ${MAX_IMAGES_MS})),
    Promise.all(${JSON.stringify(missing)}.map((url) => new Promise((done) => {
      const image = new Image()
      image.onload = image.onerror = done
      image.src = url
    }))),
  ])`)
  await recorder.untilIdle(MAX_IMAGES_MS)
}
