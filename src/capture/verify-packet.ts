import type { VerifyProblem } from '../domain/evidence.ts'
import { PACKET_FILES, ReadablePacket } from '../domain/referral.ts'
import type { FileTree } from './file-tree.ts'
import { type BundleCheck, type VerifyOptions, verifyBundle } from './verify-bundle.ts'

const TOP_FILES: ReadonlySet<string> = new Set([PACKET_FILES.json, PACKET_FILES.document, PACKET_FILES.note])

/** Checks an unpacked packet: its evidence against itself, and packet.json against the evidence. */
export async function verifyPacket(tree: FileTree, options: VerifyOptions = {}): Promise<BundleCheck> {
  const check = await verifyBundle(evidenceOf(tree), options)
  const problems: VerifyProblem[] = check.problems.map(({ path, problem }) => ({
    path: `${PACKET_FILES.evidence}${path}`,
    problem,
  }))
  const { paths, problems: oddities } = await tree.list()
  problems.unshift(...oddities)
  for (const path of TOP_FILES)
    if (!paths.includes(path)) problems.push({ path, problem: '材料包缺少该文件' })
  for (const path of paths)
    if (!path.startsWith(PACKET_FILES.evidence) && !TOP_FILES.has(path))
      problems.push({ path, problem: '材料包中不应有的文件' })

  const packet = readPacket(await tree.read(PACKET_FILES.json))
  const disagreements = packet ? packetProblems(packet, check) : ['无法读取或格式不符']
  problems.push(...disagreements.map((problem) => ({ path: PACKET_FILES.json, problem })))
  const inPacket = <T extends { readonly path: string }>(each: T): T => ({
    ...each,
    path: `${PACKET_FILES.evidence}${each.path}`,
  })
  return {
    ...check,
    tokens: check.tokens.map(inPacket),
    signatures: check.signatures.map(inPacket),
    filesChecked: check.filesChecked + TOP_FILES.size,
    problems,
  }
}

function evidenceOf(tree: FileTree): FileTree {
  return {
    async list() {
      const { paths } = await tree.list()
      const inside = paths.filter((path) => path.startsWith(PACKET_FILES.evidence))
      return { paths: inside.map((path) => path.slice(PACKET_FILES.evidence.length)), problems: [] }
    },
    read: (path) => tree.read(`${PACKET_FILES.evidence}${path}`),
  }
}

function readPacket(bytes: Uint8Array | undefined): ReadablePacket | undefined {
  if (!bytes) return undefined
  try {
    return ReadablePacket.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
  } catch {
    return undefined
  }
}

function packetProblems({ evidence, listing }: ReadablePacket, check: BundleCheck): string[] {
  const { manifest } = check
  const problems: string[] = []
  if (evidence.manifestSha256 !== check.manifestSha256) problems.push('证据清单的 SHA-256 不符')
  if (evidence.manifestSm3 !== check.manifestSm3) problems.push('证据清单的 SM3 不符')
  if (evidence.custodyHead !== check.custody.at(-1)?.hash)
    problems.push('保管链末条与移送时不符（有记录被删去或增加）')
  if (!manifest) return problems
  if (evidence.evidenceId !== manifest.evidenceId) problems.push('证据编号不符')
  if (evidence.capturedAt !== manifest.capturedAt) problems.push('采集时间不符')
  if (listing.id !== manifest.listingId) problems.push('信息编号与证据不符')
  const sealed = new Map(manifest.files.map((file) => [file.path, file]))
  const agrees = evidence.files.every((file) => {
    const other = sealed.get(file.path)
    return other?.bytes === file.bytes && other.sha256 === file.sha256 && other.sm3 === file.sm3
  })
  if (!agrees || evidence.files.length !== sealed.size) problems.push('证据文件列表与清单不符')
  return problems
}
