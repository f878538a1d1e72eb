import { z } from 'zod'

export type Header = readonly [name: string, value: string]

/** One request and its response as they went over the wire; what a WARC record is made of. */
export interface HttpExchange {
  readonly url: string
  readonly method: string
  readonly requestHeaders: readonly Header[]
  readonly status: number
  readonly statusText: string
  readonly httpVersion: string
  /** In order, names in their original case. */
  readonly responseHeaders: readonly Header[]
  /** As received. In the browser lane Chromium has already undone the content encoding: `bodyDecoded` is then true. */
  readonly body: Uint8Array
  readonly bodyDecoded: boolean
  /** The size limit cut the body short. */
  readonly truncated: boolean
  readonly remoteAddress: string | undefined
  /** ISO 8601 UTC. */
  readonly startedAt: string
  readonly durationMs: number
}

/** One fetched response, raw bytes kept. */
export interface FetchedPage {
  readonly siteId: string
  /** The URL asked for. */
  readonly url: string
  /** After redirects. */
  readonly finalUrl: string
  readonly status: number
  readonly contentType: string | undefined
  readonly lane: 'http' | 'browser'
  /** ISO 8601 UTC. */
  readonly fetchedAt: string
  /** Bytes of the document with the content encoding undone; in the browser lane, the DOM as UTF-8 HTML. */
  readonly body: Uint8Array
  /** True when `body` is known to be UTF-8 whatever the page declares. */
  readonly bodyIsUtf8: boolean
  /** Every hop, the document last; in the browser lane also the JSON responses that the page drew from. */
  readonly exchanges: readonly HttpExchange[]
}

/** The first header of that name, which is in lower case. */
export function headerIn(headers: readonly Header[], name: string): string | undefined {
  return headers.find(([key]) => key.toLowerCase() === name)?.[1]
}

/** The page's own response, not a redirect before it or the pictures and JSON it drew from. */
export function ownExchange({ exchanges, finalUrl, status }: FetchedPage): HttpExchange | undefined {
  return exchanges.findLast((exchange) => exchange.url === finalUrl && exchange.status === status)
}

/** What a page turned out to be. Only `ok` says anything about the listings on it. */
export const PageClass = z.enum([
  'ok',
  'not-modified',
  'login-wall',
  'captcha',
  'rate-limited',
  'soft-404',
  'gone',
  'geo-blocked',
  'empty-shell',
  'server-error',
  'client-error',
])
export type PageClass = z.infer<typeof PageClass>

export const PAGE_CLASS_LABEL: Record<PageClass, string> = {
  ok: '正常',
  'not-modified': '未变化',
  'login-wall': '需登录',
  captcha: '验证码',
  'rate-limited': '限流',
  'soft-404': '已下架',
  gone: '不存在',
  'geo-blocked': '地区限制',
  'empty-shell': '空壳页',
  'server-error': '服务器错误',
  'client-error': '拒绝访问',
}
