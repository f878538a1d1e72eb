import type { FetchedPage } from '../../src/domain/page.ts'

/** A page as the HTTP lane hands it over, with the given text or bytes as its body. */
export function aPage(body: string | Uint8Array, overrides: Partial<FetchedPage> = {}): FetchedPage {
  const url = overrides.url ?? 'https://market.example/item/10001.html'
  return {
    siteId: 'example',
    url,
    finalUrl: url,
    status: 200,
    contentType: 'text/html',
    lane: 'http',
    fetchedAt: '2026-01-01T00:00:00.000Z',
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
    bodyIsUtf8: false,
    exchanges: [],
    ...overrides,
  }
}
