import { type FetchedPage, headerIn, ownExchange } from '../domain/page.ts'

/**
 * How long the host asks us to stay away, in ms: seconds or an HTTP date. Undefined when it does not say.
 * 429 without the header is still a request to slow down; the caller backs off by itself.
 */
export function retryAfterMs(page: FetchedPage, now: string): number | undefined {
  const value = headerOf(page, 'retry-after')?.trim()
  if (value === undefined || value === '') return undefined
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000
  const at = Date.parse(value)
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.parse(now))
}

/** A header of the page's own response. */
export function headerOf(page: FetchedPage, name: string): string | undefined {
  return headerIn(ownExchange(page)?.responseHeaders ?? [], name)
}
