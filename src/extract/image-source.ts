import type { CheerioAPI } from './parse-html.ts'

type Selection = ReturnType<CheerioAPI>

/** Where pages keep a picture's address until it scrolls into view, the surest first. */
const SOURCES = [
  'data-lazy-img',
  'data-lazyload',
  'data-lazyload-src',
  'data-lazy-src',
  'data-lazy',
  'data-ks-lazyload',
  'data-original',
  'data-src',
  'lazy_src',
  'lazy-src',
  'lazysrc',
  'zoomfile',
  'file',
  'src',
]
const PLACEHOLDER =
  /^data:|^about:|(?:^|[/_-])(?:blank|noimg|no_?pic|loading|placeholder|transparent|grey|gray|spacer|pixel|s|x|1x1|url_none|done|smile|emot\w*)(?:\.(?:gif|png|jpe?g|webp))?$|^done$|static\/image\/|\/(?:icons?|emoticons?|smil(?:ey|ies))\//i

/** The address of a picture as a reader would see it; undefined for placeholders, icons and smilies. */
export function imageSource(image: Selection): string | undefined {
  const named = SOURCES.map((name) => image.attr(name)?.trim() ?? '').find(
    (url) => url !== '' && !PLACEHOLDER.test(url.replace(/[?#].*$/, '')),
  )
  return named ?? firstOfSet(image.attr('srcset') ?? image.attr('data-srcset') ?? '')
}

function firstOfSet(set: string): string | undefined {
  const url = set.trim().split(/[\s,]/)[0]
  return url === undefined || url === '' || PLACEHOLDER.test(url) ? undefined : url
}

export function imageSources($: CheerioAPI, scope: Selection, most: number): string[] {
  return scope
    .find('img')
    .toArray()
    .slice(0, most * 3)
    .map((image) => imageSource($(image)))
    .filter((url) => url !== undefined)
    .slice(0, most)
}
