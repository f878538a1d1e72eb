import type { CustodyEntry, VerifyProblem, VerifyReport } from '../domain/evidence.ts'
import { readCustody } from './custody.ts'
import type { FileTree } from './file-tree.ts'
import { deletionOf } from './holds.ts'
import { CUSTODY_PATH, sealProblems } from './verify-bundle.ts'

/**
 * What is left of a bundle that was deleted by the schedule: its custody log, which keeps the hash of the manifest. A copy
 * that turns up elsewhere can still be compared with that. Undefined when the log records no deletion.
 */
export async function verifyTombstone(path: string, tree: FileTree): Promise<VerifyReport | undefined> {
  const bytes = await tree.read(CUSTODY_PATH)
  if (!bytes) return undefined
  const chain = readCustody(new TextDecoder().decode(bytes))
  const deletion = deletionOf(chain.entries)
  if (!deletion) return undefined
  const problems = [
    ...chain.problems.map((problem) => ({ path: CUSTODY_PATH, problem })),
    ...(chain.hasHead ? [] : [{ path: CUSTODY_PATH, problem: '保管链缺少末行（登记条数与散列值的一行）' }]),
    ...sealProblems(chain.entries, { manifest: undefined, manifestSha256: sealedHash(chain.entries) }),
    ...(await leftProblems(tree)),
  ]
  return {
    path,
    kind: 'tombstone',
    ok: problems.length === 0,
    evidenceIds: [deletion.evidenceId],
    filesChecked: 0,
    custodyEntries: chain.entries.length,
    timestampState: 'not-configured',
    tokens: [],
    signatures: [],
    problems,
    notes: [
      `${deletion.at} 由 ${deletion.actor} 删除：${deletion.detail}`,
      `原清单 SHA-256 ${sealedHash(chain.entries) ?? '无记录'}`,
    ],
  }
}

async function leftProblems(tree: FileTree): Promise<VerifyProblem[]> {
  const { paths, problems } = await tree.list()
  const left = paths.filter((path) => path !== CUSTODY_PATH)
  return [...problems, ...left.map((path) => ({ path, problem: '保管链登记为已删除，文件仍在' }))]
}

function sealedHash(entries: readonly CustodyEntry[]): string | undefined {
  return entries.find(({ action }) => action === 'sealed')?.manifestSha256
}
