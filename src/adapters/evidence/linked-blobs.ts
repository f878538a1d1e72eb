import { link, lstat, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sha256Hex } from '../../capture/hashing.ts'
import { tempName, withStorageErrors, writeDurably } from './durable-write.ts'

/** In the root of the bundles, so that it is on their file system; other folders there with a dot are no bundles either. */
export const BLOBS_FOLDER = '.blobs'

/**
 * A second name for the files of bundles: `<first two digits>/<sha256>`, a hard link. A file that is there already is linked
 * into the next bundle and not written again. Where links cannot be made, each bundle has its own copy: nothing depends on them.
 */
export class LinkedBlobs {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** On the disk when it resolves, but for the name of the blob, which may be lost without harm. */
  async place(path: string, bytes: Uint8Array): Promise<void> {
    const blob = this.#pathOf(sha256Hex(bytes))
    const state = await compare(blob, bytes)
    if (state === 'same' && (await tried(() => link(blob, path)))) return
    await writeDurably(path, bytes)
    if (state === 'absent') await tried(() => this.#name(path, blob))
    if (state === 'differs') await tried(() => this.#rename(path, blob))
  }

  async #name(path: string, blob: string): Promise<void> {
    await mkdir(dirname(blob), { recursive: true })
    await link(path, blob)
  }

  /** A damaged blob stays with the bundles that have it, for their hashes to tell; the next ones get a sound one. */
  async #rename(path: string, blob: string): Promise<void> {
    const temp = join(dirname(blob), tempName())
    await link(path, temp)
    await rename(temp, blob)
  }

  /** Blobs that no bundle has any more, as after a deletion. */
  async orphans(): Promise<string[]> {
    const found: string[] = []
    for (const first of await namesIn(this.#folder))
      for (const name of await namesIn(join(this.#folder, first))) {
        const path = join(this.#folder, first, name)
        const { nlink } = await lstat(path).catch(() => ({ nlink: 0 }))
        if (nlink === 1) found.push(path)
      }
    return found
  }

  /** A bundle that links one of them meanwhile has its own name for it. @throws {StorageError} */
  async prune(): Promise<number> {
    const orphans = await this.orphans()
    await withStorageErrors(this.#folder, async () => {
      for (const path of orphans) await rm(path, { force: true })
    })
    return orphans.length
  }

  #pathOf(sha256: string): string {
    return join(this.#folder, sha256.slice(0, 2), sha256)
  }
}

/** Compared byte for byte: a bundle must not be born with somebody else's damage. */
async function compare(blob: string, bytes: Uint8Array): Promise<'same' | 'differs' | 'absent'> {
  try {
    const found = await lstat(blob)
    if (!found.isFile() || found.size !== bytes.length) return 'differs'
    return (await readFile(blob)).equals(bytes) ? 'same' : 'differs'
  } catch {
    return 'absent'
  }
}

/** File systems without links, too many links, a race: the reason does not matter, there is a copy. */
async function tried(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch {
    return false
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => [])
}
