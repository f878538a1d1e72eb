import { type CustodyEntry, Manifest, type ManifestFile, type VerifyProblem } from '../domain/evidence.ts'
import { checkWarc } from './check-warc.ts'
import { readCustody } from './custody.ts'
import type { FileTree } from './file-tree.ts'
import { sha256Hex, sm3Hex } from './hashing.ts'

export const MANIFEST_PATH = 'manifest.json'
export const CUSTODY_PATH = 'custody.jsonl'

export interface BundleCheck {
  /** Undefined when manifest.json is missing or not a manifest. */
  readonly manifest: Manifest | undefined
  readonly manifestSha256: string | undefined
  readonly manifestSm3: string | undefined
  readonly custody: readonly CustodyEntry[]
  readonly filesChecked: number
  readonly problems: readonly VerifyProblem[]
}

/** Checks one sealed bundle against itself: nothing changed, missing or added since capture. */
export async function verifyBundle(tree: FileTree): Promise<BundleCheck> {
  const { paths, problems: oddities } = await tree.list()
  const problems: VerifyProblem[] = [...oddities]
  const manifestBytes = await tree.read(MANIFEST_PATH)
  const manifest = readManifest(manifestBytes, problems)
  const manifestSha256 = manifestBytes && sha256Hex(manifestBytes)

  const files = manifest?.files ?? []
  problems.push(...listingProblems(files, paths, manifest !== undefined))
  for (const file of files) problems.push(...(await fileProblems(file, tree)))

  const custody = await verifyCustody(tree, { manifest, manifestSha256 }, problems)
  return {
    manifest,
    manifestSha256,
    manifestSm3: manifestBytes && sm3Hex(manifestBytes),
    custody,
    filesChecked: files.length,
    problems,
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

function listingProblems(
  files: readonly ManifestFile[],
  paths: readonly string[],
  listed: boolean,
): VerifyProblem[] {
  if (!listed) return []
  const expected = new Set([MANIFEST_PATH, CUSTODY_PATH])
  const problems: VerifyProblem[] = []
  for (const { path } of files) {
    if (expected.has(path)) problems.push({ path, problem: '清单中重复登记' })
    expected.add(path)
  }
  for (const path of paths) if (!expected.has(path)) problems.push({ path, problem: '清单中没有登记的文件' })
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
  if (path.endsWith('.warc.gz')) found.push(...checkWarc(bytes))
  return found.map((problem) => ({ path, problem }))
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
  problems.push(...sealProblems(chain.entries, sealed))
  return chain.entries
}

function sealProblems(
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
  return problems
}
