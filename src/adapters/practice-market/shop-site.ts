import { breakMarkup, chooseKeys, SLOW_MS, TROUBLE } from './misbehave.ts'
import { type PracticeCatalogue, paginate } from './practice-catalogue.ts'
import type { PracticeOffer } from './practice-listing.ts'
import {
  type PracticeSite,
  page,
  pageNumber,
  plain,
  type Route,
  redirect,
  route,
  type SiteReply,
  type SiteRequest,
} from './practice-site.ts'
import { SHOP_NAME, ShopPages } from './shop-pages.ts'

const PAGE_SIZE = 20

const robots = (origin: string): string => `User-agent: *
Disallow: /cart
Disallow: /api/private
Disallow: /member/
Sitemap: ${origin}/sitemap.xml
`

/** 青禾集市: a server-rendered shop. */
export function shopSite(catalogue: PracticeCatalogue): PracticeSite {
  const trouble = {
    broken: chooseKeys(catalogue.lasting, { offset: 2, count: 8 }),
    withoutData: chooseKeys(catalogue.lasting, { offset: 4, count: 8 }),
    shortLinks: chooseKeys(catalogue.lasting, { offset: 6, count: 6 }),
    slow: chooseKeys(catalogue.lasting, { offset: 8, count: 1 }),
  }
  const pages = new ShopPages(catalogue, trouble.shortLinks)
  const throttledItems = [...chooseKeys(catalogue.lasting, { offset: 0, count: 3 })].map(
    (key) => `/item/${key}.html`,
  )

  const item = (offer: PracticeOffer): SiteReply => {
    const markup = pages.item(offer, { withData: !trouble.withoutData.has(offer.key) }).toString()
    const reply = page(pages.raw(trouble.broken.has(offer.key) ? breakMarkup(markup) : markup))
    return trouble.slow.has(offer.key) ? { ...reply, delayMs: SLOW_MS } : reply
  }

  return {
    name: SHOP_NAME,
    throttled: new Set(['/category/2', ...throttledItems]),
    answer: (request) =>
      route(shopRoutes(catalogue, pages, item), request) ??
      page(pages.message('404 页面走丢了', '您访问的页面不存在'), 404),
  }
}

function shopRoutes(
  catalogue: PracticeCatalogue,
  pages: ShopPages,
  item: (offer: PracticeOffer) => SiteReply,
): Route[] {
  return [
    { pattern: /^\/$/, handle: () => page(pages.home()) },
    { pattern: /^\/robots\.txt$/, handle: (_, { origin }) => plain(robots(origin)) },
    {
      pattern: /^\/sitemap\.xml$/,
      handle: (_, { origin }) => plain(pages.sitemap(origin), 'application/xml; charset=utf-8'),
    },
    {
      pattern: /^\/category\/(\d{1,4})$/,
      handle: ([number], request) => category(catalogue, pages, Number(number), request),
    },
    {
      pattern: /^\/all$/,
      handle: (_, { query }) =>
        page(
          pages.list(
            '全部宝贝',
            '/all?',
            paginate(catalogue.offers, pageNumber(query.get('page')), PAGE_SIZE),
          ),
        ),
    },
    { pattern: /^\/search$/, handle: (_, request) => search(catalogue, pages, request) },
    {
      pattern: /^\/shop\/([a-z0-9-]+)$/,
      handle: ([id], request) => sellerShop(catalogue, pages, id ?? '', request),
    },
    { pattern: /^\/item\/(\d+)\.html$/, handle: ([key]) => itemReply(catalogue, pages, item, key ?? '') },
    { pattern: /^\/s\/(\d+)$/, handle: ([key]) => redirect(`/i/${key}?from=short`) },
    {
      pattern: /^\/i\/(\d+)$/,
      handle: ([key]) => redirect(key === TROUBLE.loop ? `/s/${key}` : `/item/${key}.html`),
    },
    { pattern: /^\/flash$/, handle: () => page(pages.flash()) },
    { pattern: /^\/verify$/, handle: () => page(pages.captcha()) },
    {
      pattern: /^\/(?:cart|member\/|api\/private)/,
      handle: () => page(pages.message('请先登录', '登录后查看您的购物车与会员权益')),
    },
  ]
}

function category(
  catalogue: PracticeCatalogue,
  pages: ShopPages,
  number: number,
  { query }: SiteRequest,
): SiteReply | undefined {
  const section = catalogue.section(number)
  if (!section) return undefined
  const shown = paginate(catalogue.inSection(section), pageNumber(query.get('page')), PAGE_SIZE)
  return page(pages.list(section.name, `/category/${number}?`, shown))
}

function search(catalogue: PracticeCatalogue, pages: ShopPages, { query }: SiteRequest): SiteReply {
  const words = (query.get('q') ?? '').slice(0, 100)
  const shown = paginate(catalogue.search(words), pageNumber(query.get('page')), PAGE_SIZE)
  return page(pages.list(`搜索：${words}`, `/search?q=${encodeURIComponent(words)}&`, shown))
}

function sellerShop(
  catalogue: PracticeCatalogue,
  pages: ShopPages,
  id: string,
  { query }: SiteRequest,
): SiteReply | undefined {
  const offers = catalogue.bySeller(id)
  const [first] = offers
  if (!first) return undefined
  const shown = paginate(offers, pageNumber(query.get('page')), PAGE_SIZE)
  return page(pages.sellerShop(first, catalogue.seller(id)?.contact, shown))
}

function itemReply(
  catalogue: PracticeCatalogue,
  pages: ShopPages,
  item: (offer: PracticeOffer) => SiteReply,
  key: string,
): SiteReply | undefined {
  const offer = catalogue.find(key)
  if (offer) return item(offer)
  if (TROUBLE.captcha.some((walled) => walled === key)) return redirect(`/verify?next=/item/${key}.html`, 302)
  if (key === TROUBLE.broken) return page(pages.message('系统繁忙', '服务器内部错误，工程师正在处理'), 500)
  if (key === TROUBLE.gone) return page(pages.message('商品已下架', '该商品已被卖家永久删除'), 410)
  // Half of what was taken down answers 200, as many shops do.
  const isSoft = key === TROUBLE.softNotFound || (catalogue.isGone(key) && Number(key) % 2 === 1)
  if (isSoft) return page(pages.message('商品不存在', '很抱歉，您查看的商品找不到了，可能已下架或被转移'))
  return undefined
}
