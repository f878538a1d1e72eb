import type { Listing } from '../domain/listing.ts'
import type { Site } from '../domain/site.ts'
import { keyInUrl, pathOf } from './item-url.ts'

export interface Addresses {
  /** Path and query of the page the draft was made from. */
  readonly list: string
  readonly listPattern: string
  readonly search: Site['search']
  readonly itemPattern: string | undefined
  readonly itemKey: string | undefined
  readonly dropParams: string[]
}

/** What the addresses of a page and of the items on it have in common. */
export function draftAddresses(url: string, listings: readonly Listing[], charset: string): Addresses {
  const items = listings.map((listing) => listing.url ?? '').filter((item) => item !== '')
  const itemKey = mostCommon(items.map(itemKeyPattern)) ?? namedItems(items)
  return {
    list: pathOf(url),
    listPattern: `^${escapePattern(new URL(url).pathname)}`,
    search: searchOf(url, charset),
    itemPattern: itemKey?.replace(/\((\\d\+|\[[^\]]+\]\+)\)/, '$1'),
    itemKey,
    dropParams: extraParams(items),
  }
}

/** `/item/123.html` → `^/item/(\d+)\.html`; `?id=5` → `[?&]id=(\d+)`. Undefined when the address names no item. */
export function itemKeyPattern(url: string): string | undefined {
  const key = keyInUrl(url)
  const path = pathOf(url)
  if (key === undefined || path === '') return undefined
  const shape = /^\d+$/.test(key) ? '(\\d+)' : '([\\w-]+)'
  const parsed = new URL(url)
  const param = [...parsed.searchParams].find(([, value]) => value === key)?.[0]
  if (param !== undefined)
    return `^${escapePattern(parsed.pathname)}\\?(?:.*&)?${escapePattern(param)}=${shape}`
  const at = parsed.pathname.lastIndexOf(key)
  if (at < 0) return undefined
  const before = parsed.pathname.slice(0, at)
  const after = parsed.pathname.slice(at + key.length)
  // A name in the path differs with every item; only the last folder and what is glued to the number stays.
  const folder = /^(.*?\/)[^/]*$/.exec(before)?.[1] ?? before
  const isSlug = before.length > folder.length && /[a-z]{3,}-|%/i.test(before.slice(folder.length))
  const rest = /^[\w.-]{0,12}$/.test(after) ? escapePattern(after) : ''
  return isSlug
    ? `^${escapePattern(folder)}[^/]*?${shape}${rest}`
    : `^${escapePattern(before)}${shape}${rest}`
}

const SHARED = 0.6

/** Shops that name their goods in the path: what most of their addresses begin with, `^/product/([^/?]+)`. */
function namedItems(items: readonly string[]): string | undefined {
  const folders = items.map((item) => /^(\/(?:[\w-]+\/)*)[\w%.-]+\/?$/.exec(new URL(item).pathname)?.[1])
  const folder = mostCommon(folders)
  if (folder === undefined || folders.filter((one) => one === folder).length < items.length * SHARED)
    return undefined
  const ending = items.every((item) => new URL(item).pathname.endsWith('.html')) ? '\\.html' : ''
  return `^${escapePattern(folder)}([^/?.]+)${ending}`
}

const QUERY_NAMES =
  /^(?:q|k|kw|kwd|key|keys?words?|wd|word|search(?:_?text|key)?|srchtxt|query|_nkw|keyword)$/i
const PAGE_NAMES = /^(?:p|page|pn|pageno|page_?num|pageindex|s_page|_pgn)$/i

function searchOf(url: string, charset: string): Site['search'] {
  const { pathname, search } = new URL(url)
  const pairs = search.slice(1).split('&')
  if (!pairs.some((pair) => QUERY_NAMES.test(nameOf(pair)))) return undefined
  const kept = pairs
    .map((pair) => {
      if (QUERY_NAMES.test(nameOf(pair))) return `${nameOf(pair)}={q}`
      return PAGE_NAMES.test(nameOf(pair)) ? `${nameOf(pair)}={page}` : pair
    })
    .filter((pair) => pair.includes('{') || !TRACKING.test(nameOf(pair)))
  const isGbk = charset === 'gb18030' && !/%E[4-9]%[89AB]/i.test(search)
  return {
    template: `${pathname}?${kept.join('&')}`,
    maxPages: 1,
    keywords: [],
    charset: isGbk ? 'gb18030' : 'utf-8',
  }
}

const TRACKING =
  /spm|scm|utm|^from|ref|track|trk|hash|pvid|bucket|abtest|sign|token|timestamp|^_|psid|entinfo|clk|click|log/i

/** Parameters of items' addresses that are not the item's number and look like a trace of the click. */
function extraParams(items: readonly string[]): string[] {
  const names = items.flatMap((item) => {
    const key = keyInUrl(item)
    return [...new URL(item).searchParams]
      .filter(([name, value]) => value !== key && TRACKING.test(name))
      .map(([name]) => name)
  })
  return [...new Set(['spm', 'from', ...names])].slice(0, 20)
}

function nameOf(pair: string): string {
  return pair.split('=', 1)[0] as string
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}

function mostCommon(values: readonly (string | undefined)[]): string | undefined {
  const counts = Map.groupBy(
    values.filter((value) => value !== undefined),
    (value) => value,
  )
  return [...counts].reduce<[string, string[]] | undefined>(
    (best, next) => (best === undefined || next[1].length > best[1].length ? next : best),
    undefined,
  )?.[0]
}
