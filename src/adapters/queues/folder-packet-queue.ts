import { createHash } from 'node:crypto'
import type { Dirent } from 'node:fs'
import { link, mkdir, readdir, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Agency } from '../../domain/vocabulary.ts'
import type { PacketDraft, PacketQueue, WithdrawnPackets } from '../../refer/packet-ports.ts'
import { errorCode, replaceFile, syncFolder, withStorageErrors } from '../evidence/durable-write.ts'
import { sweepLeftovers } from '../evidence/sweep-leftovers.ts'
import { packZip } from './pack-zip.ts'

const WITHDRAWN = 'withdrawn'

/**
 * `<root>/<agency>/<packetId>.zip`, or `<root>/<agency>/<queue>/<packetId>.zip` for a body of the directory; withdrawn
 * ones under `<root>/withdrawn/<agency>/`.
 */
export class FolderPacketQueue implements PacketQueue, WithdrawnPackets {
  readonly #root: string

  constructor(root: string) {
    this.#root = root
  }

  /** Removes packets that a killed run left half-written. Call once at start. */
  async sweep(): Promise<number> {
    const folders = await Promise.all(Agency.options.map((agency) => this.#queuesOf(agency)))
    const swept = await Promise.all(folders.flat().map(sweepLeftovers))
    return swept.reduce((total, count) => total + count, 0)
  }

  async put(draft: PacketDraft): ReturnType<PacketQueue['put']> {
    const { agency, queue, packetId } = draft
    const path = join(this.#root, agency, queue ?? '', fileOf(packetId))
    const zip = await packZip(draft)
    await replaceFile(path, zip)
    // A body named since the last time leaves no second packet in the queue of before.
    await withStorageErrors(path, async () => {
      for (const other of await this.#placesOf(agency, packetId)) if (other !== path) await unlink(other)
    })
    return { path, sha256: createHash('sha256').update(zip).digest('hex'), bytes: zip.length }
  }

  async withdraw(agency: Agency, packetId: string): Promise<string | undefined> {
    return withStorageErrors(join(this.#root, agency), async () => {
      const [path] = await this.#placesOf(agency, packetId)
      if (path === undefined) return undefined
      const folder = join(this.#root, WITHDRAWN, agency)
      await mkdir(folder, { recursive: true })
      const target = await moveWithoutReplacing(path, (copy) =>
        join(folder, copy === 1 ? `${packetId}.zip` : `${packetId}-${copy}.zip`),
      )
      await syncFolder(folder)
      await syncFolder(dirname(path))
      return target
    })
  }

  async eraseWithdrawn(agency: Agency, packetId: string): Promise<number> {
    const folder = join(this.#root, WITHDRAWN, agency)
    const copies = (await entriesOf(folder)).filter(
      ({ name }) =>
        name === fileOf(packetId) ||
        (name.startsWith(`${packetId}-`) && /^\d+\.zip$/.test(name.slice(packetId.length + 1))),
    )
    return withStorageErrors(folder, async () => {
      for (const { name } of copies) await unlink(join(folder, name))
      if (copies.length > 0) await syncFolder(folder)
      return copies.length
    })
  }

  /** The queue of all bodies of the kind, then those of single bodies. */
  async #queuesOf(agency: Agency): Promise<string[]> {
    const folder = join(this.#root, agency)
    const inside = await entriesOf(folder)
    return [folder, ...inside.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name))]
  }

  async #placesOf(agency: Agency, packetId: string): Promise<string[]> {
    const paths = (await this.#queuesOf(agency)).map((folder) => join(folder, fileOf(packetId)))
    const there = await Promise.all(paths.map(exists))
    return paths.filter((_, index) => there[index])
  }
}

function fileOf(packetId: string): string {
  return `${packetId}.zip`
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  return withStorageErrors(folder, async () => {
    if (!(await exists(folder))) return []
    return readdir(folder, { withFileTypes: true })
  })
}

/** Linking fails where renaming would replace: an earlier withdrawn packet of the same id stays. */
async function moveWithoutReplacing(path: string, nameCopy: (copy: number) => string): Promise<string> {
  for (let copy = 1; ; copy++) {
    const target = nameCopy(copy)
    try {
      await link(path, target)
    } catch (error) {
      if (errorCode(error) === 'EEXIST') continue
      throw error
    }
    await unlink(path)
    return target
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false
    throw error
  }
}
