import { Html, type HtmlValue, html } from './html.ts'

/** Said on every page, so that a screenshot of one can never be taken for the real thing. */
export const FOOTER = '演练站点，内容纯属虚构'

export interface SiteRequest {
  /** Where the site is reached: `http://127.0.0.1:18701`. */
  readonly origin: string
  /** Path as sent, before any `?`. */
  readonly path: string
  /** After the `?`, still percent-encoded. */
  readonly rawQuery: string
  readonly query: URLSearchParams
}

export interface SiteReply {
  readonly status: number
  readonly type: string
  readonly body: string | Uint8Array
  readonly headers?: Readonly<Record<string, string>>
  /** Holds the answer back; a slow page. */
  readonly delayMs?: number
}

/** One fictional site: a function from request to reply, given what it shows today. */
export interface PracticeSite {
  readonly name: string
  /** Paths that answer 429 with `Retry-After` until a second after they were first asked for. */
  readonly throttled: ReadonlySet<string>
  answer(request: SiteRequest): SiteReply
}

export const HTML_TYPE = 'text/html; charset=utf-8'

export function page(body: Html, status = 200, extra: Partial<SiteReply> = {}): SiteReply {
  return { status, type: HTML_TYPE, body: body.toString(), ...extra }
}

export function json(value: unknown, status = 200): SiteReply {
  return { status, type: 'application/json; charset=utf-8', body: JSON.stringify(value) }
}

export function plain(body: string, type = 'text/plain; charset=utf-8'): SiteReply {
  return { status: 200, type, body }
}

export function redirect(location: string, status: 301 | 302 = 301): SiteReply {
  return { status, type: HTML_TYPE, body: '', headers: { location } }
}

/** A whole number of at least 1 from a query; anything else is the first page, as on most sites. */
export function pageNumber(text: string | null): number {
  return text !== null && /^[1-9]\d{0,5}$/.test(text) ? Number(text) : 1
}

export interface Route {
  readonly pattern: RegExp
  handle(groups: readonly string[], request: SiteRequest): SiteReply | undefined
}

/** The first route whose pattern fits the path and that has an answer. */
export function route(routes: readonly Route[], request: SiteRequest): SiteReply | undefined {
  for (const { pattern, handle } of routes) {
    const match = pattern.exec(request.path)
    const reply = match ? handle(match.slice(1), request) : undefined
    if (reply) return reply
  }
  return undefined
}

export interface DocumentParts {
  readonly title: string
  readonly styles: string
  readonly head?: HtmlValue
  readonly body: HtmlValue
  readonly charset?: string
}

export function htmlDocument({ title, styles, head, body, charset = 'utf-8' }: DocumentParts): Html {
  return html`<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="${charset}">
<title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>${new Html(styles)}</style>
${head}</head>
<body>
${body}
<footer class="site-footer">${FOOTER}</footer>
</body>
</html>
`
}
