import { Html, html } from './html.ts'
import { TROUBLE } from './misbehave.ts'
import {
  type CatalogueSection,
  hashText,
  type OfferPage,
  type PracticeCatalogue,
  publishedOn,
} from './practice-catalogue.ts'
import type { PracticeOffer } from './practice-listing.ts'
import { htmlDocument } from './practice-site.ts'
import { picturePath } from './serve-pictures.ts'
import { FORUM_STYLES } from './site-styles.ts'

export const FORUM_NAME = '山野渔猎论坛'
export const MEMBERS_BOARD = 99
export const REPLIES_PER_PAGE = 8
const GUIDE = '/forum.php?mod=guide&view=newthread'

/** What passers-by say: words that no keyword looks for, so that a reply never decides about a thread. */
const REPLIES = [
  '路过，帮顶',
  '前排围观',
  '学习了，谢谢分享',
  '写得挺细',
  '支持楼主',
  '楼主辛苦',
  '插个眼，回头再看',
  '沙发',
] as const
const PASSERS = ['山里来的风', '老河湾', '早起的人', '青石桥', '半亩方塘', '听雨客'] as const

/** Boards are numbered from 2: Discuz gives 1 to the group that holds them. */
export function boardPath(section: CatalogueSection, page = 1): string {
  return `/forum.php?mod=forumdisplay&fid=${section.number + 1}${page === 1 ? '' : `&page=${page}`}`
}

export function replyCount({ key }: Pick<PracticeOffer, 'key'>): number {
  const hash = hashText(`replies ${key}`)
  return hash % 9 === 0 ? 12 : hash % 5
}

/** Everything 山野渔猎论坛 shows, in the markup of the forum software that most Chinese forums ran on. */
export class ForumPages {
  readonly #catalogue: PracticeCatalogue

  constructor(catalogue: PracticeCatalogue) {
    this.#catalogue = catalogue
  }

  home(): Html {
    const { sections, offers } = this.#catalogue
    const rows = sections.map(
      (
        section,
      ) => html`<tr><td class="fl_icn"></td><td><h2><a href="${boardPath(section)}">${section.name}</a></h2></td>
<td class="fl_i"><span class="xi2">${this.#catalogue.inSection(section).length}</span></td></tr>`,
    )
    const latest = offers
      .slice(0, 6)
      .map(
        ({ key, title }) =>
          html`<li><a href="/forum.php?mod=viewthread&tid=${key}&extra=page%3D1">${title}</a></li>`,
      )
    const walled = TROUBLE.login.map((key) => html`<li><a href="/thread-${key}-1-1.html">会员精华</a></li>`)
    return this.#frame(
      '首页',
      html`<h2 class="bm_h">山野渔猎</h2><table class="fl_tb">${rows}
<tr><td class="fl_icn"></td><td><h2><a href="/forum.php?mod=forumdisplay&fid=${MEMBERS_BOARD}">会员交易区</a></h2></td><td class="fl_i">-</td></tr></table>
<h2 class="bm_h"><a href="${GUIDE}">最新主题</a></h2><ul>${latest}</ul>
<h2 class="bm_h">往日热帖</h2><ul>${walled}<li><a href="/thread-${TROUBLE.softNotFound}-1-1.html">旧帖回顾</a></li>
<li><a href="/thread-${TROUBLE.gone}-1-1.html">版务公告</a></li><li><a href="/thread-${TROUBLE.broken}-1-1.html">数据归档</a></li>
<li><a href="/home.php?mod=space&uid=1">站长空间</a></li></ul>`,
    )
  }

  board(section: CatalogueSection, shown: OfferPage): Html {
    return this.#frame(
      section.name,
      html`<div class="bm_h"><h1 class="xs2"><a href="${boardPath(section)}">${section.name}</a></h1></div>
${threadList(shown)}
<div class="pg">${pageLinks(shown, (page) => boardPath(section, page))}</div>`,
    )
  }

  /** Discuz's guide: threads of all boards. */
  guide(shown: OfferPage): Html {
    return this.#frame(
      '最新主题',
      html`<div class="bm_h"><h1 class="xs2">最新主题</h1></div>
${threadList(shown)}
<div class="pg">${pageLinks(shown, (page) => `${GUIDE}${page === 1 ? '' : `&page=${page}`}`)}</div>`,
    )
  }

  searchResult(words: string, raw: string, shown: OfferPage): Html {
    const rows = shown.offers.map(
      ({ key, title }) =>
        html`<li class="pbw"><h3 class="xs3"><a href="/thread-${key}-1-1.html">${title}</a></h3></li>`,
    )
    const path = new Html(`/search.php?mod=forum&amp;srchtxt=${raw.replaceAll(/[^\w%.~-]/g, '')}`)
    return this.#frame(
      '搜索',
      html`<h2>结果: 找到 “${words}” 相关内容 ${shown.total} 个</h2><ul id="threadlist">${rows}</ul>
<div class="pg">${pageLinks(shown, (page) => (page === 1 ? path : html`${path}&amp;page=${page}`))}</div>`,
    )
  }

  thread(offer: PracticeOffer, number: number): Html {
    const replies = replyCount(offer)
    const pages = Math.max(1, Math.ceil(replies / REPLIES_PER_PAGE))
    const first = (number - 1) * REPLIES_PER_PAGE
    const shown = Array.from(
      { length: Math.max(0, Math.min(REPLIES_PER_PAGE, replies - first)) },
      (_, at) => first + at,
    )
    const section = this.#catalogue.sectionOf(offer)
    const path = (page: number): string => `/thread-${offer.key}-${page}-1.html`
    return this.#frame(
      `${offer.title} - ${offer.section}`,
      html`<div class="bm_h">${section ? html`<a href="${boardPath(section)}">${section.name}</a>` : undefined} › <a href="${path(1)}" id="thread_subject">${offer.title}</a></div>
<div id="postlist">${number === 1 ? this.#opening(offer) : undefined}
${shown.map((at) => reply(offer, at))}</div>
<div class="pg">${pageLinks({ offers: [], page: number, pages, total: replies }, path)}</div>
<script>document.querySelectorAll('img[file]').forEach(function (img) { img.src = img.getAttribute('file') })</script>
<h2 class="bm_h">相关帖子</h2><ul>${this.#catalogue.related(offer, 3).map(({ key, title }) => html`<li><a href="/thread-${key}-1-1.html">${title}</a></li>`)}</ul>`,
    )
  }

  loginWall(sentence: string): Html {
    return this.#frame(
      '提示信息',
      html`<div id="messagetext" class="alert_info"><p>${sentence}</p></div>
<div id="main_messaqge"><form method="post" action="/member.php?mod=logging&action=login" class="cl"><h3>登录</h3>
<p>用户名 <input name="username"></p><p>密码 <input type="password" name="password"></p><button>登录</button>
<p>您需要先登录才能继续本操作</p></form></div>`,
    )
  }

  notice(heading: string, sentence: string): Html {
    return this.#frame(heading, html`<div id="messagetext" class="alert_error"><p>${sentence}</p></div>`)
  }

  #opening(offer: PracticeOffer): Html {
    const { key, sellerName, seller, place, price, body } = offer
    const trade =
      price === undefined
        ? undefined
        : html`<div class="typeoption"><table class="cgtl"><tr><th>标价:</th><td class="td-price">${price}</td></tr></table></div>`
    return html`<div id="post_${key}" class="first"><table class="plhin"><tr><td class="pls">
<div class="authi"><a href="/home.php?mod=space&username=${seller}" class="xw1" data-uid="${seller}">${sellerName}</a></div><p>来自 <em class="from">${place}</em></p></td>
<td class="plc"><div class="authi"><em id="authorposton${key}">发表于 ${publishedOn(offer)}</em></div>
${trade}<div class="t_f" id="postmessage_${key}">${body}</div>
<p><img class="zoom" file="${picturePath(offer)}" src="/static/none.gif" width="360" height="360" alt=""></p></td></tr></table></div>`
  }

  #frame(title: string, body: Html): Html {
    return htmlDocument({
      title: `${title} - ${FORUM_NAME} - Powered by Discuz!`,
      styles: FORUM_STYLES,
      charset: 'gbk',
      head: html`<meta name="generator" content="Discuz! X3.4">
`,
      body: html`<div id="hd"><h2><a href="/forum.php">${FORUM_NAME}</a></h2></div>
<div id="nv"><div class="wp"><a href="/forum.php">论坛</a><a href="/member.php?mod=logging&action=login">登录</a></div></div>
<div id="ct" class="wp">
${body}
</div>
<div id="ft" class="wp xg1"><p>Archiver | 手机版 | 小黑屋 | 版规：禁止发布广告，文明交流，遵守法律法规，请勿轻信站外交易 | 本站只提供交流平台，帖子观点不代表本站立场</p></div>`,
    })
  }
}

function threadList({ offers }: OfferPage): Html {
  const rows = offers.map(
    (offer) => html`<tbody id="normalthread_${offer.key}"><tr><td class="icn"></td>
<th class="new"><a href="/thread-${offer.key}-1-1.html" class="s xst">${offer.title}</a></th>
<td class="by"><cite><a href="/home.php?mod=space&username=${offer.seller}" c="1">${offer.sellerName}</a></cite><em><span>${publishedOn(offer)}</span></em></td>
<td class="num"><a class="xi2">${replyCount(offer)}</a></td></tr></tbody>`,
  )
  return html`<div id="threadlist" class="tl"><table summary="threads">${rows}</table></div>`
}

function reply({ key }: PracticeOffer, at: number): Html {
  const hash = hashText(`${key} reply ${at}`)
  const id = `${key}${String(at + 1).padStart(3, '0')}`
  return html`<div id="post_${id}"><table class="plhin"><tr><td class="pls"><div class="authi"><a class="xw1">${PASSERS[hash % PASSERS.length]}</a></div></td>
<td class="plc"><div class="t_f" id="postmessage_${id}">${REPLIES[(hash >>> 5) % REPLIES.length]}</div></td></tr></table></div>
`
}

function pageLinks({ page: current, pages }: OfferPage, path: (page: number) => Html | string): Html[] {
  return Array.from({ length: pages }, (_, index) => index + 1).map((number) =>
    number === current ? html`<strong>${number}</strong>` : html`<a href="${path(number)}">${number}</a>`,
  )
}
