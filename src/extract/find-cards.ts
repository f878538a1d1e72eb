import { type FoundListing, isTitle, plainText, titleOfPost } from './found-listing.ts'
import { LIMITS } from './limits.ts'
import { type Measured, type Measures, measureElements } from './measure-elements.ts'
import type { CheerioAPI } from './parse-html.ts'
import { parsePrice } from './parse-price.ts'
import { pickPriceText } from './pick-price.ts'
import { visibleText } from './visible-text.ts'

const MIN_OFFERS = 2
const MIN_POSTS = 4
const FITTING_SHARE = 0.6

export interface Cards {
  readonly listings: FoundListing[]
  /** How many of them carry a price: a list of offers rather than of posts or links. */
  readonly priced: number
}

/** Finds repeated siblings that each hold a link and text, with a price (offers) or without (posts). */
export function findCards($: CheerioAPI): Cards {
  const measures = measureElements($.root().get(0))
  const offers = findGroups($, measures, MIN_OFFERS, looksLikeOffer)
  const listings = (offers.length > 0 ? offers : findGroups($, measures, MIN_POSTS, looksLikePost))
    .flatMap((group) => group.map((card) => readCard($, card)))
    .filter((found) => found !== undefined)
    .slice(0, LIMITS.listings)
  return { listings, priced: listings.filter((found) => found.price?.amountMinor !== undefined).length }
}

function looksLikeOffer(card: Measured): boolean {
  return (
    card.prices >= 1 && card.prices <= 4 && card.links >= 1 && card.textChars >= 4 && card.textChars <= 4000
  )
}

/** Without a price only a link to one item of many tells a post from a menu entry. */
function looksLikePost(card: Measured): boolean {
  return card.itemLinks >= 1 && card.itemLinks <= 40 && card.textChars >= 12 && !card.inFrame
}

type Group = readonly Measured[]

function findGroups(
  $: CheerioAPI,
  measures: Measures,
  least: number,
  fits: (card: Measured) => boolean,
): Group[] {
  const found: Group[] = []
  const stack = [...$.root().children().toArray()].reverse()
  const taken = new Set<unknown>()
  while (stack.length > 0) {
    const parent = stack.pop()
    if (parent === undefined || taken.has(parent)) continue
    for (const group of siblingGroups(parent, measures)) {
      const fitting = group.filter(fits)
      if (fitting.length < least || fitting.length < group.length * FITTING_SHARE) continue
      found.push(fitting)
      for (const card of group) taken.add(card.element)
    }
    stack.push(...$(parent).children().toArray().reverse())
  }
  return found
}

function siblingGroups(parent: unknown, measures: Measures): Group[] {
  const groups = new Map<string, Measured[]>()
  for (const child of (parent as { children?: unknown[] }).children ?? []) {
    const measured = measures.get(child)
    if (measured === undefined) continue
    const group = groups.get(measured.signature)
    if (group === undefined) groups.set(measured.signature, [measured])
    else group.push(measured)
  }
  return [...groups.values()].filter((group) => group.length >= MIN_OFFERS)
}

const TITLE_PLACES =
  'h1,h2,h3,h4,[class*="title" i],[class*="tit" i] a,[class*="name" i]:not([class*="user" i]):not([class*="shop" i]):not([class*="nick" i]):not([class*="store" i]),[class*="subject" i],[class*="desc" i],[class*="content" i],[class*="text" i],[node-type="feed_list_content"]'

function readCard($: CheerioAPI, { element }: Measured): FoundListing | undefined {
  const card = $(element as Parameters<CheerioAPI>[0])
  const links = card.is('a[href]') ? card.add(card.find('a[href]')) : card.find('a[href]')
  const title = readTitle($, card, links)
  if (title === undefined) return undefined
  const priceText = pickPriceText($, card)
  const price = priceText === undefined ? undefined : parsePrice(priceText)
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

/** The longest readable text among headings, elements named after titles and links; a link's `title` undoes "…". */
function readTitle($: CheerioAPI, card: Selection, links: Selection): string | undefined {
  const written = [...card.find(TITLE_PLACES).toArray().slice(0, 12), ...links.toArray().slice(0, 12)]
    .map((place) => cleanTitle(visibleText([place], 2000)))
    .filter((text) => isTitle(text) && !isPriceOnly(text))
  const attributes = [...links.toArray(), ...card.find('[title],img[alt]').toArray()]
    .slice(0, 20)
    .map((place) => plainText($(place).attr('title') ?? $(place).attr('alt') ?? ''))
    .filter((text) => isTitle(text) && !isPriceOnly(text))
  const longest =
    longestOf(written.filter((text) => text.length <= 300)) ?? longestOf(written)?.slice(0, LIMITS.titleChars)
  const attribute = longestOf(attributes.filter((text) => text.length <= 300))
  if (longest === undefined || longest.length < 4) return attribute ?? longest
  const stem = longest.replace(/(?:\.{2,}|…)$/, '').slice(0, 12)
  return attribute?.startsWith(stem) && attribute.length > longest.length ? attribute : longest
}

function cleanTitle(text: string): string {
  return plainText(text.replace(/\n+/g, ' '))
}

function isPriceOnly(text: string): boolean {
  return /^[¥￥$€£\s\d.,~起元万-]+$/.test(text)
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
