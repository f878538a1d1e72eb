import type { Listing } from '../domain/listing.ts'
import type { FetchedPage, HttpExchange } from '../domain/page.ts'
import type { RenderedPage } from './page-renderer.ts'
import type { WarcExchange } from './write-warc.ts'

/** Raw bytes of all exchanges in one bundle. Pages of public listings are far below; a hostile page must not fill the disk. */
const MAX_TOTAL_BYTES = 64 * 1024 * 1024

export interface ChosenExchanges {
  readonly exchanges: readonly WarcExchange[]
  readonly caveats: readonly string[]
}

/**
 * Picks what goes into the WARC. Of the data responses of a page of many listings only those that hold this
 * listing are kept: what other people offered is no business of this lead.
 */
export function chooseExchanges(
  listing: Listing,
  page: FetchedPage | undefined,
  rendered: RenderedPage | undefined,
  sellerPage?: RenderedPage,
): ChosenExchanges {
  const wanted: WarcExchange[] = [
    ...relevant(page?.exchanges ?? [], listing).map((exchange) => ({ exchange, seen: 'crawl' as const })),
    ...relevant(rendered?.exchanges ?? [], listing).map((exchange) => ({
      exchange,
      seen: 'render' as const,
    })),
    ...relevant(sellerPage?.exchanges ?? [], listing).map((exchange) => ({
      exchange,
      seen: 'seller' as const,
    })),
  ]
  const exchanges: WarcExchange[] = []
  let total = 0
  for (const seen of wanted) {
    if (total + seen.exchange.body.length > MAX_TOTAL_BYTES) continue
    total += seen.exchange.body.length
    exchanges.push(seen)
  }
  const left = wanted.length - exchanges.length
  return { exchanges, caveats: left > 0 ? [`有 ${left} 个响应因总大小超过限度未存入原始记录。`] : [] }
}

function relevant(exchanges: readonly HttpExchange[], listing: Listing): HttpExchange[] {
  const http = exchanges.filter(({ url }) => /^https?:/i.test(url))
  const data = http.filter(isData)
  const holding = data.filter((exchange) => mentions(exchange, listing))
  if (holding.length === 0 || holding.length === data.length) return http
  return http.filter((exchange) => !isData(exchange) || holding.includes(exchange))
}

function isData({ responseHeaders }: HttpExchange): boolean {
  return responseHeaders.some(([name, value]) => name.toLowerCase() === 'content-type' && /json/i.test(value))
}

function mentions({ body }: HttpExchange, { id, title }: Listing): boolean {
  const key = id.slice(id.indexOf(':') + 1)
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const spellings = [JSON.stringify(key), `:${key}`, title, asciiJson(title)].filter(
    (text) => text.length > 3,
  )
  return spellings.some((text) => bytes.includes(text))
}

/** The way many servers write Chinese in JSON: \u79bb. */
function asciiJson(text: string): string {
  return text.replaceAll(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
