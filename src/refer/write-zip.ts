import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'
import type { PacketFile } from './packet-ports.ts'

const BEIJING_OFFSET_MS = 8 * 3600_000

export interface ZipOptions {
  /** ISO 8601 UTC; every entry carries it. */
  readonly at: string
  readonly comment?: string
}

/** The same files give the same bytes: entries in the order given, one fixed time, no owner in the attributes. */
export async function writeZip(
  files: readonly PacketFile[],
  { at, comment = '' }: ZipOptions,
): Promise<Buffer> {
  const zip = new ZipFile()
  const mtime = beijingWallClock(at)
  for (const { path, bytes, compress } of files)
    zip.addBuffer(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), path, {
      mtime,
      mode: 0o100444,
      compress,
      forceDosTimestamp: true,
    })
  zip.end({ comment, forceZip64Format: false })
  return buffer(zip.outputStream)
}

/** Zip times have no zone: a Date whose local fields are Beijing's gives the same bytes in every zone. */
function beijingWallClock(iso: string): Date {
  const beijing = new Date(Date.parse(iso) + BEIJING_OFFSET_MS)
  return new Date(
    beijing.getUTCFullYear(),
    beijing.getUTCMonth(),
    beijing.getUTCDate(),
    beijing.getUTCHours(),
    beijing.getUTCMinutes(),
    beijing.getUTCSeconds(),
  )
}
