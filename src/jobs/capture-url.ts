import type { PageRenderer } from '../capture/page-renderer.ts'
import type { PageFetcher } from '../crawl/page-fetcher.ts'
import type { Robots } from '../crawl/robots.ts'
import type { Clock } from '../domain/clock.ts'
import { InputError } from '../domain/errors.ts'
import type { EvidenceRef } from '../domain/evidence.ts'
import type { Listing } from '../domain/listing.ts'
import { type FetchedPage, PAGE_CLASS_LABEL } from '../domain/page.ts'
import type { Site } from '../domain/site.ts'
import { type Extraction, extractPage } from '../extract/extract-page.ts'
import { platformOfHost } from '../extract/platform-of-host.ts'
import { judge, type Pipeline } from '../pipeline.ts'
import { type CameraPorts, EvidenceCamera } from './evidence-camera.ts'
import { occasionOf } from './occasion.ts'
import { requireAllowed } from './require-allowed.ts'

export interface CaptureUrlPorts {
  readonly pipeline: Pick<Pipeline, 'lexicon' | 'policy' | 'capture'>
  readonly fetcher: PageFetcher
  readonly renderer: PageRenderer
  readonly robots: Robots
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** The listing's page has just been asked for: its seller's comes after the site's pause. */
const PAUSE_FIRST: CameraPorts['frontier'] = {
  reserveSlot: async (_, delayMs, now) => new Date(Date.parse(now) + delayMs).toISOString(),
}

/**
 * Evidence of one page now, whether or not anything on it is flagged.
 *
 * @throws {InputError} robots.txt does not allow it, or the page is a wall. @throws {FetchError} it cannot be fetched.
 */
export async function captureUrl(
  url: string,
  { site, operator }: { readonly site: Site; readonly operator?: string | undefined },
  ports: CaptureUrlPorts,
): Promise<EvidenceRef> {
  const decision = await requireAllowed(url, site, ports.robots)
  const page = await ports.fetcher.fetch({ site, url })
  const pictures = extractPage(page, site).listings.find((each) => each.url === page.finalUrl)?.images ?? []
  const rendered = await ports.renderer.render(url, { timeoutMs: site.politeness.timeoutMs, pictures })
  const extraction = extractPage(
    { ...page, body: new TextEncoder().encode(rendered.html), bodyIsUtf8: true },
    site,
  )
  if (extraction.pageClass !== 'ok')
    throw new InputError(`${url} 打开后是“${PAGE_CLASS_LABEL[extraction.pageClass]}”，没有可固定的内容`)
  const listing = pickListing(extraction, page)
  const camera = { ...ports, lane: ports.fetcher, frontier: PAUSE_FIRST }
  const sellerPage = await new EvidenceCamera(site, camera, ports.signal).drawSeller(listing)
  return ports.pipeline.capture({
    listing,
    assessment: judge(listing, ports.pipeline),
    page,
    rendered,
    ...(sellerPage && { sellerPage }),
    occasion: occasionOf('operator', { operator, decision }),
  })
}

/** The page's own listing, or the page as a whole when it shows none or many. */
function pickListing(extraction: Extraction, page: FetchedPage): Listing {
  const { listings, kind } = extraction
  const own = listings.find(({ url }) => url === page.finalUrl)
  if (own) return own
  if (listings[0] && (kind === 'listing' || listings.length === 1)) return listings[0]
  const { host } = new URL(page.finalUrl)
  return {
    id: `${host}:${page.finalUrl}`.slice(0, 300),
    url: page.finalUrl,
    platform: platformOfHost(host),
    title: extraction.title.slice(0, 2000),
    body: extraction.text.slice(0, 100_000),
    images: [],
    contacts: [],
  }
}
