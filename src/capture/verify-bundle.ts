import {
  type CustodyEntry,
  MANIFEST_FORMAT,
  Manifest,
  type ManifestFile,
  type SignatureReport,
  type TimestampState,
  type TokenReport,
  type VerifyProblem,
} from '../domain/evidence.ts'
import { ARCHIVE_PATHS } from './archive-paths.ts'
import type { TrustMaterial } from './check-chain.ts'
import { checkWarc } from './check-warc.ts'
import { readCustody } from './custody.ts'
import type { FileTree } from './file-tree.ts'
import { sha256Hex, sm3Hex } from './hashing.ts'
import { deletionOf } from './holds.ts'
import { cdxjOf, indexRecords } from './index-warc.ts'
import { merkleRoot } from './merkle.ts'
import { timestampStateOf } from './timestamp-state.ts'
import { verifySeals } from './verify-seals.ts'

export const MANIFEST_PATH = 'manifest.json'
export const CUSTODY_PATH = 'custody.jsonl'

export interface BundleCheck {
  /** Undefined when manifest.json is missing or not a manifest. */
  readonly manifest: Manifest | undefined
  readonly manifestSha256: string | undefined
  readonly manifestSm3: string | undefined
  readonly custody: readonly CustodyEntry[]
  readonly filesChecked: number
  readonly timestampState: TimestampState
  readonly tokens: readonly TokenReport[]
  readonly signatures: readonly SignatureReport[]
  readonly problems: readonly VerifyProblem[]
  /** What a reader must know and what is no fault, in Chinese. */
  readonly notes: readonly string[]
}

export interface VerifyOptions {
  /** Roots that the verifier brings along; else those in the bundle are used, and the report says so. */
  readonly trust?: TrustMaterial
}

/** Checks one sealed bundle against itself: nothing changed, missing or added since capture. */
export async function verifyBundle(tree: FileTree, { trust }: VerifyOptions = {}): Promise<BundleCheck> {
  const { paths, problems: oddities } = await tree.list()
  const problems: VerifyProblem[] = [...oddities]
  const manifestBytes = await tree.read(MANIFEST_PATH)
  const manifest = readManifest(manifestBytes, problems)
  const hashes = manifestBytes && { sha256: sha256Hex(manifestBytes), sm3: sm3Hex(manifestBytes) }

  const files = manifest?.files ?? []
  if (manifest) problems.push(...manifestProblems(manifest))
  for (const file of files) problems.push(...(await fileProblems(file, tree)))
  problems.push(...(await archiveProblems(files, tree)))

  const custody = await verifyCustody(tree, { manifest, manifestSha256: hashes?.sha256 }, problems)
  const sealed = { paths, listed: new Set(files.map(({ path }) => path)), custody, manifest, manifestBytes }
  const seals = await verifySeals(tree, { ...sealed, trust })
  if (manifest) problems.push(...seals.problems)
  return {
    manifest,
    manifestSha256: hashes?.sha256,
    manifestSm3: hashes?.sm3,
    custody,
    filesChecked: files.length + seals.filesChecked,
    timestampState: timestampStateOf(custody),
    tokens: seals.tokens,
    signatures: seals.signatures,
    problems,
    notes: seals.notes,
  }
}

function readManifest(bytes: Uint8Array | undefined, problems: VerifyProblem[]): Manifest | undefined {
  if (!bytes) {
    problems.push({ path: MANIFEST_PATH, problem: '缺少证据清单' })
    return undefined
  }
  try {
    return Manifest.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
  } catch {
    problems.push({ path: MANIFEST_PATH, problem: '证据清单无法读取或格式不符' })
    return undefined
  }
}

function manifestProblems({ format, files, merkleRoot: root }: Manifest): VerifyProblem[] {
  const problems: VerifyProblem[] = []
  const seen = new Set([MANIFEST_PATH, CUSTODY_PATH])
  for (const { path } of files) {
    if (seen.has(path)) problems.push({ path, problem: '清单中重复登记' })
    seen.add(path)
  }
  const expected = format === MANIFEST_FORMAT ? merkleRoot(files) : undefined
  if (root !== expected) problems.push({ path: MANIFEST_PATH, problem: '默克尔根与清单所列文件不符' })
  return problems
}

async function fileProblems(file: ManifestFile, tree: FileTree): Promise<VerifyProblem[]> {
  const { path } = file
  const bytes = await tree.read(path)
  if (!bytes) return [{ path, problem: '文件缺失或无法读取' }]
  const found: string[] = []
  if (bytes.length !== file.bytes)
    found.push(`大小不符：清单为 ${file.bytes} 字节，实为 ${bytes.length} 字节`)
  if (sha256Hex(bytes) !== file.sha256) found.push('SHA-256 不符')
  if (sm3Hex(bytes) !== file.sm3) found.push('SM3 不符')
  if (path.endsWith('.warc.gz')) found.push(...checkWarc(bytes).problems)
  return found.map((problem) => ({ path, problem }))
}

/** The index and the pages must say what the WARC holds, or a replay program would show something else. */
async function archiveProblems(files: readonly ManifestFile[], tree: FileTree): Promise<VerifyProblem[]> {
  if (!files.some(({ path }) => path === ARCHIVE_PATHS.index)) return []
  const [warc, index, pages] = await Promise.all(
    [ARCHIVE_PATHS.warc, ARCHIVE_PATHS.index, ARCHIVE_PATHS.pages].map((path) => tree.read(path)),
  )
  if (!warc || !index) return []
  const entries = indexRecords(checkWarc(warc).records)
  const problems: VerifyProblem[] = []
  const name = ARCHIVE_PATHS.warc.split('/').at(-1) ?? ''
  if (new TextDecoder().decode(index) !== cdxjOf(entries, name))
    problems.push({ path: ARCHIVE_PATHS.index, problem: '索引与原始记录不符' })
  const urls = new Set(entries.map(({ url, date }) => `${date} ${url}`))
  if (pages && !pageKeys(pages).every((key) => urls.has(key)))
    problems.push({ path: ARCHIVE_PATHS.pages, problem: '网页列表与原始记录不符' })
  return problems
}

function pageKeys(pages: Uint8Array): string[] {
  try {
    const [, ...lines] = new TextDecoder().decode(pages).trimEnd().split('\n')
    return lines.map((line) => JSON.parse(line)).map(({ ts, url }) => `${ts} ${url}`)
  } catch {
    return ['unreadable']
  }
}

async function verifyCustody(
  tree: FileTree,
  sealed: { manifest: Manifest | undefined; manifestSha256: string | undefined },
  problems: VerifyProblem[],
): Promise<readonly CustodyEntry[]> {
  const bytes = await tree.read(CUSTODY_PATH)
  if (!bytes) {
    problems.push({ path: CUSTODY_PATH, problem: '缺少保管链' })
    return []
  }
  const chain = readCustody(new TextDecoder().decode(bytes))
  problems.push(...chain.problems.map((problem) => ({ path: CUSTODY_PATH, problem })))
  if (sealed.manifest?.format === MANIFEST_FORMAT && !chain.hasHead)
    problems.push({ path: CUSTODY_PATH, problem: '保管链缺少末行（登记条数与散列值的一行）' })
  problems.push(...sealProblems(chain.entries, sealed))
  return chain.entries
}

export function sealProblems(
  entries: readonly CustodyEntry[],
  { manifest, manifestSha256 }: { manifest: Manifest | undefined; manifestSha256: string | undefined },
): VerifyProblem[] {
  const problems: VerifyProblem[] = []
  const [captured, seal] = entries
  if (captured?.action !== 'captured' || seal?.action !== 'sealed' || !seal.manifestSha256)
    problems.push({ path: CUSTODY_PATH, problem: '保管链开头不是采集与封存记录' })
  if (manifest && entries.some(({ evidenceId }) => evidenceId !== manifest.evidenceId))
    problems.push({ path: CUSTODY_PATH, problem: '保管链的证据编号与清单不同' })
  const hashes = entries.map((entry) => entry.manifestSha256).filter((hash) => hash !== undefined)
  if (hashes.some((hash) => hash !== manifestSha256))
    problems.push({ path: MANIFEST_PATH, problem: '证据清单与保管链封存的散列值不符' })
  if (manifest && deletionOf(entries))
    problems.push({ path: CUSTODY_PATH, problem: '保管链登记为已删除，文件仍在' })
  return problems
}
