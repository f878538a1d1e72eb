import { afterAll, describe, expect, it } from 'vitest'
import { BrowserDocumentPrinter } from '../../../src/adapters/browser/browser-document-printer.ts'
import { ChromiumBrowser } from '../../../src/adapters/browser/chromium-browser.ts'
import { findChromium } from '../../../src/adapters/browser/find-chromium.ts'
import { blocksToHtml } from '../../../src/refer/blocks-to-html.ts'
import { startServer } from '../http/loopback-server.ts'

const browser = new ChromiumBrowser({
  executablePath: findChromium(process.env),
  userAgent: 'test',
  allowPrivate: true,
})
afterAll(() => browser.close())
const printer = new BrowserDocumentPrinter(browser)

describe('BrowserDocumentPrinter', () => {
  it('prints a document on A4, as many pages as it needs', async () => {
    const paragraphs = Array.from({ length: 30 }, (_, index) => ({
      kind: 'paragraph' as const,
      text: `第 ${index} 段`,
    }))
    const pdf = Buffer.from(
      await printer.print(blocksToHtml('笔录', [{ kind: 'title', text: '笔录' }, ...paragraphs])),
    )
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    const pages = [...pdf.toString('latin1').matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)]
    expect(pages).toHaveLength(2)
    // 210 × 297 mm in points.
    for (const [, width, height] of pages) {
      expect(Math.abs(Number(width) - 595.28)).toBeLessThan(1)
      expect(Math.abs(Number(height) - 841.89)).toBeLessThan(1)
    }
  })

  it('loads nothing and runs nothing that a page put into the document', async () => {
    const { origin, asked, close } = await startServer((_, response) => response.end())
    const hostile = `<img src="${origin}/a"><script>fetch("${origin}/b")</script>`
    const html = blocksToHtml(hostile, [{ kind: 'note', text: hostile }])
    expect(html).toContain('&lt;script&gt;')
    await printer.print(html.replace('<body>', `<body>${hostile}`))
    await close()
    expect(asked).toEqual([])
  })
})
