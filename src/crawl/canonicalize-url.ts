import type { Site } from '../domain/site.ts'

/** Longer than any address people use; a trap that grows its own path ends here. */
const MAX_URL_LENGTH = 4000
const UNRESERVED = /[A-Za-z0-9._~-]/

/**
 * The key under which a URL is visited at most once in a run: fragment and the site's noise
 * parameters dropped, parameters sorted, percent-encoding in one form. Undefined when it cannot be visited.
 */
export function canonicalizeUrl(raw: string, site: Pick<Site, 'origin' | 'dropParams'>): string | undefined {
  const url = parseHttpUrl(raw, site.origin)
  if (url === undefined) return undefined
  url.hash = ''
  url.pathname = normalizePercent(url.pathname)
  url.search = canonicalQuery(url.search, site.dropParams, true)
  return url.href
}

/** The URL to ask for: as the site wrote it, without fragment and noise parameters. */
export function requestUrl(raw: string, site: Pick<Site, 'origin' | 'dropParams'>): string | undefined {
  const url = parseHttpUrl(raw, site.origin)
  if (url === undefined) return undefined
  url.hash = ''
  url.search = canonicalQuery(url.search, site.dropParams, false)
  return url.href
}

function parseHttpUrl(raw: string, base: string): URL | undefined {
  if (raw.length > MAX_URL_LENGTH) return undefined
  const url = URL.parse(raw.trim(), base)
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined
  // A link must never make the crawler log in with credentials it carries.
  url.username = ''
  url.password = ''
  return url
}

/** Works on the undecoded query: URLSearchParams would turn GBK bytes into replacement characters. */
function canonicalQuery(search: string, dropParams: readonly string[], canonical: boolean): string {
  const drop = new Set(dropParams)
  const pairs = search
    .replace(/^\?/, '')
    .split('&')
    .map((pair) => (canonical ? canonicalPair(pair) : pair))
    .filter((pair) => pair !== '' && !drop.has(nameOf(pair)))
  // Sorting is stable: repeated parameters keep their order.
  if (canonical) pairs.sort((a, b) => compare(nameOf(a), nameOf(b)))
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}

const QUERY_RESERVED = /[!*'(),:;@/?$[\]|^`{}\\<>"#]/g

/**
 * A form's way of writing: blanks as `+`, every reserved sign escaped, a name without a value as an empty one. A server
 * that reads parameters sees no difference; the page is asked for as the site wrote it.
 */
function canonicalPair(pair: string): string {
  if (pair === '') return ''
  const [name, ...value] = normalizePercent(pair.replaceAll('%20', '+')).split('=')
  return `${escapeReserved(name as string)}=${escapeReserved(value.join('%3D'))}`
}

function escapeReserved(text: string): string {
  return text.replace(
    QUERY_RESERVED,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}

function nameOf(pair: string): string {
  const end = pair.indexOf('=')
  return end === -1 ? pair : pair.slice(0, end)
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** RFC 3986 6.2.2: upper-case hex digits, and no escape where none is needed. */
function normalizePercent(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => {
    const char = String.fromCharCode(Number.parseInt(hex, 16))
    return UNRESERVED.test(char) ? char : `%${hex.toUpperCase()}`
  })
}
