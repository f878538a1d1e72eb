import { findCardGroups } from './find-card-groups.ts'
import { type FoundListing, isTitle, plainText, titleOfPost } from './found-listing.ts'
import { LIMITS } from './limits.ts'
import { ITEM_LINK, type Measured, PRICE_TEXT } from './measure-elements.ts'
import type { CheerioAPI } from './parse-html.ts'
import { readPagePrice } from './pick-price.ts'
import { visibleText } from './visible-text.ts'

export interface Cards {
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
  return { listings, priced: listings.filter((found) => found.price?.amountMinor !== undefined).length }
}

const TITLE_PLACES =
  'h1,h2,h3,h4,[class*="title" i],[class*="tit" i] a,[class*="name" i],[class*="subject" i]'
const NO_TITLE = /user|shop|nick|store|seller|author|brand|city|area|badge|level|rank|sub-?title/i

function readCard($: CheerioAPI, { element }: Measured, isOffer: boolean): FoundListing | undefined {
  const card = $(element as Parameters<CheerioAPI>[0])
  const links = card.is('a[href]') ? card.add(card.find('a[href]')) : card.find('a[href]')
  // A sum in a post's words is no price of its own.
  const price = readPagePrice($, card, isOffer ? undefined : 20)
  const title = readTitle($, card, links, isOffer)
  if (title === undefined) return undefined
  const body = visibleText(card.toArray(), 4000)
  const post = price === undefined ? titleOfPost(title) : { title, body: '' }
  const seller = plainText(
    card
      .find(
        '[class*="nick" i],[class*="seller" i],[class*="shop" i] a,[class*="author" i],[class*="user" i] a',
      )
      .first()
      .text(),
  )
  const region = plainText(
    card.find('[class*="location" i],[class*="area" i],[class*="city" i],[class*="addr" i]').first().text(),
  )
  return {
    ...post,
    body: post.body || (body.length > title.length + 6 ? body : ''),
    price,
    key: keyOf($, card),
    url: mainLink($, links, title),
    images: imagesOf($, card),
    ...(seller === '' || seller.length > 40 ? {} : { seller: { name: seller } }),
    region: region === '' || region.length > 30 ? undefined : region,
  }
}

type Selection = ReturnType<CheerioAPI>

/** A place named after titles, else the longest line or link; a `title` attribute undoes "…". */
function readTitle($: CheerioAPI, card: Selection, links: Selection, isOffer: boolean): string | undefined {
  const places = card.find(TITLE_PLACES).filter((_, place) => isTitlePlace($(place), isOffer))
  const named = readable(textsOf(places)).filter(
    (text) => text.length >= (isOffer ? 4 : 6) && !text.startsWith('@'),
  )
  const written =
    longestOf(named) ??
    (isOffer ? undefined : linkedTitle($, card, links)) ??
    longestOf(readable(linesOf(card, links)))
  const attribute = longestOf(readable(titleAttributes($, card, links)))
  if (written === undefined || written.length < 4) return attribute ?? written
  const stem = written.replace(/(?:\.{2,}|…)$/, '').slice(0, 12)
  const isFuller = attribute?.startsWith(stem) === true && attribute.length > written.length
  return isFuller ? attribute : written.slice(0, LIMITS.titleChars)
}

const PERSON_LINK = /\/(?:u|user|users|people|profile|space|home|n|uid|member)[/.?]|[?&]u(?:id|n)=/i

/** A thread's link is its title; a microblog's longest line is the post, and its links are people and times. */
function linkedTitle($: CheerioAPI, card: Selection, links: Selection): string | undefined {
  const leads = links.filter((_, link) => isItemLink($(link).attr('href') ?? ''))
  const linked = longestOf(readable(textsOf(leads)))
  const line = longestOf(readable(linesOf(card, links)))
  const isCaption =
    linked === undefined || (line !== undefined && line.length > 20 && line.length > 2 * linked.length)
  return isCaption ? line : linked
}

function isItemLink(href: string): boolean {
  return ITEM_LINK.test(href) && !PERSON_LINK.test(href)
}

/** In a post the place named "name" holds its writer. */
function isTitlePlace(place: Selection, isOffer: boolean): boolean {
  const names = place.attr('class') ?? ''
  return !NO_TITLE.test(names) && (isOffer || !/name/i.test(names))
}

function linesOf(card: Selection, links: Selection): string[] {
  const inLinks = links
    .toArray()
    .slice(0, 12)
    .map((link) => visibleText([link], 2000))
  const lines = [
    ...visibleText(card.toArray(), 3000).split('\n'),
    ...inLinks.filter((text) => !text.includes('\n')),
  ]
  return lines.map(cleanTitle)
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
    .filter((text) => text.length <= 300 && !/^[a-z]+(?:[-_ ][a-z]+)?$/i.test(text))
}

/** A text with a price in it is the whole card rather than its title. */
function readable(texts: readonly string[]): string[] {
  const readable = texts.filter((text) => isTitle(text) && !isPriceOnly(text) && !isByline(text))
  const bare = readable.filter((text) => text.length > 300 || !PRICE_TEXT.test(text))
  return bare.length > 0 ? bare : readable
}

function cleanTitle(text: string): string {
  return plainText(text.replace(/\n+/g, ' ')).replace(/^[·•▪■◆►\s]+/, '')
}

function isPriceOnly(text: string): boolean {
  return /^[¥￥$€£\s\d.,~起元万-]+$/.test(text)
}

/** When, from where and with which buttons a post was made. */
function isByline(text: string): boolean {
  return (
    text.length <= 60 &&
    /来自|IP属地|举报|头衔|已售|销量|人付款|(?:转发|评论)\(|客户端|\d{1,2}:\d{2}|(?:小时|分钟|天)前|^(?:回复|评论|赞同|收藏|转发)[\s\d(（|]*/.test(
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
  return (hrefs.find(({ text }) => text.includes(title.slice(0, 10))) ?? hrefs[0])?.href
}

function imagesOf($: CheerioAPI, card: Selection): string[] {
  return card
    .find('img')
    .toArray()
    .slice(0, 10)
    .map(
      (image) =>
        $(image).attr('data-lazy-img') ??
        $(image).attr('data-src') ??
        $(image).attr('data-original') ??
        $(image).attr('src') ??
        '',
    )
    .filter((url) => url !== '' && !url.startsWith('data:'))
}
