import { crc32 } from 'node:zlib'

/** Files of an archive, by path. */
export type ZipFiles = ReadonlyMap<string, Uint8Array>

const LOCAL = 0x04034b50
const CENTRAL = 0x02014b50
const END = 0x06054b50
const LOCAL_BYTES = 30
const CENTRAL_BYTES = 46
const END_BYTES = 22
const VERSION = 20
/** Made on Unix: so that the attributes are read as a mode. */
const MADE_BY = (3 << 8) | VERSION
/** Names are UTF-8. */
const UTF8_FLAG = 0x0800
const READ_ONLY_FILE = 0o100444
const MAX_ENTRIES = 5_000
const MAX_BYTES = 2 ** 31
const BEIJING_OFFSET_MS = 8 * 3600_000

/**
 * A zip of stored entries: sorted by path, end to end, every field fixed, all with one time (Beijing's wall clock of
 * `at`, ISO 8601 UTC). The same files give the same bytes, so that a reader can write the archive anew and compare:
 * there is then nothing in it that two programs could read differently.
 */
export function writeStoredZip(files: ZipFiles, at: string): Uint8Array<ArrayBuffer> {
  const time = dosTime(at)
  const parts: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let offset = 0
  for (const [path, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const entry = { name: new TextEncoder().encode(path), bytes, crc: crc32(bytes), offset, time }
    const header = localHeader(entry)
    parts.push(header, entry.name, bytes)
    directory.push(centralHeader(entry), entry.name)
    offset += header.length + entry.name.length + bytes.length
  }
  const directoryBytes = directory.reduce((sum, { length }) => sum + length, 0)
  if (offset + directoryBytes > MAX_BYTES || files.size > MAX_ENTRIES) throw new RangeError('压缩包过大')
  return joined([...parts, ...directory, endRecord(files.size, offset, directoryBytes)])
}

/**
 * The files of such an archive, by its directory alone; `writeStoredZip` of them must give the archive again.
 *
 * @throws {RangeError} with the reason in Chinese when there is no directory to go by.
 */
export function readStoredZip(zip: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength)
  const endAt = zip.length - END_BYTES
  if (endAt < 0 || view.getUint32(endAt, true) !== END)
    throw new RangeError('压缩包没有目录，或末尾有多余字节')
  const count = view.getUint16(endAt + 10, true)
  if (count > MAX_ENTRIES) throw new RangeError('压缩包中文件过多')
  const files = new Map<string, Uint8Array>()
  let at = view.getUint32(endAt + 16, true)
  for (let index = 0; index < count; index++) {
    const entry = readEntry(view, zip, at)
    if (files.has(entry.path)) throw new RangeError(`压缩包中有重名文件 ${entry.path}`)
    files.set(entry.path, entry.bytes)
    at = entry.next
  }
  return files
}

function readEntry(
  view: DataView,
  zip: Uint8Array,
  at: number,
): { path: string; bytes: Uint8Array; next: number } {
  if (at + CENTRAL_BYTES > zip.length || view.getUint32(at, true) !== CENTRAL)
    throw new RangeError('压缩包的目录损坏')
  const size = view.getUint32(at + 24, true)
  const nameEnd = at + CENTRAL_BYTES + view.getUint16(at + 28, true)
  const path = new TextDecoder().decode(zip.subarray(at + CENTRAL_BYTES, nameEnd))
  // Ours have neither extra fields nor comments: what follows the name is the next entry.
  const dataAt = view.getUint32(at + 42, true) + LOCAL_BYTES + view.getUint16(at + 28, true)
  if (dataAt + size > zip.length) throw new RangeError('压缩包的目录损坏')
  return { path, bytes: zip.subarray(dataAt, dataAt + size), next: nameEnd }
}

interface ZipEntry {
  readonly name: Uint8Array
  readonly bytes: Uint8Array
  readonly crc: number
  readonly offset: number
  readonly time: { readonly date: number; readonly time: number }
}

function localHeader(entry: ZipEntry): Uint8Array {
  const view = new DataView(new ArrayBuffer(LOCAL_BYTES))
  view.setUint32(0, LOCAL, true)
  writeCommon(view, 4, entry)
  return new Uint8Array(view.buffer)
}

function centralHeader(entry: ZipEntry): Uint8Array {
  const view = new DataView(new ArrayBuffer(CENTRAL_BYTES))
  view.setUint32(0, CENTRAL, true)
  view.setUint16(4, MADE_BY, true)
  writeCommon(view, 6, entry)
  view.setUint32(38, READ_ONLY_FILE * 2 ** 16, true)
  view.setUint32(42, entry.offset, true)
  return new Uint8Array(view.buffer)
}

/** The fields that stand in both headers in the same order; method 0 is “stored”. */
function writeCommon(view: DataView, at: number, { name, bytes, crc, time }: ZipEntry): void {
  view.setUint16(at, VERSION, true)
  view.setUint16(at + 2, UTF8_FLAG, true)
  view.setUint16(at + 6, time.time, true)
  view.setUint16(at + 8, time.date, true)
  view.setUint32(at + 10, crc, true)
  view.setUint32(at + 14, bytes.length, true)
  view.setUint32(at + 18, bytes.length, true)
  view.setUint16(at + 22, name.length, true)
}

function endRecord(count: number, offset: number, directoryBytes: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(END_BYTES))
  view.setUint32(0, END, true)
  view.setUint16(8, count, true)
  view.setUint16(10, count, true)
  view.setUint32(12, directoryBytes, true)
  view.setUint32(16, offset, true)
  return new Uint8Array(view.buffer)
}

/** Zip times have no zone and steps of two seconds. */
function dosTime(iso: string): ZipEntry['time'] {
  const beijing = new Date(Date.parse(iso) + BEIJING_OFFSET_MS)
  const [year, month, day] = [beijing.getUTCFullYear(), beijing.getUTCMonth() + 1, beijing.getUTCDate()]
  const [hour, minute, second] = [beijing.getUTCHours(), beijing.getUTCMinutes(), beijing.getUTCSeconds()]
  return {
    date: ((year - 1980) << 9) | (month << 5) | day,
    time: (hour << 11) | (minute << 5) | (second >> 1),
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
