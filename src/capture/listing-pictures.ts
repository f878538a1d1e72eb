import type { Listing } from '../domain/listing.ts'
import { type HttpExchange, headerIn } from '../domain/page.ts'
import type { BundleFile } from './build-manifest.ts'

const MAX_PICTURES = 30
const MAX_HOPS = 5

const EXTENSION: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/avif': 'avif',
  'image/svg+xml': 'svg',
  'image/bmp': 'bmp',
}

/** The listing's own pictures as files, taken from the raw record, and what is to be said of those that are not there. */
export function listingPictures(
  { images, url }: Listing,
  exchanges: readonly HttpExchange[],
): { readonly files: readonly BundleFile[]; readonly caveats: readonly string[] } {
  const answers = new Map<string, HttpExchange>()
  for (const exchange of exchanges) answers.set(exchange.url, exchange)
  const wanted = [...new Set(images.map((image) => absolute(image, url)))]
  const files = wanted
    .slice(0, MAX_PICTURES)
    .map((image, index) => pictureFile(image, index + 1, answers))
    .filter((file) => file !== undefined)
  const missing = wanted.length - files.length
  return {
    files,
    caveats: missing > 0 ? [`信息所载图片 ${wanted.length} 张，其中 ${missing} 张没有取得原图。`] : [],
  }
}

function absolute(image: string, base: string | undefined): string {
  const url = URL.parse(image, base)
  if (url === null) return image
  url.hash = ''
  return url.href
}

function pictureFile(
  image: string,
  number: number,
  answers: ReadonlyMap<string, HttpExchange>,
): BundleFile | undefined {
  const answer = follow(image, answers)
  if (answer?.status !== 200 || answer.truncated || answer.body.length === 0) return undefined
  const mediaType =
    headerIn(answer.responseHeaders, 'content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  const extension = EXTENSION[mediaType]
  if (extension === undefined) return undefined
  const path = `pictures/${number}.${extension}`
  return { path, mediaType, madeBy: `信息所载第 ${number} 张图片，取自原始记录`, bytes: answer.body }
}

/** Where the redirects from this address end. */
function follow(image: string, answers: ReadonlyMap<string, HttpExchange>): HttpExchange | undefined {
  let answer = answers.get(image)
  for (let hop = 0; hop < MAX_HOPS && answer !== undefined && isRedirect(answer); hop++) {
    const next = URL.parse(headerIn(answer.responseHeaders, 'location') ?? '', answer.url)
    answer = next === null ? undefined : answers.get(next.href)
  }
  return answer
}

function isRedirect({ status }: HttpExchange): boolean {
  return status >= 300 && status < 400
}
