import type { DocumentPrinter } from '../../refer/document-printer.ts'
import type { ChromiumBrowser } from './chromium-browser.ts'

const TIMEOUT_MS = 60_000

/** Documents by the browser that draws the evidence: what it shows in a picture it shows in a PDF, and no further package is needed. */
export class BrowserDocumentPrinter implements DocumentPrinter {
  readonly #browser: Pick<ChromiumBrowser, 'withPage'>

  constructor(browser: Pick<ChromiumBrowser, 'withPage'>) {
    this.#browser = browser
  }

  async print(html: string): Promise<Uint8Array> {
    return await this.#browser.withPage({ signal: undefined, timeoutMs: TIMEOUT_MS }, async ({ page }) => {
      await page.setContent(html, { waitUntil: 'load' })
      return await page.pdf({ preferCSSPageSize: true, printBackground: true, tagged: true })
    })
  }
}
