import { gunzipSync } from 'node:zlib'
import { Parser } from 'htmlparser2'

export interface SitemapEntry {
  /** As written. */
  readonly url: string
  /** When the page changed last, as the site says; ISO 8601 UTC. */
  readonly lastModified?: string
}

export interface Sitemap {
  /** `index`: the entries are sitemaps themselves. */
  readonly kind: 'index' | 'pages' | 'feed'
  /** What changed last comes first; entries that do not say when come after. */
  readonly entries: readonly SitemapEntry[]
}

/** Of the protocol: 50,000 pages in a file. */
const MAX_ENTRIES = 50_000
/** Of the protocol: 50 MB unpacked; a file of that many addresses needs a tenth. */
const MAX_BYTES = 20_000_000
const MAX_TEXT = 4000

const KINDS: Readonly<Record<string, Sitemap['kind']>> = {
  sitemapindex: 'index',
  urlset: 'pages',
  rss: 'feed',
  'rdf:rdf': 'feed',
  feed: 'feed',
}
const ENTRIES: ReadonlySet<string> = new Set(['sitemap', 'url', 'item', 'entry'])
const ADDRESSES: ReadonlySet<string> = new Set(['loc', 'link'])
/** The first of an entry that can be read counts. */
const DATES: ReadonlySet<string> = new Set(['lastmod', 'updated', 'pubdate', 'dc:date', 'published'])

/**
 * Reads a sitemap, a sitemap index, RSS or Atom, packed or not. Undefined when the document is none of them.
 *
 * Entities that a document declares are not expanded, nothing is fetched, and what is longer or larger than the protocol allows
 * is left out, so that no file can take more than its own size.
 */
export function readSitemap(body: Uint8Array): Sitemap | undefined {
  const unpacked = unpack(body)
  if (unpacked === undefined) return undefined
  const text = new TextDecoder().decode(unpacked.subarray(0, MAX_BYTES))
  const kind = KINDS[rootOf(text.slice(0, 4000))]
  if (kind === undefined) return undefined
  const entries = readEntries(text)
  return { kind, entries: entries.toSorted((a, b) => compareDates(b.lastModified, a.lastModified)) }
}

function unpack(body: Uint8Array): Uint8Array | undefined {
  if (body[0] !== 0x1f || body[1] !== 0x8b) return body
  try {
    return gunzipSync(body, { maxOutputLength: MAX_BYTES })
  } catch {
    return undefined
  }
}

/** In lower case, without the prefix that some files give to all names of the protocol. */
function rootOf(head: string): string {
  const bare = head.replace(/<!--[\s\S]*?-->/g, '').replace(/<![^>[]*(?:\[[\s\S]*?\]\s*)?>/g, '')
  return plainName(/<([A-Za-z][\w:.-]*)/.exec(bare)?.[1] ?? '')
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/^(?:sm|sitemap|ns\d?|atom):/, '')
}

function readEntries(text: string): SitemapEntry[] {
  const reader = new EntryReader()
  const parser = new Parser(reader, { xmlMode: true, decodeEntities: true })
  // In pieces, so that the rest of a file with too many entries is not even looked at.
  for (let start = 0; start < text.length && reader.entries.length < MAX_ENTRIES; start += 65_536) {
    parser.write(text.slice(start, start + 65_536))
  }
  parser.end()
  return reader.entries.slice(0, MAX_ENTRIES)
}

/** Listens to the parser. Only children of an entry count: a picture's address is not the page's. */
class EntryReader {
  readonly entries: SitemapEntry[] = []
  readonly #open: string[] = []
  #url = ''
  #date = ''
  #text = ''

  onopentag(name: string, attributes: Readonly<Record<string, string>>): void {
    const plain = plainName(name)
    this.#open.push(plain)
    this.#text = ''
    if (ENTRIES.has(plain)) this.#url = this.#date = ''
    const { href, rel = 'alternate' } = attributes
    if (plain === 'link' && this.#isInEntry() && href !== undefined && rel === 'alternate') this.#url ||= href
  }

  ontext(text: string): void {
    if (this.#text.length < MAX_TEXT) this.#text += text
  }

  onclosetag(name: string): void {
    const plain = plainName(name)
    const text = this.#text.trim()
    if (this.#isInEntry() && ADDRESSES.has(plain)) this.#url ||= text
    if (this.#isInEntry() && DATES.has(plain)) this.#date ||= dateOf(text)
    this.#open.pop()
    this.#text = ''
    if (ENTRIES.has(plain)) this.#take()
  }

  #isInEntry(): boolean {
    return ENTRIES.has(this.#open.at(-2) ?? '')
  }

  #take(): void {
    if (this.#url === '' || this.#url.length > MAX_TEXT) return
    this.entries.push({ url: this.#url, ...(this.#date !== '' && { lastModified: this.#date }) })
    this.#url = this.#date = ''
  }
}

/** A day without an hour may mean any hour of it: the last one, so that no change is missed. */
function dateOf(text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return dateOf(`${text}T23:59:59Z`)
  const at = Date.parse(text)
  return Number.isNaN(at) ? '' : new Date(at).toISOString()
}

function compareDates(a = '', b = ''): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
