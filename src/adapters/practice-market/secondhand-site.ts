import { chooseKeys, SLOW_MS, TROUBLE } from './misbehave.ts'
import { type PracticeCatalogue, paginate, publishedOn } from './practice-catalogue.ts'
import type { PracticeOffer } from './practice-listing.ts'
import {
  json,
  type PracticeSite,
  page,
  plain,
  type Route,
  redirect,
  route,
  type SiteReply,
  type SiteRequest,
} from './practice-site.ts'
import { secondhandShell } from './secondhand-page.ts'
import { picturePath } from './serve-pictures.ts'

export const SECONDHAND_NAME = '转角闲置'

const PAGE_SIZE = 20
/** The feed cuts long descriptions and says so; the whole text is behind the card's 全文. */
const FEED_DESC_CHARS = 45

const ROBOTS = `User-agent: *
Disallow: /api/private
Disallow: /my/
`

/** 转角闲置: a one-page app. Its HTML holds no listing; everything is drawn from /api. */
export function secondhandSite(catalogue: PracticeCatalogue): PracticeSite {
  const cut = catalogue.lasting.filter(isCut)
  const slow = chooseKeys(cut, { offset: 3, count: 1 })
  const throttled = [...chooseKeys(cut, { offset: 5, count: 1 })].map((key) => `/api/item/${key}`)
  const routes: Route[] = [
    {
      pattern: /^\/(?:search|(?:item|detail)\/\d+)?$/,
      handle: () => page(secondhandShell(catalogue.sections)),
    },
    { pattern: /^\/my\//, handle: () => page(secondhandShell(catalogue.sections)) },
    { pattern: /^\/robots\.txt$/, handle: () => plain(ROBOTS) },
    { pattern: /^\/s\/(\d+)$/, handle: ([key]) => redirect(`/i/${key}`) },
    {
      pattern: /^\/i\/(\d+)$/,
      handle: ([key]) => redirect(key === TROUBLE.loop ? `/s/${key}` : `/detail/${key}`),
    },
    { pattern: /^\/api\/feed$/, handle: (_, request) => feed(catalogue, request) },
    { pattern: /^\/api\/item\/(\d+)$/, handle: ([key]) => item(catalogue, slow, key ?? '') },
    { pattern: /^\/api\//, handle: () => failure('FAIL_SYS_SESSION_EXPIRED', '请登录后再试') },
  ]
  return {
    name: SECONDHAND_NAME,
    throttled: new Set(['/api/feed?cursor=40', ...throttled]),
    answer: (request) =>
      route(routes, request) ?? { ...page(secondhandShell(catalogue.sections)), status: 404 },
  }
}

function success(data: unknown): SiteReply {
  return json({ api: 'market.turncorner', v: '1.0', ret: ['SUCCESS::调用成功'], data })
}

/** Apps of this kind answer 200 and say in the body what went wrong. */
function failure(code: string, sentence: string): SiteReply {
  return json({ api: 'market.turncorner', v: '1.0', ret: [`${code}::${sentence}`], data: {} })
}

function feed(catalogue: PracticeCatalogue, { query }: SiteRequest): SiteReply {
  const cursor = query.get('cursor') ?? '0'
  if (!/^\d{1,6}$/.test(cursor)) return failure('FAIL_BIZ_PARAM', '参数错误')
  const section = catalogue.section(Number(query.get('tab') ?? '0'))
  const words = query.get('q')
  const all = section
    ? catalogue.inSection(section)
    : words === null
      ? catalogue.offers
      : catalogue.search(words)
  const start = Number(cursor)
  const { offers, total } = paginate(all.slice(start), 1, PAGE_SIZE)
  const cards: unknown[] = offers.map((offer) => ({ cardType: 'item', item: summary(offer) }))
  // An advertisement stands among the items, so that whoever reads the feed meets a card without one.
  if (start === 0 && cards.length > 3)
    cards.splice(3, 0, { cardType: 'banner', banner: { text: '闲置一键转卖', url: '/my/sell' } })
  const next = start + offers.length
  const hasMore = total > offers.length
  return success({ cards, nextCursor: hasMore ? String(next) : null, hasMore })
}

function item(catalogue: PracticeCatalogue, slow: ReadonlySet<string>, key: string): SiteReply {
  const offer = catalogue.find(key)
  if (!offer) return missing(key)
  const recommend = catalogue.related(offer, 4).map((other) => ({ cardType: 'item', item: summary(other) }))
  const reply = success({ item: details(catalogue, offer), recommend })
  return slow.has(key) ? { ...reply, delayMs: SLOW_MS } : reply
}

function missing(key: string): SiteReply {
  if (TROUBLE.login.some((walled) => walled === key))
    return failure('FAIL_SYS_SESSION_EXPIRED', '请登录后查看')
  if (TROUBLE.captcha.some((walled) => walled === key))
    return failure('FAIL_SYS_USER_VALIDATE', '请完成安全验证')
  if (key === TROUBLE.broken)
    return { ...json({ ret: ['FAIL_SYS_SERVICE_FAULT::服务繁忙'], data: {} }), status: 500 }
  return failure('FAIL_BIZ_ITEM_NOT_FOUND', '宝贝不存在或已被删除')
}

function isCut({ body }: PracticeOffer): boolean {
  return [...body].length > FEED_DESC_CHARS
}

function summary(offer: PracticeOffer): object {
  const { key, title, body, price, seller, sellerName, place } = offer
  return {
    itemId: key,
    title,
    desc: isCut(offer) ? `${[...body].slice(0, FEED_DESC_CHARS).join('')}…` : body,
    hasMore: isCut(offer),
    priceInfo: price === undefined ? {} : { yuan: price },
    user: { userId: seller, nick: sellerName },
    location: { name: place },
    pics: [{ url: picturePath(offer), w: 480, h: 480 }],
    publishDate: publishedOn(offer),
  }
}

function details(catalogue: PracticeCatalogue, offer: PracticeOffer): object {
  return {
    ...summary(offer),
    desc: offer.body,
    hasMore: false,
    category: { id: catalogue.sectionOf(offer)?.number, name: offer.section },
  }
}
