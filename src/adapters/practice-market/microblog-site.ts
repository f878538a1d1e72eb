import { MICROBLOG_NAME, MicroblogPages } from './microblog-pages.ts'
import { breakMarkup, chooseKeys, SLOW_MS, TROUBLE } from './misbehave.ts'
import { hashText, type PracticeCatalogue, paginate, publishedOn } from './practice-catalogue.ts'
import type { PracticeOffer } from './practice-listing.ts'
import {
  json,
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
import { picturePath } from './serve-pictures.ts'

const PAGE_SIZE = 15
/** One post in so many is missing from the HTML timeline and stands only in the API. */
const API_ONLY_STEP = 5

const ROBOTS = `User-agent: *
Disallow: /api/private
Disallow: /settings/
`

/** 言川微博客: HTML pages and a JSON API side by side, neither of them whole. */
export function microblogSite(catalogue: PracticeCatalogue): PracticeSite {
  const apiOnly = chooseKeys(catalogue.lasting, { offset: 1, step: API_ONLY_STEP, count: 1000 })
  const broken = chooseKeys(catalogue.lasting, { offset: 3, count: 4 })
  const slow = chooseKeys(catalogue.lasting, { offset: 5, count: 1 })
  const shortLinks = chooseKeys(catalogue.lasting, { offset: 7, count: 3 })
  const throttled = [...chooseKeys(catalogue.lasting, { offset: 9, count: 2 })].map((key) => `/p/${key}`)
  const pages = new MicroblogPages(catalogue, shortLinks)
  const timeline = catalogue.offers.filter(({ key }) => !apiOnly.has(key))

  const post = (offer: PracticeOffer): SiteReply => {
    const reply = page(pages.post(offer))
    const body = broken.has(offer.key) ? breakMarkup(String(reply.body)) : reply.body
    return slow.has(offer.key) ? { ...reply, body, delayMs: SLOW_MS } : { ...reply, body }
  }
  const routes: Route[] = [
    {
      pattern: /^\/$/,
      handle: (_, { query }) =>
        page(
          pages.timeline(paginate(timeline, pageNumber(query.get('page')), PAGE_SIZE), apiPages(catalogue)),
        ),
    },
    { pattern: /^\/robots\.txt$/, handle: () => plain(ROBOTS) },
    { pattern: /^\/p\/(\d+)$/, handle: ([key]) => postReply(catalogue, pages, post, key ?? '') },
    { pattern: /^\/u\/([a-z0-9-]+)$/, handle: ([id]) => user(catalogue, pages, id ?? '') },
    { pattern: /^\/search$/, handle: (_, request) => search(catalogue, pages, request) },
    { pattern: /^\/login$/, handle: () => page(pages.login()) },
    { pattern: /^\/s\/(\d+)$/, handle: ([key]) => redirect(`/i/${key}`) },
    {
      pattern: /^\/i\/(\d+)$/,
      handle: ([key]) => redirect(key === TROUBLE.loop ? `/s/${key}` : `/p/${key}`),
    },
    { pattern: /^\/api\/statuses$/, handle: (_, request) => statuses(catalogue, request) },
    { pattern: /^\/settings\//, handle: () => redirect('/login', 302) },
  ]
  return {
    name: MICROBLOG_NAME,
    throttled: new Set(['/?page=2', '/api/statuses?cursor=20', ...throttled]),
    answer: (request) =>
      route(routes, request) ?? page(pages.message('页面不存在', '抱歉，您访问的页面不存在'), 404),
  }
}

const API_PAGE_SIZE = 20

function apiPages({ offers }: PracticeCatalogue): string[] {
  const count = Math.ceil(offers.length / API_PAGE_SIZE)
  return Array.from({ length: count }, (_, index) => `/api/statuses?cursor=${index * API_PAGE_SIZE}`)
}

function statuses(catalogue: PracticeCatalogue, { query }: SiteRequest): SiteReply {
  const cursor = query.get('cursor') ?? '0'
  if (!/^\d{1,6}$/.test(cursor)) return json({ ok: 0, msg: '参数错误' }, 400)
  const start = Number(cursor)
  const shown = catalogue.offers.slice(start, start + API_PAGE_SIZE)
  const next = start + shown.length
  return json({
    ok: 1,
    data: { statuses: shown.map(status), since_id: next < catalogue.offers.length ? String(next) : null },
  })
}

function status(offer: PracticeOffer): object {
  const { key, title, body, price, seller, sellerName, place, section } = offer
  return {
    mblog: {
      mid: key,
      title,
      text: body,
      created_at: publishedOn(offer),
      region_name: place,
      topic: section,
      user: { id: seller, screen_name: sellerName },
      pics: [{ url: picturePath(offer) }],
      ...(price === undefined ? {} : { card: { price } }),
      attitudes_count: hashText(key) % 300,
    },
  }
}

/** One account in eight shows its page to members only; its posts are on the timeline all the same. */
export function isMembersOnly(sellerId: string): boolean {
  return hashText(sellerId) % 8 === 0
}

function user(catalogue: PracticeCatalogue, pages: MicroblogPages, id: string): SiteReply | undefined {
  const offers = catalogue.bySeller(id)
  const [first] = offers
  if (!first) return undefined
  if (isMembersOnly(id)) return redirect(`/login?next=/u/${id}`, 302)
  return page(pages.user(first, catalogue.seller(id)?.contact, offers))
}

function search(catalogue: PracticeCatalogue, pages: MicroblogPages, { query }: SiteRequest): SiteReply {
  const words = (query.get('q') ?? '').slice(0, 100)
  return page(
    pages.search(words, paginate(catalogue.search(words), pageNumber(query.get('page')), PAGE_SIZE)),
  )
}

function postReply(
  catalogue: PracticeCatalogue,
  pages: MicroblogPages,
  post: (offer: PracticeOffer) => SiteReply,
  key: string,
): SiteReply | undefined {
  const offer = catalogue.find(key)
  if (offer) return post(offer)
  if (TROUBLE.login.some((walled) => walled === key)) return redirect(`/login?next=/p/${key}`, 302)
  if (key === TROUBLE.broken) return page(pages.message('服务异常', '服务器内部错误，工程师正在处理'), 500)
  if (key === TROUBLE.gone)
    return page(pages.message('账号已注销', '该账号因违反社区公约，内容已被删除'), 410)
  if (key === TROUBLE.softNotFound) return page(pages.message('微博不存在', '抱歉，该微博不存在或已被删除'))
  return catalogue.isGone(key)
    ? page(pages.message('微博不存在', '抱歉，此微博已被作者删除'), 404)
    : undefined
}
