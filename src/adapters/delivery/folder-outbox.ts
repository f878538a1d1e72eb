import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { DeliveryError } from '../../domain/errors.ts'
import type { Delivery } from '../../domain/referral.ts'
import type { WrittenLetter } from '../../jobs/dispatch.ts'
import type { PacketFile } from '../../refer/packet-ports.ts'
import { replaceFile } from '../evidence/durable-write.ts'
import { packZip } from '../queues/pack-zip.ts'

/** `<home>/outbox`: letters as they go out, kept as proof of what was sent. */
export class FolderOutbox {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** The same files and time give the same bytes. @throws {StorageError} */
  async write(fileName: string, createdAt: string, files: readonly PacketFile[]): Promise<WrittenLetter> {
    const zip = await packZip({ createdAt, files })
    const path = join(this.#folder, fileName)
    await replaceFile(path, zip)
    return { path, fileName, sha256: createHash('sha256').update(zip).digest('hex'), bytes: zip.length }
  }

  /** @throws {DeliveryError} when the letter is not what was written. */
  async read({ path, sha256 }: Delivery): Promise<{ fileName: string; bytes: Uint8Array }> {
    const bytes = await readFile(path).catch((cause: unknown) => {
      throw new DeliveryError(`发件箱中的文件读不到：${path}`, { cause })
    })
    if (createHash('sha256').update(bytes).digest('hex') !== sha256)
      throw new DeliveryError(`发件箱中的文件与登记的散列值不符：${path}`)
    return { fileName: basename(path), bytes }
  }
}
