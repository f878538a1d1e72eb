import { encodeGbkQuery } from '../domain/gbk-query.ts'
import type { Site } from '../domain/site.ts'
import { canonicalizeUrl, requestUrl } from './canonicalize-url.ts'
import type { NewUrl } from './frontier.ts'

/** Start URLs and search pages of a site, in the order they are asked for: page 1 of every keyword comes first. */
export function planSeeds(site: Site, keywords: readonly string[] = []): NewUrl[] {
  const seeds = site.seeds.map((path) => toNewUrl(path, 'seed', site))
  const searches = searchPaths(site, keywords).map((path) => toNewUrl(path, 'search', site))
  return [...seeds, ...searches].filter((url) => url !== undefined)
}

function searchPaths({ search }: Site, extra: readonly string[]): string[] {
  if (search === undefined) return []
  const keywords = new Set([...search.keywords, ...extra])
  const lastPage = search.template.includes('{page}') ? search.maxPages : 1
  const pages = Array.from({ length: lastPage }, (_, index) => index + 1)
  return pages.flatMap((page) => [...keywords].map((keyword) => fill(search, keyword, page)))
}

function fill({ template, charset }: NonNullable<Site['search']>, keyword: string, page: number): string {
  const query = charset === 'gb18030' ? encodeGbkQuery(keyword) : encodeURIComponent(keyword)
  return template.replaceAll('{page}', String(page)).replaceAll('{q}', () => query)
}

function toNewUrl(path: string, kind: 'seed' | 'search', site: Site): NewUrl | undefined {
  const url = requestUrl(path, site)
  const key = canonicalizeUrl(path, site)
  return url === undefined || key === undefined ? undefined : { url, key, kind }
}
