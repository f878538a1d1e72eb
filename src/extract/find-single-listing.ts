import type { Price } from '../domain/listing.ts'
import { GONE } from './classify-page.ts'
import { type FoundListing, isNoticeTitle, isTitle, plainText } from './found-listing.ts'
import { ITEM_LINK } from './measure-elements.ts'
import type { CheerioAPI } from './parse-html.ts'
import { readPagePrice } from './pick-price.ts'
import { visibleText } from './visible-text.ts'

type Selection = ReturnType<CheerioAPI>

const BODY_PLACES =
  '[class*="t_f" i],[class*="postmessage" i],[id^="postmessage"],[class*="post_content" i],[class*="d_post_content" i],[class*="goods-detail" i],[class*="description" i],[id*="description" i],[class*="detail-content" i],[class*="desc" i],[class*="content" i],article'

/**
 * The one offer or post that a page is about, read off its heading and what stands near it. Only a price or an
 * address with an item's number makes a page an item's page: every home page has a heading and some text.
 */
export function findSingleListing($: CheerioAPI, pageUrl: string): FoundListing | undefined {
  const heading = findHeading($)
  const title = heading === undefined ? undefined : cleanHeading($, heading)
  if (heading === undefined || title === undefined || isNoticeTitle(title)) return undefined
  const price = priceNear($, heading)
  const address =
    $('link[rel="canonical"]').first().attr('href') ?? $('meta[property="og:url"]').first().attr('content')
  const isItem = ITEM_LINK.test(pageUrl) || (address !== undefined && ITEM_LINK.test(address))
  if (price === undefined && (!isItem || isGone($))) return undefined
  return { title, body: firstBody($), price, url: address, images: imagesOf($), ...sellerOf($) }
}

/** A heading with the shop's name, and under it that the item is gone. */
function isGone($: CheerioAPI): boolean {
  return GONE.test(visibleText($.root().toArray(), 1500))
}

function sellerOf($: CheerioAPI): Pick<FoundListing, 'seller'> {
  const name = plainText(
    $(
      '[class*="shop-name" i],[class*="shopname" i],[class*="seller" i] a,[class*="nickname" i],[class*="author" i] a,[class*="p_author_name" i]',
    )
      .first()
      .text(),
  )
  return name === '' || name.length > 60 || /中心|入口|登[录陆]|注册|收藏|sell on|^\W*$/i.test(name)
    ? {}
    : { seller: { name } }
}

/** The heading that the document's title repeats; else the first h1 or element named like an item's title. */
function findHeading($: CheerioAPI): Selection | undefined {
  const title = $('title').first().text()
  const places = $(
    'h1,h2,h3,[class*="main-title" i],[class*="tb-main-title" i],[class*="sku-name" i],[class*="title_text" i],[class*="title_txt" i],[class*="product-name" i],[class*="goods-name" i],[class*="item-title" i],[id*="title" i]',
  )
    .toArray()
    .slice(0, 200)
    .map((place) => $(place))
    .filter((place) => isTitle(plainText(place.text())) && plainText(place.text()).length <= 300)
  const repeated = places.find((place) => {
    const text = cleanHeading($, place) ?? ''
    return text.length >= 4 && plainText(title).includes(text.slice(0, 40))
  })
  return repeated ?? places.find((place) => place.is('h1')) ?? undefined
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

/** Widens from the heading to its ancestors until one holds a price; stops before the whole page. */
function priceNear($: CheerioAPI, heading: Selection): Price | undefined {
  let scope = heading.parent()
  for (let level = 0; level < 8 && isSection(scope); level += 1) {
    const price = readPagePrice($, scope, PRICE_LINE)
    if (price !== undefined) return price
    scope = scope.parent()
  }
  return undefined
}

function firstBody($: CheerioAPI): string | undefined {
  return $(BODY_PLACES)
    .toArray()
    .slice(0, 60)
    .map((place) => visibleText([place], 20_000))
    .find((text) => text.length >= 8)
}

function imagesOf($: CheerioAPI): string[] {
  const og = $('meta[property="og:image"]').first().attr('content')
  const shown = $(
    '[class*="gallery" i] img,[class*="preview" i] img,[class*="detail" i] img,[class*="content" i] img',
  )
    .toArray()
    .slice(0, 20)
    .map((image) => $(image).attr('data-src') ?? $(image).attr('src') ?? '')
  return [og ?? '', ...shown].filter((url) => url !== '' && !url.startsWith('data:'))
}
