import { Html, html, scriptJson } from './html.ts'
import { TROUBLE } from './misbehave.ts'
import type { OfferPage, PracticeCatalogue } from './practice-catalogue.ts'
import type { PracticeOffer } from './practice-listing.ts'
import { htmlDocument } from './practice-site.ts'
import { priceNumber, yuanSign } from './price-text.ts'
import { picturePath } from './serve-pictures.ts'
import { SHOP_STYLES } from './site-styles.ts'

export const SHOP_NAME = '青禾集市'

/** Everything 青禾集市 shows. Links carry `spm`, which says where a click came from and changes nothing. */
export class ShopPages {
  readonly #catalogue: PracticeCatalogue
  readonly #shortLinks: ReadonlySet<string>

  constructor(catalogue: PracticeCatalogue, shortLinks: ReadonlySet<string>) {
    this.#catalogue = catalogue
    this.#shortLinks = shortLinks
  }

  /** Markup that a page object made and something then changed on purpose. */
  raw(markup: string): Html {
    return new Html(markup)
  }

  home(): Html {
    const { sections, offers } = this.#catalogue
    const tiles = sections.map(
      ({ number, name }) =>
        html`<a class="tile" href="/category/${number}?spm=a1.home.tile.${number}">${name}</a>`,
    )
    return this.#frame(
      '首页',
      html`<h1>逛青禾，买新鲜</h1><div class="tiles">${tiles}</div>
<p class="entries"><a href="/all?spm=a1.home.all">全部宝贝</a> <a href="/flash?spm=a1.home.flash">限时直播专场</a> <a href="/member/hot?spm=a1.home.vip">会员专享</a>
<a href="/item/${TROUBLE.softNotFound}.html">昨日爆款</a> <a href="/item/${TROUBLE.notFound}.html">编辑推荐</a>
<a href="/item/${TROUBLE.gone}.html">清仓</a> <a href="/item/${TROUBLE.broken}.html">抽奖</a>
<a href="/s/${TROUBLE.loop}">好友分享</a></p>
<h2>猜你喜欢</h2>${this.#grid(offers.slice(0, 12), 'home')}`,
    )
  }

  list(heading: string, path: string, shown: OfferPage): Html {
    return this.#frame(
      heading,
      html`<h1>${heading}</h1><p class="count">共 ${shown.total} 件宝贝</p>
${this.#grid(shown.offers, 'list')}${pager(path, shown)}`,
    )
  }

  sellerShop(offer: PracticeOffer, contact: string | undefined, shown: OfferPage): Html {
    return this.#frame(
      offer.sellerName,
      html`<div class="shop-head"><h1>${offer.sellerName}</h1><p>${offer.place}</p>
${contact === undefined ? undefined : html`<p class="shop-contact">联系掌柜：${contact}</p>`}</div>
${this.#grid(shown.offers, 'shop')}${pager(`/shop/${offer.seller}?`, shown)}`,
    )
  }

  item(offer: PracticeOffer, { withData }: { withData: boolean }): Html {
    const section = this.#catalogue.sectionOf(offer)
    const related = this.#catalogue.related(offer, 5)
    return this.#frame(
      offer.title,
      html`<nav class="crumbs"><a href="/?spm=a1.item.home">首页</a> › <a href="/category/${section?.number ?? 0}?spm=a1.item.crumb">${offer.section}</a></nav>
<div class="item"><div class="item-gallery"><img src="${picturePath(offer)}" alt="商品图" width="400" height="400"></div>
<div class="item-info"><h1 class="item-title">${offer.title}</h1>${priceBox(offer)}
<dl><dt>店铺</dt><dd><a class="shop-name" href="/shop/${offer.seller}?spm=a1.item.shop" data-shop-id="${offer.seller}"><strong>${offer.sellerName}</strong></a></dd>
<dt>发货地</dt><dd class="ship-from">${offer.place}</dd>
<dt>编号</dt><dd>${offer.key}</dd></dl><p><a class="buy" rel="nofollow" href="/cart?add=${offer.key}">加入购物车</a></p></div></div>
<h2>宝贝详情</h2><div class="item-desc">${offer.body}</div>
<h2>看了又看</h2>${this.#grid(related, 'item')}`,
      withData ? productData(offer) : undefined,
    )
  }

  flash(): Html {
    const links = TROUBLE.captcha.map(
      (key, index) => html`<li><a href="/item/${key}.html?spm=a1.flash.${index}">第 ${index + 1} 场</a></li>`,
    )
    return this.#frame('限时直播专场', html`<h1>限时直播专场</h1><p>仅限验证用户进入</p><ul>${links}</ul>`)
  }

  captcha(): Html {
    return this.#frame(
      '安全验证',
      html`<div class="captcha" id="nocaptcha"><h1>请完成安全验证</h1>
<p>亲，访问存在异常，请按住滑块，拖动到最右边</p><div class="slider"><span>≫</span></div></div>`,
    )
  }

  message(heading: string, sentence: string): Html {
    return this.#frame(
      heading,
      html`<div class="message"><h1>${heading}</h1><p>${sentence}</p><a href="/?spm=a1.error.home">返回首页</a></div>`,
    )
  }

  sitemap(origin: string): string {
    const places = this.#catalogue.offers.map(({ key }) => `<url><loc>${origin}/item/${key}.html</loc></url>`)
    return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${places.join('')}</urlset>\n`
  }

  #grid(offers: readonly PracticeOffer[], place: string): Html {
    return html`<ul class="grid">${offers.map((offer, index) => this.#card(offer, `a1.${place}.${index}`))}</ul>`
  }

  #card(offer: PracticeOffer, spm: string): Html {
    const path = this.#shortLinks.has(offer.key) ? `/s/${offer.key}` : `/item/${offer.key}.html`
    return html`<li class="card" data-item-id="${offer.key}"><a class="card-link" href="${path}?spm=${spm}"><img src="${picturePath(offer)}" alt="" width="200" height="200"><strong class="card-title">${offer.title}</strong></a>
<em class="card-price">${offer.price ?? '询价'}</em> <a class="card-shop" href="/shop/${offer.seller}?spm=${spm}">${offer.sellerName}</a> <span class="card-place">${offer.place}</span></li>`
  }

  #frame(title: string, body: Html, head?: Html): Html {
    const nav = this.#catalogue.sections.map(
      ({ number, name }) => html`<a href="/category/${number}?spm=a1.nav.${number}">${name}</a>`,
    )
    return htmlDocument({
      title: `${title} - ${SHOP_NAME}`,
      styles: SHOP_STYLES,
      head,
      body: html`<header><a class="brand" href="/?spm=a1.top">${SHOP_NAME}</a>
<form action="/search"><input name="q" placeholder="搜宝贝"><button>搜索</button></form>
<a href="/cart?spm=a1.top.cart">购物车</a></header>
<nav class="cats">${nav}</nav>
<div class="main">
${body}
</div>`,
    })
  }
}

function priceBox({ price }: PracticeOffer): Html {
  if (price === undefined) return html`<div class="price-box">价格请咨询掌柜</div>`
  return html`<div class="price-box">价格 <i>${yuanSign(price)}</i><em class="price-now">${price}</em></div>`
}

function pager(path: string, { page: current, pages }: OfferPage): Html {
  const links = Array.from({ length: pages }, (_, index) => index + 1).map((number) => {
    const place = number === 1 ? path.slice(0, -1) : `${path}page=${number}`
    return number === current ? html`<b>${number}</b>` : html`<a href="${place}">${number}</a>`
  })
  return html`<div class="pager">${links}</div>`
}

function productData(offer: PracticeOffer): Html {
  const price = priceNumber(offer.price)
  const product = {
    '@context': 'https://schema.org',
    '@type': 'Product',
    name: offer.title,
    description: offer.body,
    sku: offer.key,
    category: offer.section,
    image: [picturePath(offer)],
    offers: {
      '@type': 'Offer',
      ...(price === undefined ? {} : { price, priceCurrency: 'CNY' }),
      availability: 'https://schema.org/InStock',
      seller: { '@type': 'Organization', name: offer.sellerName, url: `/shop/${offer.seller}` },
    },
  }
  return html`<link rel="canonical" href="/item/${offer.key}.html">
<meta property="og:type" content="product">
<meta property="og:title" content="${offer.title}">
<meta property="og:description" content="${offer.body}">
<meta property="og:image" content="${picturePath(offer)}">
${price === undefined ? undefined : html`<meta property="product:price:amount" content="${price}"><meta property="product:price:currency" content="CNY">`}
<script type="application/ld+json">${scriptJson(product)}</script>
`
}
