import type { Site } from '../domain/site.ts'
import { canonicalizeUrl, requestUrl } from './canonicalize-url.ts'
import type { UrlClassifier, UrlKind } from './classify-url.ts'
import type { NewUrl } from './frontier.ts'
import type { Sitemap } from './read-sitemap.ts'

/** In a site's list of sitemaps: those that its robots.txt names. */
const NAMED_BY_ROBOTS = 'robots.txt'
/** An index names sitemaps; one more level is let pass, since sites nest them though the protocol says not to. */
const MAX_INDEX_DEPTH = 1
const MAX_SITEMAPS_OF_INDEX = 500

/** What the sitemaps and feeds of one site lead to, and what they say of it. */
export class SitemapLinks {
  readonly #site: Site
  readonly #classify: UrlClassifier
  readonly #dates = new Map<string, string>()

  constructor(site: Site, classify: UrlClassifier) {
    this.#site = site
    this.#classify = classify
  }

  /** Sitemaps and feeds to start from. `named`: absolute URLs from robots.txt. */
  startUrls(named: readonly string[]): NewUrl[] {
    const urls = this.#site.sitemaps.flatMap((path) => (path === NAMED_BY_ROBOTS ? named : [path]))
    return urls.flatMap((url) => this.#newUrl(url, 'seed') ?? [])
  }

  /** Pages of the site, newest first; of an index, its sitemaps. Other origins and what the site's file does not name are left out. */
  linksOf({ kind, entries }: Sitemap, depth: number): NewUrl[] {
    if (kind === 'index') {
      if (depth > MAX_INDEX_DEPTH) return []
      return entries.slice(0, MAX_SITEMAPS_OF_INDEX).flatMap(({ url }) => this.#newUrl(url, 'seed') ?? [])
    }
    return entries.flatMap(({ url, lastModified }) => {
      const link = this.#newUrl(url)
      if (link !== undefined && lastModified !== undefined) this.#dates.set(link.url, lastModified)
      return link ?? []
    })
  }

  /** The page with the moment of its last change, where a sitemap of this process told one. */
  withDate<T extends { readonly url: string }>(page: T): T & { readonly lastModified?: string } {
    const lastModified = this.#dates.get(page.url)
    return lastModified === undefined ? page : { ...page, lastModified }
  }

  #newUrl(raw: string, as?: UrlKind): NewUrl | undefined {
    const key = canonicalizeUrl(raw, this.#site)
    const url = requestUrl(raw, this.#site)
    if (key === undefined || url === undefined) return undefined
    if (new URL(url).origin !== new URL(this.#site.origin).origin) return undefined
    const kind = as ?? this.#classify(key)
    return kind && { url, key, kind }
  }
}
