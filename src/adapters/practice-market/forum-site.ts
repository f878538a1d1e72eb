import { decodePercentText, encodeGbk } from './encode-gbk.ts'
import { FORUM_NAME, ForumPages, MEMBERS_BOARD } from './forum-pages.ts'
import type { Html } from './html.ts'
import { breakMarkup, chooseKeys, SLOW_MS, TROUBLE } from './misbehave.ts'
import { type PracticeCatalogue, paginate } from './practice-catalogue.ts'
import {
  type PracticeSite,
  pageNumber,
  type Route,
  redirect,
  route,
  type SiteReply,
  type SiteRequest,
} from './practice-site.ts'

const PAGE_SIZE = 20

const ROBOTS = `User-agent: *
Disallow: /home.php
Disallow: /member.php
Disallow: /api/private
`

/** 山野渔猎论坛: GBK bytes, and only the `<meta>` says so. */
export function forumSite(catalogue: PracticeCatalogue): PracticeSite {
  const pages = new ForumPages(catalogue)
  const broken = chooseKeys(catalogue.lasting, { offset: 2, count: 6 })
  const slow = chooseKeys(catalogue.lasting, { offset: 4, count: 1 })
  const throttled = [...chooseKeys(catalogue.lasting, { offset: 6, count: 2 })].map(
    (key) => `/thread-${key}-1-1.html`,
  )

  const thread = (key: string, number: number): SiteReply => {
    const offer = catalogue.find(key)
    if (!offer) return missing(pages, key)
    const markup = pages.thread(offer, number).toString()
    const reply = gbkPage(broken.has(key) ? breakMarkup(markup) : markup)
    return slow.has(key) ? { ...reply, delayMs: SLOW_MS } : reply
  }
  const routes: Route[] = [
    { pattern: /^\/$/, handle: () => redirect('/forum.php', 302) },
    { pattern: /^\/robots\.txt$/, handle: () => ({ status: 200, type: 'text/plain', body: ROBOTS }) },
    { pattern: /^\/forum\.php$/, handle: (_, request) => forum(catalogue, pages, thread, request) },
    {
      pattern: /^\/thread-(\d+)-(\d{1,4})-\d{1,4}\.html$/,
      handle: ([key, number]) => thread(key ?? '', Number(number)),
    },
    { pattern: /^\/search\.php$/, handle: (_, request) => search(catalogue, pages, request) },
    {
      pattern: /^\/(?:home|member)\.php$/,
      handle: () => gbkPage(pages.loginWall('抱歉，您尚未登录，没有权限访问该页面')),
    },
  ]
  return {
    name: FORUM_NAME,
    throttled: new Set(['/forum.php?mod=forumdisplay&fid=3', ...throttled]),
    answer: (request) =>
      route(routes, request) ?? gbkPage(pages.notice('404 Not Found', '您访问的页面不存在'), 404),
  }
}

/** No charset in the header, on purpose: old forums leave it to the `<meta>`. */
function gbkPage(markup: Html | string, status = 200): SiteReply {
  return { status, type: 'text/html', body: encodeGbk(String(markup)) }
}

function forum(
  catalogue: PracticeCatalogue,
  pages: ForumPages,
  thread: (key: string, number: number) => SiteReply,
  { query }: SiteRequest,
): SiteReply | undefined {
  const mod = query.get('mod')
  if (mod === null) return gbkPage(pages.home())
  if (mod === 'viewthread') return thread(query.get('tid') ?? '', pageNumber(query.get('page')))
  if (mod === 'guide')
    return gbkPage(pages.guide(paginate(catalogue.offers, pageNumber(query.get('page')), PAGE_SIZE)))
  if (mod !== 'forumdisplay') return undefined
  const fid = Number(query.get('fid'))
  if (fid === MEMBERS_BOARD) return gbkPage(pages.loginWall('抱歉，本版块只有特定用户可以访问，请登录后继续'))
  const board = catalogue.section(fid - 1)
  if (!board) return gbkPage(pages.notice('提示信息', '抱歉，指定的版块不存在'))
  return gbkPage(
    pages.board(board, paginate(catalogue.inSection(board), pageNumber(query.get('page')), PAGE_SIZE)),
  )
}

function search(
  catalogue: PracticeCatalogue,
  pages: ForumPages,
  { rawQuery, query }: SiteRequest,
): SiteReply {
  const raw = /(?:^|&)srchtxt=([^&]{0,400})/.exec(rawQuery)?.[1] ?? ''
  const words = decodePercentText(raw).slice(0, 100)
  const found = paginate(catalogue.search(words), pageNumber(query.get('page')), PAGE_SIZE)
  return gbkPage(pages.searchResult(words, raw, found))
}

function missing(pages: ForumPages, key: string): SiteReply {
  if (TROUBLE.login.some((walled) => walled === key)) {
    return gbkPage(pages.loginWall('抱歉，您尚未登录，无法浏览该主题'))
  }
  if (key === TROUBLE.broken) return gbkPage(pages.notice('Discuz! Database Error', '数据库连接失败'), 500)
  if (key === TROUBLE.gone) return gbkPage(pages.notice('提示信息', '该主题已被版主永久删除'), 410)
  return gbkPage(pages.notice('提示信息', '抱歉，指定的主题不存在或已被删除或正在被审核'))
}
