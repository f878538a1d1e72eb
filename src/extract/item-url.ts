/** Parameters that say where a click came from, not what is shown. */
const TRACKING =
  /^(?:spm|scm|utm_\w+|from|pvid|abbucket|ns|acm|ptp|track\w*|ref|referer|share_\w+|xsec_\w+|gclid|fbclid)$/i
/** Parameters that are an item's number, the surest first. */
const ITEM_PARAMS = [
  'itemId',
  'item_id',
  'id',
  'infoId',
  'goods_id',
  'goodsId',
  'offerId',
  'skuId',
  'sku',
  'tid',
  'mid',
  'noteId',
  'pid',
  'aid',
]

/** Absolute, without fragment and tracking; undefined for what is no web address. */
export function canonicalUrl(
  href: string,
  base: string,
  dropParams: readonly string[] = [],
): string | undefined {
  const url = parseUrl(href, base)
  if (url === undefined || !/^https?:$/.test(url.protocol)) return undefined
  url.hash = ''
  const dropped = [...url.searchParams.keys()].filter(
    (name) => TRACKING.test(name) || dropParams.includes(name),
  )
  for (const name of dropped) url.searchParams.delete(name)
  return url.href.length <= 4000 ? url.href : undefined
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
  const named = ITEM_PARAMS.map((name) => url.searchParams.get(name)).find((value) =>
    /^[\w-]{1,60}$/.test(value ?? ''),
  )
  if (named != null) return named
  const segments = url.pathname.split('/').filter((segment) => segment !== '')
  const last = segments.findLast((segment) => /\d{3}|^[0-9a-f]{12,}/i.test(segment))
  return last === undefined
    ? undefined
    : (/(?:^|\D)(\d{5,20})(?:\D|$)/.exec(last)?.[1] ?? last.replace(/\.\w{1,5}$/, '').slice(0, 100))
}
