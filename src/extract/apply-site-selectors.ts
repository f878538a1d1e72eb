import type { Site } from '../domain/site.ts'
import { type FoundListing, plainText } from './found-listing.ts'
import { LIMITS } from './limits.ts'
import type { CheerioAPI } from './parse-html.ts'
import { parsePrice } from './parse-price.ts'
import { visibleText } from './visible-text.ts'

type Selection = ReturnType<CheerioAPI>
export type FieldSelectors = Partial<
  Record<
    | 'title'
    | 'url'
    | 'key'
    | 'body'
    | 'price'
    | 'seller'
    | 'sellerId'
    | 'region'
    | 'shopCategory'
    | 'images'
    | 'publishedAt',
    string | undefined
  >
>

/** The listing of an item's own page, by the site's selectors. */
export function readSiteListing($: CheerioAPI, site: Site, pageUrl: string): FoundListing | undefined {
  if (site.listing === undefined) return undefined
  return readFields($, $.root(), { ...site.listing }, pageUrl)
}

/** The cards of a list page, by the site's selectors. */
export function readSiteCards($: CheerioAPI, site: Site): FoundListing[] {
  const list = site.list
  if (list === undefined) return []
  const { card, ...fields } = list
  return $(card)
    .toArray()
    .slice(0, LIMITS.listings)
    .map((element) => readFields($, $(element), { url: 'a@href', ...fields }))
    .filter((found) => found !== undefined)
}

function readFields(
  $: CheerioAPI,
  scope: Selection,
  fields: FieldSelectors,
  ownUrl?: string,
): FoundListing | undefined {
  const read = (name: keyof FieldSelectors) => firstValue($, scope, fields[name])
  const names = Object.keys(fields) as (keyof FieldSelectors)[]
  const values = Object.fromEntries(names.map((name) => [name, read(name)]))
  const body = fields.body === undefined ? undefined : blockText($, scope, fields.body)
  return listingOfFields({ ...values, body, images: allValues($, scope, fields.images) }, ownUrl)
}

/** What the selectors of a site gave, each its first value that is not empty. */
export type FieldValues = Partial<Record<Exclude<keyof FieldSelectors, 'images'>, string | undefined>> & {
  readonly images: readonly string[]
}

export function listingOfFields(values: FieldValues, ownUrl?: string): FoundListing | undefined {
  const read = (name: Exclude<keyof FieldValues, 'images'>) => values[name]
  const { body } = values
  const title = read('title') ?? (body === undefined ? undefined : plainText(body).slice(0, 80))
  if (title === undefined) return undefined
  const price = read('price')
  const seller = read('seller')
  const sellerId = read('sellerId')
  return {
    title,
    body,
    key: read('key')?.slice(0, 100),
    url: read('url') ?? ownUrl,
    price: price === undefined ? undefined : parsePrice(price),
    ...(seller === undefined
      ? {}
      : {
          seller: {
            name: seller.slice(0, 200),
            ...(sellerId === undefined ? {} : { id: sellerId.slice(0, 200) }),
          },
        }),
    region: read('region')?.slice(0, 200),
    shopCategory: read('shopCategory')?.slice(0, 200),
    images: values.images,
    publishedAt: read('publishedAt')?.slice(0, 100),
  }
}

/** `a.title@href` → the selector and the attribute; `@data-id` alone is the scope's own attribute. */
function splitSelector(selector: string): readonly [string, string | undefined] {
  const at = selector.lastIndexOf('@')
  return at < 0 ? [selector, undefined] : [selector.slice(0, at).trim(), selector.slice(at + 1).trim()]
}

function select(scope: Selection, css: string): Selection {
  return css === '' ? scope : scope.find(css)
}

function firstValue($: CheerioAPI, scope: Selection, selector: string | undefined): string | undefined {
  return selector === undefined ? undefined : valuesOf($, scope, selector, 1)[0]
}

function allValues($: CheerioAPI, scope: Selection, selector: string | undefined): string[] {
  return selector === undefined
    ? []
    : valuesOf($, scope, selector.includes('@') ? selector : `${selector}@src`, LIMITS.images)
}

function valuesOf($: CheerioAPI, scope: Selection, selector: string, most: number): string[] {
  const [css, attribute] = splitSelector(selector)
  return select(scope, css)
    .toArray()
    .map((element) =>
      attribute === undefined ? visibleText([element], LIMITS.bodyChars) : ($(element).attr(attribute) ?? ''),
    )
    .map(plainText)
    .filter((value) => value !== '')
    .slice(0, most)
}

/** Keeps the lines of a text of several paragraphs. */
function blockText($: CheerioAPI, scope: Selection, selector: string): string | undefined {
  const [css, attribute] = splitSelector(selector)
  if (attribute !== undefined) return firstValue($, scope, selector)
  return visibleText(select(scope, css).toArray(), LIMITS.bodyChars) || undefined
}
