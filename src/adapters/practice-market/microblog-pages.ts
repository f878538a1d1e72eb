import { type Html, html } from './html.ts'
import { TROUBLE } from './misbehave.ts'
import { hashText, type OfferPage, type PracticeCatalogue, publishedOn } from './practice-catalogue.ts'
import type { PracticeOffer } from './practice-listing.ts'
import { htmlDocument } from './practice-site.ts'
import { yuanSign } from './price-text.ts'
import { picturePath } from './serve-pictures.ts'
import { MICROBLOG_STYLES } from './site-styles.ts'

export const MICROBLOG_NAME = '言川微博客'

/** Everything 言川微博客 shows in HTML. */
export class MicroblogPages {
  readonly #catalogue: PracticeCatalogue
  readonly #shortLinks: ReadonlySet<string>

  constructor(catalogue: PracticeCatalogue, shortLinks: ReadonlySet<string>) {
    this.#catalogue = catalogue
    this.#shortLinks = shortLinks
  }

  timeline(shown: OfferPage, apiPages: readonly string[]): Html {
    const more = apiPages.map((path, index) => html`<a href="${path}">${index + 1}</a> `)
    return this.#frame(
      '发现',
      html`${this.#trouble(shown.page)}
${shown.offers.map((offer) => this.#status(offer))}
<div class="pager">${pageLinks('/', shown)}</div>
<div class="pager">展开更多动态：${more}</div>`,
    )
  }

  search(words: string, shown: OfferPage): Html {
    return this.#frame(
      `搜索 ${words}`,
      html`<h1>${words}</h1>${shown.offers.map((offer) => this.#status(offer))}
<div class="pager">${pageLinks(`/search?q=${encodeURIComponent(words)}`, shown)}</div>`,
    )
  }

  post(offer: PracticeOffer): Html {
    const others = this.#catalogue.related(offer, 3)
    return this.#frame(
      offer.title,
      html`${this.#status(offer)}
<h3>更多推荐</h3><ul>${others.map((other) => html`<li><a href="/p/${other.key}">${other.sellerName}：${other.title}</a></li>`)}</ul>`,
    )
  }

  user(offer: PracticeOffer, contact: string | undefined, offers: readonly PracticeOffer[]): Html {
    return this.#frame(
      offer.sellerName,
      html`<div class="status"><h1>${offer.sellerName}</h1><p>${offer.place}</p>
${contact === undefined ? undefined : html`<p>简介：${contact}</p>`}</div>
${offers.map((one) => this.#status(one))}`,
    )
  }

  login(): Html {
    return this.#frame(
      '登录',
      html`<div class="login"><h1>请先登录</h1><p>登录后查看更多精彩内容</p>
<form method="post" action="/login"><p><input name="username" placeholder="手机号"></p>
<p><input type="password" name="password" placeholder="密码"></p><button>登录</button></form></div>`,
    )
  }

  message(heading: string, sentence: string): Html {
    return this.#frame(heading, html`<div class="login"><h1>${heading}</h1><p>${sentence}</p></div>`)
  }

  #status(offer: PracticeOffer): Html {
    const { key, title, body, price, seller, sellerName, place, section } = offer
    const path = this.#shortLinks.has(key) ? `/s/${key}` : `/p/${key}`
    return html`<div class="status" data-mid="${key}">
<div><a class="who" href="/u/${seller}" data-uid="${seller}">${sellerName}</a> <span class="where">来自 <i class="place">${place}</i></span></div>
<p class="topic">${title}</p>
<p class="text">${body}</p>
${price === undefined ? undefined : html`<p>标价 ${yuanSign(price)}<em class="price">${price}</em></p>`}
<div class="pics"><img src="${picturePath(offer)}" alt=""></div>
<div class="bar"><a class="permalink" href="${path}?refer=feed"><time class="when">${publishedOn(offer)}</time></a>
<span>#${section}#</span> <span>转发 ${hashText(`r${key}`) % 40}</span> <span>赞 ${hashText(key) % 300}</span></div>
</div>
`
  }

  #trouble(page: number): Html | undefined {
    if (page > 1) return undefined
    return html`<p class="tags"><a href="/p/${TROUBLE.softNotFound}">#昨日热议#</a><a href="/p/${TROUBLE.gone}">#被举报账号#</a>
<a href="/p/${TROUBLE.notFound}">#旧闻#</a><a href="/p/${TROUBLE.broken}">#抽奖#</a>
${TROUBLE.login.map((key) => html`<a href="/p/${key}">#粉丝可见#</a>`)}<a href="/s/${TROUBLE.loop}">#短链#</a>
<a href="/settings/profile">设置</a></p>`
  }

  #frame(title: string, body: Html): Html {
    return htmlDocument({
      title: `${title} - ${MICROBLOG_NAME}`,
      styles: MICROBLOG_STYLES,
      body: html`<header><b><a href="/">言川</a></b><form action="/search"><input name="q" placeholder="搜微博"></form><a href="/login">登录</a></header>
<div class="wrap">
${body}
</div>`,
    })
  }
}

function pageLinks(path: string, { page, pages }: OfferPage): Html[] {
  const join = path.includes('?') ? '&' : '?'
  return Array.from({ length: pages }, (_, index) => index + 1).map((number) => {
    if (number === page) return html`<b>${number}</b>`
    return html`<a href="${number === 1 ? path : `${path}${join}page=${number}`}">${number}</a>`
  })
}
