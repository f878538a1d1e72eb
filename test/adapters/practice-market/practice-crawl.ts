import { type Fetched, get, linksOf } from './practice-support.ts'

export interface Crawled {
  readonly pages: readonly { readonly url: string; readonly isListing: boolean; readonly text: string }[]
  /** Answers by status, refusals for haste included. */
  readonly statuses: Readonly<Record<number, number>>
}

const WORKERS = 6
const NOISE = /[?&](?:spm|refer|extra|from)=[^&]*/g

/** As dull a crawler as will do: follows what robots.txt leaves open, waits where it is told to. */
export async function crawl(origin: string, seed: string): Promise<Crawled> {
  const robots = (await get(`${origin}/robots.txt`)).text
  const closed = [...robots.matchAll(/^Disallow: (\S+)/gm)].map(([, path]) => `${origin}${path}`)
  const statuses: Record<number, number> = {}
  const pages: { url: string; isListing: boolean; text: string }[] = []
  const seen = new Set<string>()

  const fetchPage = async (url: string): Promise<Fetched> => {
    const page = await get(url)
    statuses[page.status] = (statuses[page.status] ?? 0) + 1
    if (page.status !== 429) return page
    await new Promise((resolve) => setTimeout(resolve, Number(page.headers['retry-after']) * 1000 + 20))
    return fetchPage(url)
  }
  const visit = async (url: string): Promise<string[]> => {
    const page = await fetchPage(url)
    const isListing = page.status === 200 && /\/(?:item|thread-|p\/|api\/statuses)/.test(url)
    pages.push({ url, isListing, text: page.text })
    const { location } = page.headers
    return [...linksOf(page, url), ...(typeof location === 'string' ? [new URL(location, origin).href] : [])]
  }
  const isNew = (url: string): boolean => {
    const place = url.replace(NOISE, '').replace(/#.*/, '')
    if (!url.startsWith(origin) || seen.has(place) || closed.some((prefix) => place.startsWith(prefix)))
      return false
    seen.add(place)
    return true
  }

  let wave = [`${origin}${seed}`]
  while (wave.length > 0) {
    const found: string[] = []
    const worker = async (): Promise<void> => {
      for (let url = wave.pop(); url !== undefined; url = wave.pop()) found.push(...(await visit(url)))
    }
    await Promise.all(Array.from({ length: WORKERS }, worker))
    wave = found.filter(isNew)
  }
  return { pages, statuses }
}
