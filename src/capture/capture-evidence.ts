import { createHash, randomUUID } from 'node:crypto'
import { stringify } from 'safe-stable-stringify'
import type { Clock } from '../domain/clock.ts'
import type { EvidenceRef, Manifest } from '../domain/evidence.ts'
import { type BundleFile, buildManifest } from './build-manifest.ts'
import type { BundleStore } from './bundle-store.ts'
import { captureCaveats } from './capture-caveats.ts'
import type { CaptureInput } from './capture-input.ts'
import { chooseExchanges } from './choose-exchanges.ts'
import { type CustodyAct, chainEntry, custodyLine } from './custody.ts'
import { describeListing } from './describe-listing.ts'
import { sha256Hex, sm3Hex } from './hashing.ts'
import { isPng } from './png.ts'
import { CUSTODY_PATH, MANIFEST_PATH } from './verify-bundle.ts'
import { writeWarc } from './write-warc.ts'

export interface CapturePorts {
  readonly store: BundleStore
  readonly clock: Clock
  readonly tool: { readonly name: string; readonly version: string }
  /** Who or what captured: goes on the custody log. */
  readonly actor: string
}

const SCREENSHOT_PATH = 'rendered/screenshot.png'
const THUMBNAIL_PATH = 'rendered/thumbnail.jpg'

/**
 * Seals what was seen of one listing into a bundle.
 *
 * @throws {StorageError} when it cannot be written; nothing half-written stays behind.
 */
export async function captureEvidence(input: CaptureInput, ports: CapturePorts): Promise<EvidenceRef> {
  const { listing, page, rendered } = input
  const capturedAt = rendered?.renderedAt ?? page?.fetchedAt ?? ports.clock.now()
  const evidenceId = newEvidenceId(listing.id, capturedAt)
  const { files, caveats } = bundleFiles(input, {
    evidenceId,
    capturedAt,
    tool: ports.tool,
    at: ports.clock.now(),
  })
  const manifest = buildManifest(
    {
      evidenceId,
      listingId: listing.id,
      url: listing.url ?? page?.finalUrl ?? '',
      capturedAt,
      tool: ports.tool,
      caveats: [...caveats],
    },
    files,
  )
  return seal(manifest, files, ports)
}

async function seal(
  manifest: Manifest,
  files: readonly BundleFile[],
  { store, clock, actor }: CapturePorts,
): Promise<EvidenceRef> {
  const { evidenceId, listingId, capturedAt } = manifest
  const manifestJson = prettyJson(manifest)
  const manifestSha256 = sha256Hex(manifestJson)
  const acts: CustodyAct[] = [
    { at: capturedAt, actor, action: 'captured', detail: `采集信息 ${listingId}，共 ${files.length} 个文件` },
    { at: clock.now(), actor, action: 'sealed', manifestSha256, detail: '生成证据清单并封存' },
  ]
  const [captured, sealed] = chainAll(evidenceId, acts)
  const path = await store.put({
    evidenceId,
    files: new Map<string, Uint8Array>([
      ...files.map((file) => [file.path, file.bytes] as const),
      [MANIFEST_PATH, utf8(manifestJson)],
      [CUSTODY_PATH, utf8(custodyLine(captured) + custodyLine(sealed))],
    ]),
  })
  const has = (wanted: string) => files.some((file) => file.path === wanted)
  return {
    evidenceId,
    listingId,
    path,
    capturedAt,
    manifestSha256,
    manifestSm3: sm3Hex(manifestJson),
    custodyHead: sealed.hash,
    ...(has(SCREENSHOT_PATH) ? { screenshot: SCREENSHOT_PATH } : {}),
    ...(has(THUMBNAIL_PATH) ? { thumbnail: THUMBNAIL_PATH } : {}),
  }
}

function chainAll(evidenceId: string, [first, second]: CustodyAct[]) {
  if (!first || !second) throw new Error('a new bundle starts with two acts')
  const captured = chainEntry(undefined, evidenceId, first)
  return [captured, chainEntry(captured, evidenceId, second)] as const
}

interface BundleContext {
  readonly evidenceId: string
  readonly capturedAt: string
  readonly at: string
  readonly tool: CapturePorts['tool']
}

function bundleFiles(input: CaptureInput, context: BundleContext) {
  const { listing, assessment, page, rendered } = input
  const { exchanges, caveats } = chooseExchanges(listing, page, rendered)
  const files: BundleFile[] = [
    text('text/listing.json', 'application/json', '由页面提取的字段', prettyJson(listing)),
    text(
      'text/listing.txt',
      'text/plain; charset=utf-8',
      '由页面提取的字段，供人阅读',
      describeListing(listing, context),
    ),
    text('assessment.json', 'application/json', '程序按规则给出的研判建议', prettyJson(assessment)),
    ...renderedFiles(input),
  ]
  if (exchanges.length > 0)
    files.push({
      path: 'raw/exchange.warc.gz',
      mediaType: 'application/warc',
      madeBy: '网络请求与响应的原始记录（WARC 1.1）',
      bytes: writeWarc(exchanges, {
        evidenceId: context.evidenceId,
        software: `${context.tool.name}/${context.tool.version}`,
        createdAt: context.at,
      }),
    })
  return {
    files,
    caveats: [
      ...captureCaveats(
        input,
        exchanges.map(({ exchange }) => exchange),
      ),
      ...caveats,
    ],
  }
}

function renderedFiles({ rendered, pageText }: CaptureInput): BundleFile[] {
  const files: BundleFile[] = []
  const visible = rendered?.text ?? pageText
  const browser = rendered ? `浏览器 ${rendered.browserVersion}` : ''
  if (visible !== undefined)
    files.push(
      text(
        'text/page.txt',
        'text/plain; charset=utf-8',
        browser ? `${browser} 绘制后的可见文字` : '由响应提取的文字',
        visible,
      ),
    )
  if (!rendered) return files
  files.push(
    text('rendered/page.html', 'text/html; charset=utf-8', `${browser} 绘制后的页面结构`, rendered.html),
  )
  if (isPng(rendered.screenshotPng))
    files.push({
      path: SCREENSHOT_PATH,
      mediaType: 'image/png',
      madeBy: `${browser} 整页截图`,
      bytes: rendered.screenshotPng,
    })
  if (rendered.thumbnailJpeg)
    files.push({
      path: THUMBNAIL_PATH,
      mediaType: 'image/jpeg',
      madeBy: `${browser} 页首缩略图，供列表显示`,
      bytes: rendered.thumbnailJpeg,
    })
  return files
}

function text(path: string, mediaType: string, madeBy: string, content: string): BundleFile {
  return { path, mediaType, madeBy, bytes: utf8(content) }
}

function utf8(content: string): Uint8Array {
  return Buffer.from(content.toWellFormed(), 'utf8')
}

function prettyJson(value: unknown): string {
  return `${stringify(value, null, 2)}\n`
}

/** Two captures of one listing in one millisecond are still two captures. */
function newEvidenceId(listingId: string, capturedAt: string): string {
  const digest = createHash('sha256').update(`${listingId}\n${capturedAt}\n${randomUUID()}`).digest('hex')
  return `E${capturedAt.slice(0, 10).replaceAll('-', '')}-${digest.slice(0, 12)}`
}
