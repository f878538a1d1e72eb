import { createHash, randomUUID } from 'node:crypto'
import { stringify } from 'safe-stable-stringify'
import type { Clock } from '../domain/clock.ts'
import type { MachineRecord } from '../domain/environment.ts'
import type { CustodyEntry, EvidenceRef, Manifest } from '../domain/evidence.ts'
import { type BundleFile, buildManifest } from './build-manifest.ts'
import { archiveFiles } from './bundle-archive.ts'
import { COMPARISON_PATH, ENVIRONMENT_PATH, TEXT_PATHS } from './bundle-paths.ts'
import { attachedFile, type BundleStore } from './bundle-store.ts'
import { textFile as text, utf8 } from './bundle-text.ts'
import { captureCaveats } from './capture-caveats.ts'
import type { CaptureInput } from './capture-input.ts'
import { chooseExchanges } from './choose-exchanges.ts'
import { type CustodyAct, chainEntry, custodyLog } from './custody.ts'
import { describeListing } from './describe-listing.ts'
import { environmentRecord } from './environment-record.ts'
import { sha256Hex, sm3Hex } from './hashing.ts'
import { listingPictures } from './listing-pictures.ts'
import { RENDERED_PATHS, renderedFiles, sellerFiles } from './rendered-files.ts'
import { chainPath, SEAL_PATHS, type TimestampAuthority, tokenPath, type UnitSigner } from './seal-ports.ts'
import { stampBundle } from './stamp-bundle.ts'
import { CUSTODY_PATH, MANIFEST_PATH } from './verify-bundle.ts'

export interface CapturePorts {
  readonly store: BundleStore
  readonly clock: Clock
  readonly tool: { readonly name: string; readonly version: string }
  /** Who or what captured: goes on the custody log. */
  readonly actor: string
  /** Each is asked for a token over the manifest as soon as the bundle is on the disk. */
  readonly authorities: readonly TimestampAuthority[]
  readonly signer: UnitSigner | undefined
  /** What is to be said of this machine now. */
  readonly machine: () => Promise<MachineRecord>
}

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
    machine: await ports.machine(),
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
  ports: CapturePorts,
): Promise<EvidenceRef> {
  const { evidenceId, listingId, capturedAt } = manifest
  const { store, clock, actor, authorities } = ports
  const manifestJson = utf8(prettyJson(manifest))
  const hashes = { manifestSha256: sha256Hex(manifestJson), manifestSm3: sm3Hex(manifestJson) }
  const extras = sealFiles(manifestJson, ports)
  const custody = chainAll(evidenceId, [
    { at: capturedAt, actor, action: 'captured', detail: `采集信息 ${listingId}，共 ${files.length} 个文件` },
    {
      at: clock.now(),
      actor,
      action: 'sealed',
      manifestSha256: hashes.manifestSha256,
      detail: '生成证据清单并封存',
      ...(extras.size > 0 ? { files: [...extras].map(([path, bytes]) => attachedFile(path, bytes)) } : {}),
      ...(authorities.length > 0
        ? { awaits: authorities.map(({ name }) => ({ path: tokenPath(name) })) }
        : {}),
    },
  ])
  const path = await store.put({
    evidenceId,
    files: new Map<string, Uint8Array>([
      ...files.map((file) => [file.path, file.bytes] as const),
      ...extras,
      [MANIFEST_PATH, manifestJson],
      [CUSTODY_PATH, utf8(custodyLog(custody, { withHead: true }))],
    ]),
  })
  const { state, custodyHead } = await stampBundle(path, hashes, custody, ports)
  const has = (wanted: string) => files.some((file) => file.path === wanted)
  return {
    evidenceId,
    listingId,
    path,
    capturedAt,
    ...hashes,
    custodyHead,
    timestampState: state,
    ...(has(RENDERED_PATHS.screenshot) ? { screenshot: RENDERED_PATHS.screenshot } : {}),
    ...(has(RENDERED_PATHS.thumbnail) ? { thumbnail: RENDERED_PATHS.thumbnail } : {}),
  }
}

/** What lies in the bundle beside the manifest and what the manifest lists: signature, key, chains of the authorities. */
function sealFiles(
  manifestJson: Uint8Array,
  { authorities, signer }: CapturePorts,
): ReadonlyMap<string, Uint8Array> {
  return new Map<string, Uint8Array>([
    ...(signer
      ? ([
          [SEAL_PATHS.signature, signer.sign(manifestJson)],
          [SEAL_PATHS.signer, utf8(signer.publicPem)],
        ] as const)
      : []),
    ...authorities.map(({ name, certificatesPem }) => [chainPath(name), utf8(certificatesPem)] as const),
  ])
}

function chainAll(evidenceId: string, acts: readonly CustodyAct[]): CustodyEntry[] {
  const entries: CustodyEntry[] = []
  for (const act of acts) entries.push(chainEntry(entries.at(-1), evidenceId, act))
  return entries
}

interface BundleContext {
  readonly evidenceId: string
  readonly capturedAt: string
  readonly at: string
  readonly tool: CapturePorts['tool']
  readonly machine: MachineRecord
}

function bundleFiles(input: CaptureInput, context: BundleContext) {
  const { listing, page, rendered, sellerPage } = input
  const seller = sellerPage && 'rendered' in sellerPage ? sellerPage.rendered : undefined
  const { exchanges, caveats } = chooseExchanges(listing, page, rendered, seller)
  const raw = exchanges.map(({ exchange }) => exchange)
  const pictures = isGone(input) ? { files: [], caveats: [] } : listingPictures(listing, raw)
  const info = {
    evidenceId: context.evidenceId,
    software: `${context.tool.name}/${context.tool.version}`,
    createdAt: context.at,
  }
  return {
    files: [
      ...listingFiles(input, context),
      text(
        ENVIRONMENT_PATH,
        'application/json',
        '采集环境记录（清洁性检查）',
        prettyJson(environmentRecord(input, context.machine)),
      ),
      ...renderedFiles(input),
      ...pictures.files,
      ...(seller ? sellerFiles(seller) : []),
      ...archiveFiles({ exchanges, info, title: listing.title }),
    ],
    caveats: [...captureCaveats(input, raw), ...caveats, ...pictures.caveats],
  }
}

/** Nothing was extracted from this page: what was known of the listing is in the first bundle. */
function isGone({ comparison }: CaptureInput): boolean {
  return comparison?.outcome === 'gone' || comparison?.outcome === 'not-found'
}

function listingFiles(input: CaptureInput, context: BundleContext): BundleFile[] {
  const { listing, assessment, comparison } = input
  const compared = comparison
    ? [text(COMPARISON_PATH, 'application/json', '与第一次采集的比对结果', prettyJson(comparison))]
    : []
  if (isGone(input)) return compared
  return [
    text(TEXT_PATHS.fields, 'application/json', '由页面提取的字段', prettyJson(listing)),
    text(
      TEXT_PATHS.readableFields,
      'text/plain; charset=utf-8',
      '由页面提取的字段，供人阅读',
      describeListing(listing, context),
    ),
    text('assessment.json', 'application/json', '程序按规则给出的研判建议', prettyJson(assessment)),
    ...compared,
  ]
}

function prettyJson(value: unknown): string {
  return `${stringify(value, null, 2)}\n`
}

/** Two captures of one listing in one millisecond are still two captures. */
function newEvidenceId(listingId: string, capturedAt: string): string {
  const digest = createHash('sha256').update(`${listingId}\n${capturedAt}\n${randomUUID()}`).digest('hex')
  return `E${capturedAt.slice(0, 10).replaceAll('-', '')}-${digest.slice(0, 12)}`
}
