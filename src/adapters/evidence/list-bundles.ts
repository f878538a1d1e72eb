import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readCustody } from '../../capture/custody.ts'
import { sha256Hex, sm3Hex } from '../../capture/hashing.ts'
import type { SealedBundleView } from '../../capture/stamp-bundle.ts'
import { CUSTODY_PATH, MANIFEST_PATH } from '../../capture/verify-bundle.ts'

/** The bundles under a root whose manifest is the one that was sealed; the others are for `verify` to tell. */
export async function* listBundles(root: string): AsyncGenerator<SealedBundleView> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => [])
  for (const { name } of entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))) {
    const view = await readView(join(root, name))
    if (view) yield view
  }
}

async function readView(path: string): Promise<SealedBundleView | undefined> {
  const [manifest, log] = await Promise.all(
    [MANIFEST_PATH, CUSTODY_PATH].map((name) => readFile(join(path, name)).catch(() => undefined)),
  )
  if (!manifest || !log) return undefined
  const { entries: custody, problems } = readCustody(log.toString('utf8'))
  const [first, sealed] = custody
  const manifestSha256 = sha256Hex(manifest)
  if (!first || problems.length > 0 || sealed?.manifestSha256 !== manifestSha256) return undefined
  return { path, evidenceId: first.evidenceId, manifestSha256, manifestSm3: sm3Hex(manifest), custody }
}
