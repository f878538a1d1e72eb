import type { Site } from '../domain/site.ts'
import { findEmbeddedJson } from './find-embedded-json.ts'
import { type FoundListing, plainText } from './found-listing.ts'
import { LIMITS } from './limits.ts'
import { parseHtml } from './parse-html.ts'
import { parsePrice } from './parse-price.ts'
import { readScripts } from './read-scripts.ts'

type Shape = Site['json'][number]

/** The listings of one JSON response, by the first of the site's shapes whose pattern fits its path and query. */
export function readSiteJson(text: string, path: string, site: Site): FoundListing[] {
  const shape = site.json.find(({ pattern }) => new RegExp(pattern, 'u').test(path))
  if (shape === undefined) return []
  return rootsOf(text)
    .flatMap((root) => valuesAt(root, shape.items))
    .slice(0, LIMITS.listings)
    .map((item) => readItem(item, shape))
    .filter((found) => found !== undefined)
}

/** A page carries its state in scripts; an answer is the document. */
function rootsOf(text: string): unknown[] {
  return /^\s{0,2000}</.test(text.slice(0, 2001)) ? readScripts(parseHtml(text)) : findEmbeddedJson(text)
}

function readItem(item: unknown, { fields, url }: Shape): FoundListing | undefined {
  const read = (path: string | undefined) => (path === undefined ? undefined : textsAt(item, path)[0])
  const key = read(fields.key)
  const body = read(fields.body)
  const title = read(fields.title) ?? body?.slice(0, 80)
  if (key === undefined || title === undefined) return undefined
  const price = read(fields.price)
  const seller = read(fields.seller)
  const sellerId = read(fields.sellerId)
  return {
    key: key.slice(0, 100),
    title,
    body,
    url: url.replaceAll('{key}', encodeURIComponent(key)),
    price: price === undefined ? undefined : parsePrice(price),
    ...(seller === undefined
      ? {}
      : {
          seller: {
            name: seller.slice(0, 200),
            ...(sellerId === undefined ? {} : { id: sellerId.slice(0, 200) }),
          },
        }),
    region: read(fields.region)?.slice(0, 200),
    shopCategory: read(fields.shopCategory)?.slice(0, 200),
    images: fields.images === undefined ? [] : textsAt(item, fields.images).slice(0, LIMITS.images),
    publishedAt: read(fields.publishedAt)?.slice(0, 100),
  }
}

function textsAt(item: unknown, path: string): string[] {
  return valuesAt(item, path)
    .flat()
    .filter((value) => typeof value === 'string' || typeof value === 'number')
    .map((value) => plainText(String(value)))
    .filter((value) => value !== '')
}

/** `data.items.*`: a dotted path, `*` for every element. A path that leads nowhere gives nothing. */
export function valuesAt(root: unknown, path: string): unknown[] {
  let values: unknown[] = [root]
  for (const step of path.split('.')) {
    values = values.flatMap((value) => stepInto(value, step)).slice(0, 10_000)
  }
  return values
}

function stepInto(value: unknown, step: string): unknown[] {
  if (typeof value !== 'object' || value === null) return []
  if (step === '*') return Object.values(value)
  const inner = Object.hasOwn(value, step) ? (value as Record<string, unknown>)[step] : undefined
  return inner === undefined || inner === null ? [] : [inner]
}
