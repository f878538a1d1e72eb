import type { VerifyProblem, VerifyReport } from '../domain/evidence.ts'
import { REFERRAL_FILES, ReferralDocument, ReferralManifest } from '../domain/referral-letter.ts'
import type { FileTree } from './file-tree.ts'
import { sha256Hex, sm3Hex } from './hashing.ts'

/** How one packet inside is checked: as any packet, from its bytes. */
export type CheckPacket = (bytes: Uint8Array, path: string) => Promise<VerifyReport>

/** Checks a referral zip: each file against the manifest, referral.json against the packets, each packet for itself. */
export async function verifyReferral(
  path: string,
  tree: FileTree,
  checkPacket: CheckPacket,
): Promise<VerifyReport> {
  const { paths, problems: oddities } = await tree.list()
  const problems: VerifyProblem[] = [...oddities]
  const manifest = await readJson(tree, REFERRAL_FILES.manifest, ReferralManifest)
  const document = await readJson(tree, REFERRAL_FILES.json, ReferralDocument)
  if (!manifest) problems.push({ path: REFERRAL_FILES.manifest, problem: '无法读取或格式不符' })
  if (!document) problems.push({ path: REFERRAL_FILES.json, problem: '无法读取或格式不符' })
  problems.push(...(await listProblems(tree, paths, manifest)))
  const reports: VerifyReport[] = []
  for (const file of paths.filter((each) => each.startsWith(REFERRAL_FILES.packets))) {
    const report = await checkPacket((await tree.read(file)) ?? new Uint8Array(), file)
    reports.push(report)
    problems.push(...report.problems.map((each) => ({ ...each, path: `${file}/${each.path}` })))
  }
  problems.push(...(document ? await documentProblems(document, tree, reports) : []))
  return summarise(path, { problems, reports, files: paths.length })
}

export function isReferral(paths: readonly string[]): boolean {
  return paths.includes(REFERRAL_FILES.json)
}

async function listProblems(
  tree: FileTree,
  paths: readonly string[],
  manifest: ReferralManifest | undefined,
): Promise<VerifyProblem[]> {
  if (!manifest) return []
  const problems: VerifyProblem[] = []
  const listed = new Map(manifest.files.map((file) => [file.path, file]))
  for (const path of paths)
    if (path !== REFERRAL_FILES.manifest && !listed.has(path))
      problems.push({ path, problem: '清单上没有的文件' })
  for (const file of manifest.files) {
    const bytes = await tree.read(file.path)
    if (!bytes) problems.push({ path: file.path, problem: '缺少该文件' })
    else if (sha256Hex(bytes) !== file.sha256 || sm3Hex(bytes) !== file.sm3)
      problems.push({ path: file.path, problem: '与清单上的散列值不符' })
  }
  return problems
}

async function documentProblems(
  { leads }: ReferralDocument,
  tree: FileTree,
  reports: readonly VerifyReport[],
): Promise<VerifyProblem[]> {
  const problems: VerifyProblem[] = []
  const named = new Set(leads.map(({ packet }) => packet.file))
  for (const { path } of reports)
    if (!named.has(path)) problems.push({ path, problem: `${REFERRAL_FILES.json} 没有写明的材料包` })
  for (const { packet, evidenceId } of leads) {
    const bytes = await tree.read(packet.file)
    if (!bytes) problems.push({ path: packet.file, problem: '缺少该材料包' })
    else if (sha256Hex(bytes) !== packet.sha256)
      problems.push({ path: packet.file, problem: `与 ${REFERRAL_FILES.json} 所载不符` })
    const report = reports.find(({ path }) => path === packet.file)
    if (report && !report.evidenceIds.includes(evidenceId))
      problems.push({ path: packet.file, problem: '证据编号不符' })
  }
  return problems
}

function summarise(
  path: string,
  {
    problems,
    reports,
    files,
  }: { problems: VerifyProblem[]; reports: readonly VerifyReport[]; files: number },
): VerifyReport {
  const states = new Set(reports.map(({ timestampState }) => timestampState))
  const [first] = states
  return {
    path,
    kind: 'referral',
    ok: problems.length === 0,
    evidenceIds: reports.flatMap(({ evidenceIds }) => evidenceIds),
    filesChecked: files + reports.reduce((total, { filesChecked }) => total + filesChecked, 0),
    custodyEntries: reports.reduce((total, { custodyEntries }) => total + custodyEntries, 0),
    // What is true of all of them; otherwise what the least of them has.
    timestampState: states.size === 1 && first ? first : 'untimestamped',
    tokens: reports.flatMap(({ tokens }) => tokens),
    signatures: reports.flatMap(({ signatures }) => signatures),
    problems,
    notes: [...new Set(reports.flatMap(({ notes }) => notes))],
  }
}

async function readJson<T>(
  tree: FileTree,
  path: string,
  schema: { safeParse(value: unknown): { success: true; data: T } | { success: false } },
): Promise<T | undefined> {
  const bytes = await tree.read(path)
  if (!bytes) return undefined
  try {
    const parsed = schema.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}
