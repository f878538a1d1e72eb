import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'

const CHUNK_BYTES = 1024 * 1024

export interface Hashed {
  readonly bytes: number
  readonly sha256: string
}

/** Copies a file that may be growing: what it holds when it is opened. The copy is on the disk when the promise resolves. */
export async function copyHashed(from: string, to: string, mode: number): Promise<Hashed> {
  const target = await open(to, 'wx', mode)
  try {
    const hashed = await readHashed(from, async (chunk) => {
      await target.writeFile(chunk)
    })
    await target.sync()
    return hashed
  } finally {
    await target.close()
  }
}

export async function readHashed(
  from: string,
  onChunk: (chunk: Buffer) => Promise<void> = async () => {},
): Promise<Hashed> {
  const source = await open(from, 'r')
  try {
    const { size } = await source.stat()
    const hash = createHash('sha256')
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
    let bytes = 0
    while (bytes < size) {
      const { bytesRead } = await source.read(buffer, 0, Math.min(CHUNK_BYTES, size - bytes), bytes)
      if (bytesRead === 0) break
      const chunk = buffer.subarray(0, bytesRead)
      hash.update(chunk)
      await onChunk(chunk)
      bytes += bytesRead
    }
    return { bytes, sha256: hash.digest('hex') }
  } finally {
    await source.close()
  }
}
