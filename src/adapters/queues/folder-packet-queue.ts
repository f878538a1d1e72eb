import { createHash } from 'node:crypto'
import { link, mkdir, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Agency } from '../../domain/vocabulary.ts'
import type { PacketDraft, PacketQueue } from '../../refer/packet-ports.ts'
import { errorCode, replaceFile, syncFolder, withStorageErrors } from '../evidence/durable-write.ts'
import { sweepLeftovers } from '../evidence/sweep-leftovers.ts'
import { packZip } from './pack-zip.ts'

const WITHDRAWN = 'withdrawn'

/** `<root>/<agency>/<packetId>.zip`; withdrawn ones under `<root>/withdrawn/<agency>/`. */
export class FolderPacketQueue implements PacketQueue {
  readonly #root: string

  constructor(root: string) {
    this.#root = root
  }

  /** Removes packets that a killed run left half-written. Call once at start. */
  async sweep(): Promise<number> {
    const swept = await Promise.all(Agency.options.map((agency) => sweepLeftovers(join(this.#root, agency))))
    return swept.reduce((total, count) => total + count, 0)
  }

  async put(draft: PacketDraft): ReturnType<PacketQueue['put']> {
    const path = this.#pathOf(draft.agency, draft.packetId)
    const zip = await packZip(draft)
    await replaceFile(path, zip)
    return { path, sha256: createHash('sha256').update(zip).digest('hex'), bytes: zip.length }
  }

  async withdraw(agency: Agency, packetId: string): Promise<string | undefined> {
    const path = this.#pathOf(agency, packetId)
    return withStorageErrors(path, async () => {
      if (!(await exists(path))) return undefined
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

  #pathOf(agency: Agency, packetId: string): string {
    return join(this.#root, agency, `${packetId}.zip`)
  }
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
