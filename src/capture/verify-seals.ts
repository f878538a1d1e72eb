import type {
  AttachedFile,
  CustodyEntry,
  Manifest,
  SignatureReport,
  TokenReport,
  VerifyProblem,
} from '../domain/evidence.ts'
import { NO_TRUST, readTrust, type TrustMaterial } from './check-chain.ts'
import { checkSignature } from './check-signature.ts'
import { checkToken } from './check-token.ts'
import type { FileTree } from './file-tree.ts'
import { sha256Hex, sm3Hex } from './hashing.ts'
import { chainPath, isTokenPath, SEAL_PATHS, statusPath } from './seal-ports.ts'

export interface SealInput {
  /** Every file in the tree. */
  readonly paths: readonly string[]
  /** Those of the manifest. */
  readonly listed: ReadonlySet<string>
  readonly custody: readonly CustodyEntry[]
  readonly manifest: Manifest | undefined
  readonly manifestBytes: Uint8Array | undefined
  readonly trust: TrustMaterial | undefined
}

export interface SealCheck {
  readonly filesChecked: number
  readonly tokens: readonly TokenReport[]
  readonly signatures: readonly SignatureReport[]
  readonly problems: readonly VerifyProblem[]
  readonly notes: readonly string[]
}

/** The clock of a machine may be this far off before the report says so. */
const CLOCK_TOLERANCE_S = 60
/** A token of later than this says less about the time of capture: it was retried. */
const LATE_S = 600

/** Checks the files that the manifest does not list: each must be named by the custody log, and be what it should be. */
export async function verifySeals(tree: FileTree, input: SealInput): Promise<SealCheck> {
  const attached = input.custody.flatMap(({ files }) => files ?? [])
  const problems = duplicates(attached, input.listed)
  for (const file of attached) problems.push(...(await attachedProblems(file, tree)))
  const stray = await strayFiles(tree, attached, input)
  problems.push(...stray.problems)
  const tokens = await checkTokens(tree, [...attached.map(({ path }) => path), ...stray.recovered], input)
  const signature = await checkSignatures(tree, attached, input.manifestBytes)
  return {
    filesChecked: attached.length,
    tokens: tokens.reports,
    signatures: signature.reports,
    problems: [...problems, ...tokens.problems, ...signature.problems],
    notes: [...stray.notes, ...tokens.reports.flatMap(timeNotes), ...rootNotes(tokens.reports)],
  }
}

function duplicates(attached: readonly AttachedFile[], listed: ReadonlySet<string>): VerifyProblem[] {
  const seen = new Set([...listed, 'manifest.json', 'custody.jsonl'])
  return attached.flatMap(({ path }) => {
    const again = seen.has(path)
    seen.add(path)
    return again ? [{ path, problem: '重复登记' }] : []
  })
}

async function attachedProblems(file: AttachedFile, tree: FileTree): Promise<VerifyProblem[]> {
  const { path } = file
  const bytes = await tree.read(path)
  if (!bytes) return [{ path, problem: '保管链登记的文件缺失或无法读取' }]
  const same = bytes.length === file.bytes && sha256Hex(bytes) === file.sha256 && sm3Hex(bytes) === file.sm3
  return same ? [] : [{ path, problem: '与保管链登记的散列值不符' }]
}

/** A process killed while it added a token leaves a file that its log announced and does not yet list: it is checked, and told. */
async function strayFiles(
  tree: FileTree,
  attached: readonly AttachedFile[],
  { paths, listed, custody }: SealInput,
) {
  const known = new Set([...listed, 'manifest.json', 'custody.jsonl', ...attached.map(({ path }) => path)])
  const awaited = new Map(
    custody.flatMap(({ awaits }) => awaits ?? []).map((each) => [each.path, each.sha256]),
  )
  const problems: VerifyProblem[] = []
  const notes: string[] = []
  const recovered: string[] = []
  for (const path of paths.filter((each) => !known.has(each))) {
    const bytes = await tree.read(path)
    const isAnnouncedChain = bytes !== undefined && awaited.get(path) === sha256Hex(bytes)
    const isAnnouncedToken = awaited.has(path) && isTokenPath(path)
    if (isAnnouncedToken) recovered.push(path)
    if (isAnnouncedChain || isAnnouncedToken)
      notes.push(`${path} 已取得但尚未登记（上次登记中断），再次申请时间戳即补登记`)
    else problems.push({ path, problem: '清单中没有登记的文件' })
  }
  return { problems, notes, recovered }
}

async function checkTokens(tree: FileTree, paths: readonly string[], input: SealInput) {
  const reports: TokenReport[] = []
  const problems: VerifyProblem[] = []
  const { manifest, manifestBytes } = input
  for (const path of paths.filter(isTokenPath)) {
    const response = await tree.read(path)
    if (!response || !manifest || !manifestBytes) continue
    const trust = input.trust ?? (await bundledTrust(tree, path, problems))
    const hashes = { sha256: sha256Hex(manifestBytes), sm3: sm3Hex(manifestBytes) }
    const ocsp = await tree.read(statusPath(path.replace(/^timestamps\/|\.tsr$/g, '')))
    const {
      problems: found,
      nonce: _,
      signing: _by,
      ...read
    } = await checkToken({
      response,
      hashes,
      trust,
      ocsp,
    })
    problems.push(...found.map((problem) => ({ path, problem })))
    const seconds = read.genTime && (Date.parse(read.genTime) - Date.parse(manifest.capturedAt)) / 1000
    reports.push({ path, ...read, ...(typeof seconds === 'number' ? { secondsAfterCapture: seconds } : {}) })
  }
  return { reports, problems }
}

async function bundledTrust(tree: FileTree, path: string, problems: VerifyProblem[]): Promise<TrustMaterial> {
  const chain = chainPath(path.replace(/^timestamps\/|\.tsr$/g, ''))
  const pem = await tree.read(chain)
  try {
    return pem ? readTrust(new TextDecoder().decode(pem), 'bundled') : NO_TRUST
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    problems.push({ path: chain, problem: error.message })
    return NO_TRUST
  }
}

async function checkSignatures(
  tree: FileTree,
  attached: readonly AttachedFile[],
  manifestBytes: Uint8Array | undefined,
): Promise<{ reports: SignatureReport[]; problems: VerifyProblem[] }> {
  const path = SEAL_PATHS.signature
  if (!attached.some((file) => file.path === path)) return { reports: [], problems: [] }
  const [signature, signer] = [await tree.read(path), await tree.read(SEAL_PATHS.signer)]
  if (!signature || !signer || !manifestBytes) return { reports: [], problems: [] }
  const { problems, ...read } = await checkSignature(
    manifestBytes,
    signature,
    new TextDecoder().decode(signer),
  )
  return { reports: [{ path, ...read }], problems: problems.map((problem) => ({ path, problem })) }
}

function timeNotes({ path, secondsAfterCapture: seconds }: TokenReport): string[] {
  if (seconds === undefined) return []
  if (seconds < -CLOCK_TOLERANCE_S)
    return [`${path} 的时刻早于本机登记的采集时间 ${-seconds} 秒：采集时本机时钟偏快`]
  return seconds > LATE_S ? [`${path} 的时刻晚于采集 ${seconds} 秒：它只证明证据清单在该时刻已经存在`] : []
}

function rootNotes(tokens: readonly TokenReport[]): string[] {
  return tokens.some(({ roots }) => roots === 'bundled')
    ? ['时间戳的根证书取自证据包：请与时间戳服务机构公布的根证书比对，或用 --roots 给出自行取得的根证书']
    : []
}
