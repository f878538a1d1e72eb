/** Parameters that say where a click came from, not what is shown. */
const TRACKING =
  /^(?:spm|scm|utm_\w+|from|pvid|abbucket|ns|acm|ptp|track\w*|ref|referer|share_\w+|xsec_\w+|gclid|fbclid)$/i
/** Parameters that are an item's number, the surest first; compared in lower case without `_`. */
const ITEM_PARAMS =
  'itemid id infoid goodsid productid offerid listingid auctionid skuid sku tid mid noteid pid aid'.split(' ')

/** Absolute, without fragment and tracking; undefined for what is no web address. */
export function canonicalUrl(
  href: string,
  base: string,
  dropParams: readonly string[] = [],
): string | undefined {
  return parseCanonical(href, base, dropParams)?.href
}

/** The same, taken apart. */
export function parseCanonical(href: string, base: string, dropParams: readonly string[]): URL | undefined {
  const url = parseUrl(href, base)
  if (url === undefined || !/^https?:$/.test(url.protocol)) return undefined
  // Setting a part reads the whole address again: most links have neither.
  const { href: whole } = url
  if (whole.includes('#')) url.hash = ''
  if (whole.includes('?')) url.search = withoutParams(url.search, dropParams)
  return url.href.length <= 4000 ? url : undefined
}

/** On the undecoded query: URLSearchParams would turn the GBK bytes of old sites into replacement characters. */
function withoutParams(search: string, dropParams: readonly string[]): string {
  const kept = search
    .replace(/^\?/, '')
    .split('&')
    .filter((pair) => {
      const name = pair.split('=', 1)[0] as string
      return pair !== '' && !TRACKING.test(name) && !dropParams.includes(name)
    })
  return kept.length === 0 ? '' : `?${kept.join('&')}`
}

export function absoluteUrl(href: string, base: string): string | undefined {
  const url = parseUrl(href, base)
  return url !== undefined && /^https?:$/.test(url.protocol) && url.href.length <= 4000 ? url.href : undefined
}

function parseUrl(href: string, base: string): URL | undefined {
  return URL.parse(href.trim(), base) ?? undefined
}

/** Path and query: what the patterns of a site are written for. */
export function pathOf(address: string): string {
  const url = URL.parse(address)
  return url === null ? '' : url.pathname + url.search
}

/** The item's number as addresses usually carry it; undefined when the address names no item. */
export function keyInUrl(address: string): string | undefined {
  const url = URL.parse(address)
  if (url === null) return undefined
  const params = new Map(
    [...url.searchParams].map(([name, value]) => [name.toLowerCase().replaceAll('_', ''), value]),
  )
  const named = ITEM_PARAMS.map((name) => params.get(name)).find((value) => /^[\w-]{1,60}$/.test(value ?? ''))
  if (named !== undefined) return named
  if (/viewtopic/i.test(url.pathname) && params.has('t')) return params.get('t')
  const segments = url.pathname.split('/').filter((segment) => segment !== '')
  // Messages are numbered within their channel.
  if (url.hostname === 't.me') return segments.filter((segment) => segment !== 's').join('-') || undefined
  const last = segments.findLast((segment) => /\d{3}|^[0-9a-f]{12,}/i.test(segment))
  if (last === undefined) return undefined
  const bare = last.replace(/\.\w{1,5}$/, '').slice(0, 100)
  // The digits inside a hexadecimal number are not the number.
  if (/^[0-9a-f]{16,}$/i.test(bare) && /[a-f]/i.test(bare)) return bare
  return /(?:^|\D)(\d{5,20})(?:\D|$)/.exec(last)?.[1] ?? bare
}
