import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DeliveryError, StorageError } from '../../domain/errors.ts'
import type { DeliveryChannel, Letter } from '../../refer/delivery-channel.ts'
import { replaceFile } from '../evidence/durable-write.ts'

/** A folder that the receiver reads: a shared disk, or what another program carries on. Named by the key, so that twice is once. */
export class FolderChannel implements DeliveryChannel {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  async send({ delivery, fileName, bytes }: Letter): Promise<string> {
    const file = join(this.#folder, fileName)
    try {
      await replaceFile(file, Buffer.from(bytes))
      const there = createHash('sha256')
        .update(await readFile(file))
        .digest('hex')
      if (there !== delivery.sha256) throw new DeliveryError(`写入后的文件与原件不符：${file}`)
    } catch (cause) {
      if (cause instanceof StorageError) throw new DeliveryError(`不能写入 ${file}`, { cause })
      throw cause
    }
    return `已写入 ${file}`
  }
}
