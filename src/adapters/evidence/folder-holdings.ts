import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BundleStore } from '../../capture/bundle-store.ts'
import { readCustody } from '../../capture/custody.ts'
import type {
  BundleEraser,
  EvidenceHoldings,
  Holding,
  Leftovers,
  StoreSize,
} from '../../capture/evidence-holdings.ts'
import { CUSTODY_PATH, MANIFEST_PATH } from '../../capture/verify-bundle.ts'
import { type CustodyEntry, Manifest, type VerifyReport } from '../../domain/evidence.ts'
import { TEMP_PREFIX, withStorageErrors } from './durable-write.ts'
import { FolderTree } from './folder-tree.ts'
import { BLOBS_FOLDER, type LinkedBlobs } from './linked-blobs.ts'
import { verifyPath } from './verify-path.ts'

const LOCK_PREFIX = '.lock-'
/** Files looked at together. */
const AT_ONCE = 64

/** The bundles under one root, as `FolderBundleStore` puts them there. */
export class FolderHoldings implements EvidenceHoldings {
  readonly #root: string
  readonly #blobs: LinkedBlobs
  readonly #store: Pick<BundleStore, 'appendAct'> & BundleEraser

  constructor(root: string, blobs: LinkedBlobs, store: Pick<BundleStore, 'appendAct'> & BundleEraser) {
    this.#root = root
    this.#blobs = blobs
    this.#store = store
  }

  async names(): Promise<string[]> {
    const entries = await entriesOf(this.#root)
    return entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .toSorted()
  }

  async look(evidenceId: string): Promise<Holding> {
    const path = join(this.#root, evidenceId)
    const [manifest, custody, files] = await Promise.all([readManifest(path), readChain(path), sizes(path)])
    return { evidenceId, path, files: files.length, bytes: total(files), manifest, custody }
  }

  verify(evidenceId: string): Promise<VerifyReport> {
    return verifyPath(join(this.#root, evidenceId))
  }

  async leftovers(): Promise<Leftovers> {
    const entries = await entriesOf(this.#root)
    const names = entries.filter((entry) => !entry.isDirectory() || entry.name.startsWith('.'))
    const blobs = await this.#blobs.orphans()
    const found = names.map(({ name }) => name)
    return {
      unfinished: found.filter((name) => name.startsWith(TEMP_PREFIX)),
      blobs: blobs.length,
      strangers: found.filter(
        (name) => !name.startsWith(TEMP_PREFIX) && !name.startsWith(LOCK_PREFIX) && name !== BLOBS_FOLDER,
      ),
    }
  }

  async size(): Promise<StoreSize> {
    const seen = new Map<number, number>()
    let bytes = 0
    for (const name of await this.names())
      for (const file of await sizes(join(this.#root, name))) {
        bytes += file.bytes
        seen.set(file.inode, file.bytes)
      }
    return { bytes, storedBytes: [...seen.values()].reduce((sum, each) => sum + each, 0) }
  }

  pruneBlobs(): Promise<number> {
    return this.#blobs.prune()
  }

  appendAct(...given: Parameters<BundleStore['appendAct']>): Promise<CustodyEntry> {
    return this.#store.appendAct(...given)
  }

  erase(...given: Parameters<BundleEraser['erase']>): Promise<CustodyEntry> {
    return this.#store.erase(...given)
  }
}

async function entriesOf(folder: string) {
  return withStorageErrors(folder, () =>
    readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw error
    }),
  )
}

async function readManifest(path: string): Promise<Manifest | undefined> {
  try {
    return Manifest.parse(JSON.parse(await readFile(join(path, MANIFEST_PATH), 'utf8')))
  } catch {
    return undefined
  }
}

async function readChain(path: string): Promise<readonly CustodyEntry[]> {
  const text = await readFile(join(path, CUSTODY_PATH), 'utf8').catch(() => '')
  const { entries, problems } = readCustody(text)
  return problems.length > 0 ? [] : entries
}

async function sizes(folder: string): Promise<{ bytes: number; inode: number }[]> {
  const { paths } = await new FolderTree(folder).list()
  const found: { bytes: number; inode: number }[] = []
  for (let at = 0; at < paths.length; at += AT_ONCE)
    found.push(
      ...(await Promise.all(paths.slice(at, at + AT_ONCE).map((path) => sizeOf(join(folder, path))))),
    )
  return found
}

/** A file that went away meanwhile takes no room. */
async function sizeOf(path: string): Promise<{ bytes: number; inode: number }> {
  return lstat(path).then(
    ({ size, ino }) => ({ bytes: size, inode: ino }),
    () => ({ bytes: 0, inode: 0 }),
  )
}

function total(files: readonly { bytes: number }[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0)
}
