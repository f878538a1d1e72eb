import type { Manifest } from '../domain/evidence.ts'
import { ARCHIVE_PATHS, EARLIER_WARC_PATH } from './archive-paths.ts'
import { checkWarc } from './check-warc.ts'
import {
  type DataPackage,
  PACKAGE_DIGEST_PATH,
  PACKAGE_PATH,
  packageDigest,
  resourceOf,
  WACZ_VERSION,
} from './data-package.ts'
import { cdxjOf, indexRecords } from './index-warc.ts'
import { listPages } from './list-pages.ts'
import { writeStoredZip, type ZipFiles } from './stored-zip.ts'

export interface WaczInput {
  readonly manifest: Manifest
  /** Every file of the bundle. */
  readonly files: ZipFiles
  /** ISO 8601 UTC. */
  readonly createdAt: string
  readonly sidecars: readonly string[]
}

/**
 * WACZ 1.1.1: the bundle as it lies, and what the format wants beside it. All entries are stored.
 *
 * @throws {RangeError} when the bundle has no WARC: WACZ must hold one.
 */
export function buildWacz({ manifest, files, createdAt, sidecars }: WaczInput): Uint8Array {
  const all = new Map([...files, ...archiveOf(manifest, files)])
  const resources = [...all]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, bytes]) => resourceOf(path, bytes))
  const [page] = pagesOf(all.get(ARCHIVE_PATHS.pages))
  const dataPackage: DataPackage = {
    profile: 'data-package',
    wacz_version: WACZ_VERSION,
    title: `证据 ${manifest.evidenceId}`,
    description: `${manifest.url}，${manifest.capturedAt} 固定。核验说明见同一文件夹的 VERIFY.txt。`,
    created: createdAt,
    software: `${manifest.tool.name}/${manifest.tool.version}`,
    ...(page ? { mainPageUrl: page.url, mainPageDate: page.ts } : {}),
    sidecars: [...sidecars].sort(),
    resources,
  }
  const described = new TextEncoder().encode(`${JSON.stringify(dataPackage, null, 2)}\n`)
  all.set(PACKAGE_PATH, described)
  all.set(PACKAGE_DIGEST_PATH, new TextEncoder().encode(packageDigest(described)))
  return writeStoredZip(all, createdAt)
}

/** A bundle of format 1 has its WARC elsewhere and no index: both are made from what it has. */
export function archiveOf({ listingId }: Manifest, files: ZipFiles): [string, Uint8Array][] {
  if (files.has(ARCHIVE_PATHS.warc)) return []
  const warc = files.get(EARLIER_WARC_PATH)
  if (!warc) throw new RangeError('证据中没有网络原始记录（WARC），不能导出为 WACZ')
  const entries = indexRecords(checkWarc(warc).records)
  const encode = (text: string) => new TextEncoder().encode(text)
  return [
    [ARCHIVE_PATHS.warc, warc],
    [ARCHIVE_PATHS.index, encode(cdxjOf(entries, ARCHIVE_PATHS.warc.split('/')[1] ?? ''))],
    [ARCHIVE_PATHS.pages, encode(listPages(entries, listingId))],
  ]
}

function pagesOf(bytes: Uint8Array | undefined): { url: string; ts: string }[] {
  const [, ...lines] = new TextDecoder().decode(bytes).trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line))
}
