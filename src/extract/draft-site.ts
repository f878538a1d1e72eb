import type { Listing } from '../domain/listing.ts'
import type { FetchedPage } from '../domain/page.ts'
import type { Site } from '../domain/site.ts'
import { decodePage } from './decode-page.ts'
import { draftCards } from './draft-cards.ts'
import { draftItem } from './draft-item.ts'
import { draftJson } from './draft-json.ts'
import { type Addresses, draftAddresses, itemKeyPattern } from './draft-urls.ts'
import { extractPage } from './extract-page.ts'
import { keyInUrl } from './item-url.ts'
import { parseHtml } from './parse-html.ts'
import { platformOfHost } from './platform-of-host.ts'

/** What a person must look at, in Chinese, by the field it is about. */
export interface DraftNote {
  readonly field: string
  readonly text: string
}

export interface SiteDraft {
  readonly site: DraftedSite
  readonly notes: readonly DraftNote[]
  /** What the page gave to the general readers, to compare the draft's own reading with. */
  readonly listings: number
}

export type DraftedSite = Pick<
  Site,
  'id' | 'name' | 'status' | 'platform' | 'origin' | 'lane' | 'seeds' | 'pages' | 'itemKey' | 'dropParams'
> &
  Partial<Pick<Site, 'search' | 'list' | 'listing' | 'json'>>

/**
 * A site file guessed from one of its pages: a list or an item's page. Selectors come from the repeated cards or the
 * item's own places, paths from the arrays of its state, addresses from its links. Everything is a guess to be checked.
 */
export function draftSite(page: FetchedPage): SiteDraft {
  const { charset, text: source } = decodePage(page)
  const { listings, pageClass, title, kind } = extractPage(page)
  const url = new URL(page.finalUrl)
  const $ = parseHtml(source)
  const isItem = kind === 'listing' || isOwn(listings[0], page.finalUrl)
  const item = isItem ? draftItem($, listings[0]) : undefined
  const cards = item === undefined ? draftCards($) : undefined
  const json = cards === undefined && item === undefined ? draftJson(source, $) : undefined
  const addresses = draftAddresses(page.finalUrl, isItem ? listings.slice(0, 1) : listings, charset)
  const needsBrowser = pageClass === 'empty-shell'
  const site: DraftedSite = {
    id: url.hostname.replace(/^(?:www|m|s|search|list|item|detail)\./, '').replaceAll(/[^a-z0-9-]/g, '-'),
    name: siteName(title) || url.hostname,
    status: 'untested-live',
    platform: platformOfHost(url.hostname),
    origin: url.origin,
    lane: needsBrowser ? 'browser' : 'http',
    ...addressFields(addresses, page.finalUrl, item !== undefined),
    dropParams: addresses.dropParams,
    ...(cards === undefined ? {} : { list: cards }),
    ...(item === undefined ? {} : { listing: item }),
    ...(json === undefined ? {} : { json: [json] }),
  }
  return { site, listings: listings.length, notes: notesOn(site, { needsBrowser, charset, addresses }) }
}

type AddressFields = Pick<DraftedSite, 'seeds' | 'search' | 'pages' | 'itemKey'>

function addressFields(addresses: Addresses, url: string, isItem: boolean): AddressFields {
  return {
    seeds: [isItem ? '/' : addresses.list],
    ...(addresses.search === undefined ? {} : { search: addresses.search }),
    pages: [
      { kind: 'listing', pattern: addresses.itemPattern ?? '^/item/\\d+' },
      { kind: 'list', pattern: isItem ? '^/$' : addresses.listPattern },
    ],
    itemKey: addresses.itemKey ?? itemKeyPattern(url) ?? '/(\\d{5,20})',
  }
}

/** The page names an item in its address, and that item stands first on it. */
function isOwn(listing: Listing | undefined, url: string): boolean {
  const key = keyInUrl(url)
  return key !== undefined && listing !== undefined && keyInUrl(listing.url ?? '') === key
}

function siteName(title: string): string {
  const parts = title.split(/[-_|–—]/).map((part) => part.trim())
  return (parts.at(-1) ?? '').slice(0, 40)
}

interface Known {
  readonly needsBrowser: boolean
  readonly charset: string
  readonly addresses: Addresses
}

function notesOn(site: DraftedSite, { needsBrowser, charset, addresses }: Known): DraftNote[] {
  const notes: DraftNote[] = [
    { field: 'id', text: '编号须与文件名相同，只用小写字母、数字和连字符' },
    { field: 'status', text: '未在线核对：默认扫描不会访问，核对后改为 live' },
    { field: 'platform', text: `按域名猜测为 ${site.platform}，请核对` },
    {
      field: 'lane',
      text: needsBrowser
        ? '页面是空壳，内容由脚本生成，需要浏览器通道；先看有没有可直接读取的 JSON'
        : `网页里已有内容，普通抓取即可；编码为 ${charset}`,
    },
    { field: 'itemKey', text: '第 1 个括号是商品编号：请用两三个真实商品网址核对' },
  ]
  if (addresses.itemPattern === undefined)
    notes.push({ field: 'pages', text: '没有找到商品链接：listing 的网址规律须手工填写' })
  if (site.dropParams.length > 0)
    notes.push({ field: 'dropParams', text: '猜测为来源跟踪参数：去掉后页面应不变，请逐个核对' })
  if (site.search !== undefined)
    notes.push({ field: 'search', text: '从网址猜出：请换一个关键词、翻到第 2 页核对' })
  const selectors = Object.values({ ...site.list, ...site.listing })
  const hashed = selectors.filter(
    (selector) => selector !== undefined && /--\w{5,}|_{2}\w{5,}/.test(selector),
  )
  if (hashed.length > 0)
    notes.push({
      field: site.list === undefined ? 'listing' : 'list',
      text: '类名像是构建时生成的，网站改版后会失效',
    })
  if (site.list === undefined && site.listing === undefined && site.json === undefined)
    notes.push({
      field: 'pages',
      text: '没有找到重复的商品卡片，也没有内嵌数据：请换一个列表页或搜索结果页再试',
    })
  return notes
}
