import { TEXT_PATHS } from '../capture/bundle-paths.ts'
import { compareCaptures } from '../capture/compare-captures.ts'
import { type Lanes, SiteLane } from '../crawl/site-lane.ts'
import { COMPARISON_LABEL, type Comparison, type SecondCapture } from '../domain/comparison.ts'
import { EvidenceError, FetchError } from '../domain/errors.ts'
import type { EvidenceRef } from '../domain/evidence.ts'
import type { Lead } from '../domain/lead.ts'
import { Listing } from '../domain/listing.ts'
import { type FetchedPage, PAGE_CLASS_LABEL, type PageClass } from '../domain/page.ts'
import type { Site } from '../domain/site.ts'
import type { Level } from '../domain/vocabulary.ts'
import { extractPage } from '../extract/extract-page.ts'
import { judge, type Pipeline } from '../pipeline.ts'
import type { EvidenceVault, VerifiedEvidence } from '../refer/packet-ports.ts'
import type { CaseRepository } from '../review/case-repository.ts'
import { asFetchedPage, type CameraPorts, type Drawn, EvidenceCamera } from './evidence-camera.ts'
import { occasionOf } from './occasion.ts'

export interface SecondCapturePorts extends Omit<CameraPorts, 'lane'> {
  readonly cases: Pick<CaseRepository, 'listLeads' | 'secondCaptures' | 'recordSecondCapture'>
  readonly pipeline: Pick<Pipeline, 'lexicon' | 'policy' | 'capture'>
  readonly evidence: EvidenceVault
  readonly lanes: Lanes
  /** Goes on the custody log of the first capture. */
  readonly actor: string
}

export interface SecondCaptureOptions {
  readonly runId: string
  readonly operator: string
  readonly sites: readonly Site[]
  readonly levels: readonly Level[]
  /** From the first capture. */
  readonly afterMs: number
  /** These leads and no others, whatever their level, due or not. */
  readonly leadIds?: readonly string[]
  readonly signal: AbortSignal
  readonly onCaptured?: (attempt: SecondCapture) => void
}

/** What stays unknown is asked for again by the next run, and then left. */
const MAX_TRIES = 3

/**
 * Captures leads of a high level a second time once the time is up, each in a bundle of its own that names the first and
 * says what became of the listing since. A lead is captured twice for each evidence it has, not more.
 *
 * The second bundle is sealed, then named on the custody log of the first, then stored: killed in between, it is done anew.
 *
 * @throws {StorageError}
 */
export async function captureDueAgain(
  options: SecondCaptureOptions,
  ports: SecondCapturePorts,
): Promise<SecondCapture[]> {
  const attempts: SecondCapture[] = []
  const cameras = new Map<string, EvidenceCamera>()
  for (const lead of await dueLeads(options, ports)) {
    if (options.signal.aborted) break
    const site = options.sites.find(({ id }) => id === lead.listing.siteId)
    const attempt = await captureOne(lead, site && cameraOf(site, cameras, options, ports), options, ports)
    if (attempt === undefined) break
    await ports.cases.recordSecondCapture(attempt)
    attempts.push(attempt)
    options.onCaptured?.(attempt)
  }
  return attempts
}

export interface DueLead extends Lead {
  readonly evidence: EvidenceRef
}

/** The longest captured first. */
export async function dueLeads(
  { leadIds, levels, afterMs }: Pick<SecondCaptureOptions, 'leadIds' | 'levels' | 'afterMs'>,
  { cases, clock }: Pick<SecondCapturePorts, 'cases' | 'clock'>,
): Promise<DueLead[]> {
  const leads = (await cases.listLeads()).filter((lead): lead is DueLead => lead.evidence !== undefined)
  if (leadIds) return leads.filter(({ id }) => leadIds.includes(id))
  const attempts = await cases.secondCaptures()
  const nowMs = Date.parse(clock.now())
  return leads
    .filter(({ state, assessment }) => state !== 'dismissed' && levels.includes(assessment.level))
    .filter(({ listing }) => listing.url !== undefined)
    .filter(({ evidence }) => Date.parse(evidence.capturedAt) + afterMs <= nowMs)
    .filter(({ evidence }) => isOpen(attempts.filter((each) => each.firstEvidenceId === evidence.evidenceId)))
    .toSorted((a, b) => (a.evidence.capturedAt < b.evidence.capturedAt ? -1 : 1))
}

function isOpen(attempts: readonly SecondCapture[]): boolean {
  return attempts.length < MAX_TRIES && attempts.every(({ outcome }) => outcome === 'unknown')
}

interface SiteCamera {
  readonly site: Site
  readonly camera: EvidenceCamera
}

function cameraOf(
  site: Site,
  cameras: Map<string, EvidenceCamera>,
  { signal }: SecondCaptureOptions,
  ports: SecondCapturePorts,
): SiteCamera {
  const camera =
    cameras.get(site.id) ??
    new EvidenceCamera(site, { ...ports, lane: new SiteLane(site, ports.lanes) }, signal)
  cameras.set(site.id, camera)
  return { site, camera }
}

/** Undefined when the signal stopped it. */
async function captureOne(
  lead: DueLead,
  on: SiteCamera | undefined,
  options: SecondCaptureOptions,
  ports: SecondCapturePorts,
): Promise<SecondCapture | undefined> {
  const open = { leadId: lead.id, firstEvidenceId: lead.evidence.evidenceId, at: ports.clock.now() }
  const unknown = (reason: string): SecondCapture => ({ ...open, outcome: 'unknown', reason })
  if (on === undefined || lead.listing.url === undefined) return unknown('没有该站点的文件或网址')
  try {
    const first = await ports.evidence.openVerified(lead.evidence.path)
    const look = await lookAgain({ ...lead.listing, url: lead.listing.url }, on, options)
    if (typeof look === 'string') return unknown(look)
    const comparison = compare(first, look)
    const evidence = await seal(lead, { look, comparison, on }, options, ports)
    await nameOnFirst(lead, { evidence, comparison }, ports)
    return { ...open, outcome: comparison.outcome, reason: comparison.page, evidence, comparison }
  } catch (error) {
    if (options.signal.aborted && (error instanceof FetchError || error === options.signal.reason))
      return undefined
    if (error instanceof EvidenceError) return unknown(`第一次采集的证据有问题：${error.message}`)
    throw error
  }
}

interface Look {
  readonly page: FetchedPage | undefined
  readonly drawn: DrawnPage
  /** The listing as the page gives it, by HTTP and as drawn. */
  readonly readings: readonly Listing[]
}

type DrawnPage = Extract<Drawn, { rendered: unknown }>

/** Walls and failures say nothing of the listing. */
const TELLS: ReadonlySet<PageClass> = new Set(['ok', 'gone', 'soft-404'])

/** The page as it is now, or why it could not be seen, in Chinese. */
async function lookAgain(
  listing: Listing & { readonly url: string },
  { site, camera }: SiteCamera,
  { signal }: SecondCaptureOptions,
): Promise<Look | string> {
  const { url, images } = listing
  const { allowed, reason } = await camera.decide(url)
  if (!allowed) return reason
  const page = await camera.fetch(url)
  signal.throwIfAborted()
  const drawn = await camera.draw(url, { pictures: images })
  if ('notRendered' in drawn) return drawn.notRendered
  if (!TELLS.has(drawn.pageClass)) return `网页为“${PAGE_CLASS_LABEL[drawn.pageClass]}”`
  const shown = [page, asFetchedPage(drawn.rendered, site.id)].filter((each) => each !== undefined)
  const readings = shown.flatMap((each) => readListing(listing.id, each, site))
  return { page, drawn, readings }
}

function readListing(listingId: string, page: FetchedPage, site: Site): Listing[] {
  const { listings, kind } = extractPage(page, site)
  const own = listings.find(({ id }) => id === listingId)
  const found = own ?? (kind === 'listing' && listings.length === 1 ? listings[0] : undefined)
  return found ? [{ ...found, siteId: site.id }] : []
}

function compare(
  { manifest, manifestSha256, files }: VerifiedEvidence,
  { drawn, readings }: Look,
): Comparison {
  const text = (path: string) => new TextDecoder().decode(files.get(path) ?? new Uint8Array())
  const listing = files.has(TEXT_PATHS.fields)
    ? Listing.safeParse(JSON.parse(text(TEXT_PATHS.fields))).data
    : undefined
  const { evidenceId, capturedAt } = manifest
  return {
    format: 'qingshao-comparison/1',
    first: { evidenceId, capturedAt, manifestSha256 },
    capturedAt: drawn.rendered.renderedAt,
    page: `网页为“${PAGE_CLASS_LABEL[drawn.pageClass]}”`,
    ...compareCaptures(
      { listing, text: text(TEXT_PATHS.page) },
      { readings, text: drawn.rendered.text, isGone: drawn.pageClass !== 'ok' },
    ),
  }
}

async function seal(
  lead: DueLead,
  { look, comparison, on }: { look: Look; comparison: Comparison; on: SiteCamera },
  { runId, operator }: SecondCaptureOptions,
  { pipeline }: SecondCapturePorts,
): Promise<EvidenceRef> {
  const { page, drawn, readings } = look
  const [listing] = readings
  const sellerPage = listing && (await on.camera.drawSeller(listing))
  return await pipeline.capture({
    listing: listing ?? lead.listing,
    assessment: listing ? judge(listing, pipeline) : lead.assessment,
    page,
    rendered: drawn.rendered,
    ...(sellerPage && { sellerPage }),
    occasion: occasionOf('second', { runId, operator, decision: drawn.decision }),
    comparison,
  })
}

async function nameOnFirst(
  { evidence: first }: DueLead,
  second: { evidence: EvidenceRef; comparison: Comparison },
  { evidence: vault, clock, actor }: SecondCapturePorts,
): Promise<void> {
  const { evidenceId, manifestSha256 } = second.evidence
  await vault.record(first.path, {
    at: clock.now(),
    actor,
    action: 'captured-again',
    manifestSha256: first.manifestSha256,
    detail: `第二次采集 ${evidenceId}（清单 SHA-256 ${manifestSha256}）：${COMPARISON_LABEL[second.comparison.outcome]}`,
  })
}
