import { crc32, inflateRawSync } from 'node:zlib'
import { type Entry, fromBufferPromise, type LocalFileHeader, type ZipFile } from 'yauzl'
import type { FileTree } from '../../capture/file-tree.ts'
import { isSealIntact } from './packet-seal.ts'

const MAX_ENTRIES = 5_000
const MAX_ENTRY_BYTES = 512 * 1024 * 1024
/** All entries unpacked. A packet is a few megabytes; a zip bomb is not. */
const MAX_UNPACKED_BYTES = 1024 * 1024 * 1024
const END_RECORD_BYTES = 22
const STORED = 0
const DEFLATED = 8

interface Stored {
  readonly entry: Entry
  readonly dataAt: number
}

interface Problem {
  readonly path: string
  readonly problem: string
}

/** A packet zip held in memory, read strictly: what two zip programs could read differently is a problem. */
export class ZipTree implements FileTree {
  readonly #zip: Buffer
  readonly #entries: ReadonlyMap<string, Stored>
  readonly #problems: readonly Problem[]

  private constructor(zip: Buffer, entries: ReadonlyMap<string, Stored>, problems: readonly Problem[]) {
    this.#zip = zip
    this.#entries = entries
    this.#problems = problems
  }

  /** Never throws for a bad zip: its faults are in `list()`. `name` is what whole-file problems are filed under. */
  static async open(zip: Buffer, name: string): Promise<ZipTree> {
    const problems: Problem[] = []
    const entries = new Map<string, Stored>()
    if (!isSealIntact(zip)) problems.push({ path: name, problem: '材料包末尾的整包散列值不符' })
    try {
      const file = await fromBufferPromise(zip, { strictFileNames: true })
      problems.push(...(await readEntries(file, entries)))
      problems.push(...layoutProblems(zip, entries, name))
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      problems.push({ path: name, problem: `压缩包无法读取（${reason}）` })
    }
    return new ZipTree(zip, entries, problems)
  }

  async list(): ReturnType<FileTree['list']> {
    const damaged = [...this.#entries.keys()]
      .filter((path) => this.#unpack(path) === undefined)
      .map((path) => ({ path, problem: '压缩包中的内容损坏' }))
    return { paths: [...this.#entries.keys()].sort(), problems: [...this.#problems, ...damaged] }
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    return this.#unpack(path)
  }

  #unpack(path: string): Buffer | undefined {
    const stored = this.#entries.get(path)
    if (!stored) return undefined
    const { entry, dataAt } = stored
    const packed = this.#zip.subarray(dataAt, dataAt + entry.compressedSize)
    try {
      const bytes =
        entry.compressionMethod === STORED
          ? packed
          : inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.uncompressedSize) })
      return bytes.length === entry.uncompressedSize && crc32(bytes) === entry.crc32 ? bytes : undefined
    } catch {
      return undefined
    }
  }
}

async function readEntries(file: ZipFile, entries: Map<string, Stored>): Promise<Problem[]> {
  if (file.entryCount > MAX_ENTRIES) throw new Error(`more than ${MAX_ENTRIES} entries`)
  const problems: Problem[] = []
  let unpacked = 0
  for await (const entry of file.eachEntry()) {
    const local = await file.readLocalFileHeaderPromise(entry)
    const path = entry.fileName
    unpacked += entry.uncompressedSize
    if (unpacked > MAX_UNPACKED_BYTES) throw new Error('unpacks to more than the limit')
    const problem = entryProblem(entry, local, entries.has(path))
    if (problem) problems.push({ path, problem })
    else entries.set(path, { entry, dataAt: local.fileDataStart })
  }
  return problems
}

function entryProblem(entry: Entry, local: LocalFileHeader, repeated: boolean): string | null {
  if (repeated) return '压缩包中有重名文件'
  if (entry.fileName.endsWith('/')) return '压缩包中有多余的文件夹条目'
  if (entry.isEncrypted()) return '压缩包中的文件已加密'
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED) return '压缩方法不受支持'
  if (entry.uncompressedSize > MAX_ENTRY_BYTES) return '解压后的大小超过限度'
  const same =
    Buffer.compare(local.fileName, entry.fileNameRaw) === 0 &&
    local.compressionMethod === entry.compressionMethod &&
    local.crc32 === entry.crc32 &&
    local.compressedSize === entry.compressedSize &&
    local.uncompressedSize === entry.uncompressedSize
  return same ? null : '压缩包目录与文件头不一致'
}

/** Entries must lie end to end from the first byte to the central directory: no overlap, nothing hidden between. */
function layoutProblems(zip: Buffer, entries: ReadonlyMap<string, Stored>, name: string): Problem[] {
  const endAt = zip.length - END_RECORD_BYTES - (zip.length > 0 ? commentLength(zip) : 0)
  const directoryAt = zip.readUInt32LE(endAt + 16)
  let at = 0
  const placed = [...entries.values()].sort(
    (a, b) => a.entry.relativeOffsetOfLocalHeader - b.entry.relativeOffsetOfLocalHeader,
  )
  for (const { entry, dataAt } of placed) {
    if (entry.relativeOffsetOfLocalHeader !== at)
      return [{ path: entry.fileName, problem: '压缩包内文件之间有重叠或空隙' }]
    at = dataAt + entry.compressedSize
  }
  const tight = at === directoryAt && directoryAt + zip.readUInt32LE(endAt + 12) === endAt
  return tight ? [] : [{ path: name, problem: '压缩包内有未登记的字节' }]
}

/** yauzl has found the end record; the comment's length is written in it. */
function commentLength(zip: Buffer): number {
  for (
    let at = zip.length - END_RECORD_BYTES;
    at >= Math.max(0, zip.length - END_RECORD_BYTES - 0xffff);
    at--
  )
    if (
      zip.readUInt32LE(at) === 0x06054b50 &&
      zip.readUInt16LE(at + 20) === zip.length - END_RECORD_BYTES - at
    )
      return zip.length - END_RECORD_BYTES - at
  return 0
}
