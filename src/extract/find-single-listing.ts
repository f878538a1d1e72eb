import type { Price } from '../domain/listing.ts'
import { GONE, isRefusal } from './classify-page.ts'
import { type FoundListing, isNoticeTitle, isTitle, plainText } from './found-listing.ts'
import { imageSource } from './image-source.ts'
import { labelled, REGION_LABEL, SELLER_LABEL } from './labelled-text.ts'
import { ITEM_LINK, PRICE_TEXT } from './measure-elements.ts'
import { othersPlaces } from './others-places.ts'
import type { CheerioAPI } from './parse-html.ts'
import { parsePrice } from './parse-price.ts'
import { pickNamedPrice, readPagePrice } from './pick-price.ts'
import { visibleText } from './visible-text.ts'

type Selection = ReturnType<CheerioAPI>

const BODY_PLACES =
  '[class*="t_f" i],[class*="postmessage" i],[id^="postmessage"],[id="postingbody"],[class*="post_content" i],[class*="d_post_content" i],[class*="tpc_content" i],[id="js_content"],[class*="goods-detail" i],[class*="description" i],[id*="description" i],[class*="detail-content" i],[class*="desc" i],[class$="-text" i]:not(span),[class*="summary" i]:not([class*="price" i]),[class*="intro" i]:not([class*="product-intro" i]),[class*="content" i],article'

/**
 * The one offer or post that a page is about, read off its heading and what stands near it. Only a price or an
 * address with an item's number makes a page an item's page: every home page has a heading and some text.
 * `cards`: elements that show other items.
 */
export function findSingleListing(
  $: CheerioAPI,
  pageUrl: string,
  cards: ReadonlySet<unknown>,
): FoundListing | undefined {
  const address =
    $('link[rel="canonical"]').first().attr('href') ?? $('meta[property="og:url"]').first().attr('content')
  const isItem = ITEM_LINK.test(pageUrl) || (address !== undefined && ITEM_LINK.test(address))
  const heading = findHeading($, cards, isItem)
  const title = heading === undefined ? undefined : cleanHeading($, heading)
  if (heading === undefined || title === undefined || isNoticeTitle(title)) return undefined
  const price = priceNear($, heading, cards) ?? (isItem ? priceOnPage($, heading, cards) : undefined)
  const text = visibleText($.root().toArray(), 30_000)
  if (price === undefined && (!isItem || GONE.test(text.slice(0, 1500)) || isRefusal(text))) return undefined
  const others = othersPlaces($, heading)
  const own = visibleText($.root().toArray(), 30_000, others)
  return {
    title,
    body: bodyOf($, own, cards),
    price,
    url: address,
    images: imagesOf($, new Set([...cards, ...others])),
    ...sellerOf($, own, cards),
    region: regionIn(own),
  }
}

function regionIn(text: string): string | undefined {
  const region = labelled(text, REGION_LABEL)
  return region !== undefined && region.length <= 30 && /\p{L}/u.test(region) ? region : undefined
}

/** The surest first. */
const SELLER_PLACES = [
  '[id="js_name"]',
  '[class*="shop-name" i],[class*="shopname" i],[class*="header-shop" i]',
  '[class*="p_author_name" i],[class*="authi" i] a,[class*="readname" i] a,[class*="poster-name" i],[class~="username" i]',
  '[class*="seller" i] a,[class*="nickname" i]',
  '[class*="author" i] a',
]

function sellerOf($: CheerioAPI, text: string, cards: ReadonlySet<unknown>): Pick<FoundListing, 'seller'> {
  const places = SELLER_PLACES.flatMap((selector) => $(selector).toArray().slice(0, 20))
  const place = places.find((one) => !isIn($, one, cards) && isName(plainText($(one).text())))
  const name = place === undefined ? labelled(text, SELLER_LABEL) : plainText($(place).text())
  return name !== undefined && isName(name) ? { seller: { name } } : {}
}

function isName(name: string): boolean {
  return (
    /[\p{L}\d]/u.test(name) &&
    name.length <= 60 &&
    !/中心|入口|登[录陆]|注册|收藏|只看|发表于|支持|频道|服务|帮助|规则|sell on|[#{}]/i.test(name)
  )
}

const ITEM_TITLE =
  '[class*="sku-name" i],[class*="product-name" i],[class*="goods-name" i],[class*="item-title" i],[class*="goods-title" i],[class*="product-title" i],[class*="main-title" i]'

/** The heading that the document's title repeats; else the first h1, on an item's page also a place named so. */
function findHeading($: CheerioAPI, cards: ReadonlySet<unknown>, isItem: boolean): Selection | undefined {
  const title = $('title').first().text()
  const places = $(
    'h1,h2,h3,[class*="main-title" i],[class*="tb-main-title" i],[class*="sku-name" i],[class*="title_text" i],[class*="title_txt" i],[class*="product-name" i],[class*="goods-name" i],[class*="item-title" i],[class*="goods-title" i],[class*="product-title" i],[id*="title" i]',
  )
    .toArray()
    .slice(0, 200)
    .filter((place) => !isIn($, place, cards))
    .map((place) => $(place))
    .filter((place) => isTitle(plainText(place.text())) && plainText(place.text()).length <= 300)
  const repeated = places.find((place) => {
    const text = cleanHeading($, place) ?? ''
    return text.length >= 4 && plainText(title).includes(text.slice(0, 40))
  })
  return (
    repeated ??
    places.find((place) => place.is('h1')) ??
    (isItem ? places.find((place) => place.is(ITEM_TITLE)) : undefined)
  )
}

type Element = Parameters<CheerioAPI>[0]

function isIn($: CheerioAPI, place: Element, cards: ReadonlySet<unknown>): boolean {
  if (cards.size === 0) return false
  return (
    cards.has(place) ||
    $(place)
      .parents()
      .toArray()
      .some((parent) => cards.has(parent))
  )
}

function cleanHeading($: CheerioAPI, heading: Selection): string | undefined {
  const text = plainText(
    heading.attr('data-title') ?? visibleText(heading.toArray(), 400).replace(/\n/g, ' '),
  )
  return isTitle(text) ? text : plainText($('title').first().text()) || undefined
}

/** Still a part of the page, and small enough to look through. */
function isSection(scope: Selection): boolean {
  return scope.length > 0 && !scope.is('body,html,page') && scope.children().length <= 1000
}

/** A sum in a longer line is part of a sentence: somebody else's advertisement, or the post's own words. */
const PRICE_LINE = 30

/** Widens from the heading to its ancestors until one holds a price; stops before other items and the whole page. */
function priceNear($: CheerioAPI, heading: Selection, cards: ReadonlySet<unknown>): Price | undefined {
  let scope = heading.parent()
  for (let level = 0; level < 8 && isSection(scope) && !holdsCards(scope, cards); level += 1) {
    const price = readPagePrice($, scope, PRICE_LINE)
    if (price !== undefined) return price
    scope = scope.parent()
  }
  return undefined
}

function holdsCards(scope: Selection, cards: ReadonlySet<unknown>): boolean {
  return (
    cards.size > 0 &&
    scope
      .find('*')
      .toArray()
      .some((element) => cards.has(element))
  )
}

const ASIDE =
  '[class*="recommend" i],[class*="related" i],[class*="similar" i],[class*="guess" i],[class*="history" i],[class*="sidebar" i],[class*="cart" i],aside,nav,footer'

/** Where the price stands in a part of its own: the first place named after prices that shows no other item. */
function priceOnPage($: CheerioAPI, heading: Selection, cards: ReadonlySet<unknown>): Price | undefined {
  const scope = heading.closest('body').length > 0 ? heading.closest('body') : $.root().children().first()
  const text = pickNamedPrice(
    $,
    scope,
    (place) => isIn($, place, cards) || holdsCards($(place), cards) || $(place).closest(ASIDE).length > 0,
  )
  // Far from the heading a bare number may be a score.
  const price = text === undefined || !PRICE_TEXT.test(text) ? undefined : parsePrice(text)
  return price?.amountMinor === 0 ? undefined : price
}

const CONTACT_LINE =
  /^(?:联\s?系\s?(?:电话|方式|手机)|手\s?机(?:号码?)?|电\s?话|微\s?信(?:号)?|qq)\s?[:：]\s?\S.{0,60}$/i

/** What the page says about the item, and the contacts that it shows in places of their own. */
function bodyOf($: CheerioAPI, own: string, cards: ReadonlySet<unknown>): string | undefined {
  const body = firstBody($, cards)
  const contacts = own.split('\n').filter((line) => CONTACT_LINE.test(line) && body?.includes(line) !== true)
  return [body, ...contacts.slice(0, 5)].filter((part) => part !== undefined).join('\n') || undefined
}

function firstBody($: CheerioAPI, cards: ReadonlySet<unknown>): string | undefined {
  return $(BODY_PLACES)
    .toArray()
    .slice(0, 60)
    .filter((place) => !isIn($, place, cards))
    .map((place) => visibleText([place], 20_000))
    .find((text) => text.length >= 8)
}

function imagesOf($: CheerioAPI, cards: ReadonlySet<unknown>): string[] {
  const og = $('meta[property="og:image"]').first().attr('content')
  const shown = $(
    '[class*="gallery" i] img,[class*="preview" i] img,[class*="detail" i] img,[class*="content" i] img,[class*="photo" i] img,[class*="album" i] img,[class*="t_f" i] img,[class*="postmessage" i] img,[class*="swiper" i] img,[class*="slide" i] img,[class*="pic" i] img',
  )
    .toArray()
    .slice(0, 60)
    .filter((image) => !isIn($, image, cards))
    .map((image) => imageSource($(image)))
    .slice(0, 20)
  return [og, ...shown].filter((url) => url !== undefined && url !== '').map(String)
}
