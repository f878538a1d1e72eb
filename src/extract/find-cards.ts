import { findCardGroups } from './find-card-groups.ts'
import { type FoundListing, isTitle, plainText, titleOfPost } from './found-listing.ts'
import { imageSources } from './image-source.ts'
import { labelled, REGION_LABEL, SELLER_LABEL } from './labelled-text.ts'
import { LIMITS } from './limits.ts'
import { ITEM_LINK, type Measured, PRICE_TEXT } from './measure-elements.ts'
import type { CheerioAPI } from './parse-html.ts'
import { readPagePrice } from './pick-price.ts'
import { visibleText } from './visible-text.ts'

export interface Cards {
  /** The elements that the listings were read from. */
  readonly elements: ReadonlySet<unknown>
  readonly listings: FoundListing[]
  /** How many of them carry a price: a list of offers rather than of posts or links. */
  readonly priced: number
}

/** Finds repeated siblings that each hold a link and text, with a price (offers) or without (posts). */
export function findCards($: CheerioAPI): Cards {
  const { isOffer, cards } = findCardGroups($)
  const listings = cards
    .slice(0, LIMITS.listings)
    .map((card) => readCard($, card, isOffer))
    .filter((found) => found !== undefined)
  const elements = new Set(cards.map(({ element }) => element))
  return {
    elements,
    listings,
    priced: listings.filter((found) => found.price?.amountMinor !== undefined).length,
  }
}

/** Cards that a site puts into its lists as a sample. */
const SAMPLE_TITLE = /^shop on ebay$/i

const TITLE_PLACES =
  'h1,h2,h3,h4,[role="heading"],[data-testid*="title" i],[data-testid*="item-name" i],[data-q*="title" i],[data-qa*="title" i],[class*="title" i],[class*="tit" i] a,[class*="name" i],[class*="subject" i]'
const NO_TITLE = /user|shop|nick|store|seller|author|brand|city|area|badge|level|rank|sub-?title/i

export function readCard($: CheerioAPI, { element }: Measured, isOffer: boolean): FoundListing | undefined {
  const card = $(element as Parameters<CheerioAPI>[0])
  const links = card.is('a[href]') ? card.add(card.find('a[href]')) : card.find('a[href]')
  // A sum in a post's words is no price of its own.
  const price = readPagePrice($, card, isOffer ? undefined : 20)
  const title = readTitle($, card, links, isOffer)
  if (title === undefined || SAMPLE_TITLE.test(title)) return undefined
  const body = visibleText(card.toArray(), 4000)
  const post = price === undefined ? titleOfPost(title) : { title, body: '' }
  return {
    ...post,
    body: post.body || (body.length > title.length + 6 ? body : ''),
    price,
    key: keyOf($, card),
    url: mainLink($, links, title),
    images: imageSources($, card, 10),
    ...sellerOf(card, { body, title, isOffer }),
    region: regionOf(card, body),
  }
}

const SELLER_PLACES =
  '[class*="nick" i],[nick-name],[class*="seller" i],[class*="shopname" i],[class*="shop-name" i],[class*="shop" i] a,[class*="store" i] a,[class*="merchant" i],[class*="company" i] a,a[class*="company" i],[class*="user" i] a,[class*="owner" i]'
/** Of a post; a book's author does not sell it. */
const AUTHOR_PLACES = `${SELLER_PLACES},[class*="author" i],cite a`

interface CardText {
  readonly body: string
  readonly title: string
  readonly isOffer: boolean
}

function sellerOf(card: Selection, { body, title, isOffer }: CardText): Pick<FoundListing, 'seller'> {
  const places = card.find(isOffer ? SELLER_PLACES : AUTHOR_PLACES)
  const name = sellerName(plainText(places.first().text())) ?? sellerName(labelled(body, SELLER_LABEL))
  return name === undefined || name === title || PROVINCE.test(name) ? {} : { seller: { name } }
}

/** Where a seller stands rather than who. */
const PROVINCE =
  /^(?:北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门)(?:省|市)?$/

/** A count of likes or a price is no name. */
function sellerName(text: string | undefined): string | undefined {
  const isName = text !== undefined && text !== '' && text.length <= 40 && /\p{L}/u.test(text)
  return isName && !PRICE_TEXT.test(text) ? text : undefined
}

function regionOf(card: Selection, body: string): string | undefined {
  const named = plainText(
    card
      .find(
        '[class*="location" i],[class*="area" i],[class*="city" i],[class*="addr" i],[class="place" i],[class$="-place" i],[data-testid*="location" i],[data-q*="location" i]',
      )
      .first()
      .text(),
  )
  const province = body.split('\n').find((line) => PROVINCE.test(line))
  const region = (named === '' ? (labelled(body, REGION_LABEL) ?? province ?? '') : named).replace(
    /^from /i,
    '',
  )
  return region === '' || region.length > 30 || !/\p{L}/u.test(region) || /成交|[¥￥]|展开/.test(region)
    ? undefined
    : region
}

type Selection = ReturnType<CheerioAPI>

/**
 * Where no place is named after titles: the first line, unless another is so much longer that the first is a label.
 * The longest alone may be the place, or the shop.
 */
function plainTitle(lines: readonly string[]): string | undefined {
  const [first] = lines
  const longest = longestOf(lines)
  if (first === undefined || longest === undefined) return longest
  return longest.length > 20 && longest.length > 2 * first.length ? longest : first
}

/** A place named after titles, else the longest line or link; a `title` attribute undoes "…". */
function readTitle($: CheerioAPI, card: Selection, links: Selection, isOffer: boolean): string | undefined {
  const places = card.find(TITLE_PLACES).filter((_, place) => isTitlePlace($(place), isOffer))
  const named = readable(textsOf(places)).filter(
    (text) => text.length >= (isOffer ? 4 : 6) && !text.startsWith('@'),
  )
  const written =
    longestOf(named) ??
    (isOffer ? undefined : linkedTitle($, card, links)) ??
    (isOffer ? plainTitle : longestOf)(readable(linesOf($, card, links)))
  const attribute = longestOf(readable(titleAttributes($, card, links)))
  if (written === undefined || written.length < 4) return attribute ?? written
  const stem = written.replace(/(?:\.{2,}|…)$/, '').slice(0, 12)
  const isFuller = attribute?.startsWith(stem) === true && attribute.length > written.length
  return isFuller ? attribute : written.slice(0, LIMITS.titleChars)
}

const PERSON_LINK = /\/(?:u|user|users|people|profile|space|home|n|uid|member)[/.?]|[?&]u(?:id|n)=/i

/** A thread's link is its title; a microblog's longest line is the post, and its links are people and times. */
function linkedTitle($: CheerioAPI, card: Selection, links: Selection): string | undefined {
  const leads = links.filter((_, link) => isItemLink($(link).attr('href') ?? '') && !isPersonLink($(link)))
  const linked = longestOf(readable(textsOf(leads)))
  const line = longestOf(readable(linesOf($, card, links)))
  const isCaption =
    linked === undefined || (line !== undefined && line.length > 20 && line.length > 2 * linked.length)
  return isCaption ? line : linked
}

/** By its address, or by what the page calls it. */
function isPersonLink(link: Selection): boolean {
  return (
    PERSON_LINK.test(link.attr('href') ?? '') ||
    link.is('[nick-name],[usercard]') ||
    /(?:^|\s)(?:name|nick(?:name)?|user-?name|author(?:-?name)?)(?:$|\s)/i.test(link.attr('class') ?? '')
  )
}

function isItemLink(href: string): boolean {
  return ITEM_LINK.test(href) && !PERSON_LINK.test(href)
}

/** In a post the place named "name" holds its writer. */
function isTitlePlace(place: Selection, isOffer: boolean): boolean {
  const names = place.attr('class') ?? ''
  return !NO_TITLE.test(names) && (isOffer || !/name/i.test(names))
}

function linesOf($: CheerioAPI, card: Selection, links: Selection): string[] {
  const inLinks = links.toArray().slice(0, 12)
  const text = (link: (typeof inLinks)[number]) => visibleText([link], 2000)
  const people = new Set(
    inLinks
      .filter((link) => PERSON_LINK.test($(link).attr('href') ?? ''))
      .flatMap((link) => text(link).split('\n')),
  )
  const lines = [
    ...visibleText(card.toArray(), 3000).split('\n'),
    ...inLinks.map(text).filter((line) => !line.includes('\n')),
  ]
  return lines.filter((line) => !people.has(line)).map(cleanTitle)
}

function textsOf(places: Selection): string[] {
  return places
    .toArray()
    .slice(0, 12)
    .map((place) => cleanTitle(visibleText([place], 2000)))
}

function titleAttributes($: CheerioAPI, card: Selection, links: Selection): string[] {
  return [...links.toArray(), ...card.find('[title],img[alt]').toArray()]
    .slice(0, 20)
    .map((place) => plainText($(place).attr('title') ?? $(place).attr('alt') ?? ''))
    .map((text) => text.replace(/の(?:サムネイル|画像)$/, ''))
    .filter((text) => text.length <= 300 && !/^[a-z]+(?:[-_ ][a-z]+)?$/i.test(text))
}

/** A text with a price in it is the whole card rather than its title. */
function readable(texts: readonly string[]): string[] {
  const readable = texts.filter((text) => isTitle(text) && !isPriceOnly(text) && !isByline(text))
  const bare = readable.filter((text) => text.length > 300 || !PRICE_TEXT.test(text))
  return bare.length > 0 ? bare : readable
}

function cleanTitle(text: string): string {
  return plainText(text.replace(/\n+/g, ' '))
    .replace(/^[·•▪■◆►\s]+/, '')
    .replace(/opens in a new window or tab$/i, '')
    .replace(/^(?:new listing|sponsored|全新刊登|广告)\s?(?=\S)/i, '')
}

function isPriceOnly(text: string): boolean {
  return /^[¥￥$€£\s\d.,~起元万-]+$|^(?:free|免费|面议|电议|询价|议价|价格面议)$/i.test(text)
}

/** When, from where and with which buttons a post was made. */
function isByline(text: string): boolean {
  return (
    text.length <= 60 &&
    /^(?:店铺|店家|卖家|商家|掌柜|售价|价格|品相|运费|地区|所在地|发货地|联系人?|作者|出版社|时间|浏览|编号)\s?[:：]|^(?:今天|昨天|前天|刚刚)$|来自|IP属地|举报|头衔|已售|销量|人付款|(?:转发|评论)\(|客户端|\d{1,2}:\d{2}|(?:小时|分钟|天)前|^(?:回复|评论|赞同|收藏|转发)[\s\d(（|]*/.test(
      text,
    )
  )
}

function longestOf(texts: readonly string[]): string | undefined {
  return texts.reduce<string | undefined>(
    (best, next) => (next.length > (best?.length ?? 0) ? next : best),
    undefined,
  )
}

const KEY_ATTRIBUTES = [
  'data-sku',
  'data-pid',
  'data-itemid',
  'data-item-id',
  'data-id',
  'data-nid',
  'data-tid',
  'data-listing-id',
  'mid',
]

function keyOf($: CheerioAPI, card: Selection): string | undefined {
  const named = KEY_ATTRIBUTES.map((name) => card.attr(name)).find((value) =>
    /^[\w-]{3,60}$/.test(value ?? ''),
  )
  return (
    named ??
    KEY_ATTRIBUTES.map((name) => $(card).find(`[${name}]`).first().attr(name)).find((value) =>
      /^[\w-]{5,60}$/.test(value ?? ''),
    )
  )
}

/** The link that carries the title, else the first one that leads somewhere. */
function mainLink($: CheerioAPI, links: Selection, title: string): string | undefined {
  const hrefs = links
    .toArray()
    .slice(0, 40)
    .map((link) => ({
      href: $(link).attr('href') ?? '',
      text: plainText($(link).text()) + ($(link).attr('title') ?? ''),
    }))
    .filter(({ href }) => href !== '' && !/^(?:javascript|mailto|tel|#)/i.test(href))
  const named = hrefs.find(({ text }) => text.includes(title.slice(0, 10)))
  return (named ?? hrefs.find(({ href }) => isItemLink(href)) ?? hrefs[0])?.href
}
