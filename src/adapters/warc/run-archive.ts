import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { crc32, gzip } from 'node:zlib'
import { exchangeRecords, recordId, warcInfoRecord } from '../../capture/write-warc.ts'
import type { ArchivedPage, PageArchive } from '../../crawl/page-archive.ts'
import type { FetchedPage } from '../../domain/page.ts'
import { syncFolder, withStorageErrors } from '../evidence/durable-write.ts'

const gzipAsync = promisify(gzip)
/** Measured on pages of 45 KB: level 1 costs half of level 6 and gives a tenth more bytes. */
const PACKING = { level: 1 }
/** A stored block holds 65,535 bytes. */
const MAX_STORED_BYTES = 4096
/** A file that can still be copied and read as a whole. */
const MAX_FILE_BYTES = 1024 ** 3

export interface RunArchiveOptions {
  /** `<home>/pages`. */
  readonly folder: string
  readonly runId: string
  readonly software: string
  /** ISO 8601 UTC. */
  readonly createdAt: string
  /** Up to where each file of the run is vouched for; what a killed process wrote beyond is cut off. */
  readonly ends: ReadonlyMap<string, number>
  readonly maxFileBytes?: number
}

interface Chunk {
  readonly file: OpenFile
  readonly at: number
  readonly bytes: Buffer
}

interface OpenFile {
  readonly name: string
  readonly infoId: string
  readonly handle: Promise<FileHandle>
  end: number
}

/**
 * The raw pages of one run: `<folder>/<run>/pages-00001.warc.gz` and on.
 *
 * A page's place is known when it is appended; its bytes are on disk after `sync`, which everybody who waits shares. Once a
 * write failed, every later call fails the same way: nothing may follow a hole.
 */
export class RunArchive implements PageArchive {
  readonly #options: RunArchiveOptions
  readonly #folder: string
  readonly #maxFileBytes: number
  /** The last is written to; a page that is still being packed may belong to the one before. */
  readonly #files: OpenFile[] = []
  #number: number
  #chunks: Chunk[] = []
  #writing: Promise<void> = Promise.resolve()

  /** Cuts off what no commit vouches for. @throws {StorageError} */
  static async open(options: RunArchiveOptions): Promise<RunArchive> {
    return await withStorageErrors(options.folder, async () => new RunArchive(options))
  }

  private constructor(options: RunArchiveOptions) {
    this.#options = options
    this.#folder = path.join(options.folder, options.runId)
    this.#maxFileBytes = options.maxFileBytes ?? MAX_FILE_BYTES
    mkdirSync(this.#folder, { recursive: true })
    this.#number = cutTails(this.#folder, options)
  }

  async append(page: FetchedPage): Promise<ArchivedPage> {
    const file = this.#fileWithRoom()
    const records = page.exchanges.flatMap((exchange) =>
      exchangeRecords({ exchange, seen: 'crawl' }, file.infoId),
    )
    const members = await Promise.all(records.map(toMember))
    const document = page.exchanges.at(-1)
    const body = document === undefined ? page.body : document.body
    return {
      ...this.#put(file, Buffer.concat(members)),
      bodySha256: createHash('sha256').update(body).digest('hex'),
    }
  }

  async sync(): Promise<void> {
    // One writer: the next begins when this one is done, and takes all that came meanwhile.
    this.#writing = this.#writing.then(() => this.#write())
    await withStorageErrors(this.#folder, () => this.#writing)
  }

  async close(): Promise<void> {
    // Whoever records a page has waited for it: what fails here belongs to nobody.
    await this.sync().catch(() => undefined)
    for (const { handle } of this.#files) await handle.then((file) => file.close()).catch(() => undefined)
  }

  #fileWithRoom(): OpenFile {
    const last = this.#files.at(-1)
    if (last !== undefined && last.end < this.#maxFileBytes) return last
    const name = `pages-${String(this.#number).padStart(5, '0')}.warc.gz`
    const handle = open(path.join(this.#folder, name), 'wx')
    // Whoever writes awaits it and gets the error; until then it is nobody's.
    handle.catch(() => undefined)
    const file: OpenFile = { name, infoId: recordId(), handle, end: 0 }
    this.#number += 1
    this.#files.push(file)
    const { runId: evidenceId, software, createdAt } = this.#options
    this.#put(file, storedMember(warcInfoRecord({ evidenceId, software, createdAt }, file.infoId, name)))
    return file
  }

  #put(file: OpenFile, bytes: Buffer): Omit<ArchivedPage, 'bodySha256'> {
    const at = file.end
    file.end += bytes.length
    this.#chunks.push({ file, at, bytes })
    return { file: `${this.#options.runId}/${file.name}`, offset: at, length: bytes.length }
  }

  async #write(): Promise<void> {
    const chunks = this.#chunks
    this.#chunks = []
    const touched = new Set<OpenFile>()
    for (const { file, at, bytes } of chunks) {
      await writeWhole(await file.handle, bytes, at)
      touched.add(file)
    }
    for (const { handle } of touched) await (await handle).datasync()
    // A new file is there only once its folder says so.
    if (chunks.some(({ at }) => at === 0)) await syncFolder(this.#folder)
  }
}

/** A compressor costs more to set up than a request's few hundred bytes are worth: those are stored. */
async function toMember(record: Buffer): Promise<Buffer> {
  return record.length > MAX_STORED_BYTES ? await gzipAsync(record, PACKING) : storedMember(record)
}

/** RFC 1952 with one stored block of RFC 1951. */
function storedMember(record: Buffer): Buffer {
  const head = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 1, 0, 0, 0, 0])
  head.writeUInt16LE(record.length, 11)
  head.writeUInt16LE(record.length ^ 0xffff, 13)
  const tail = Buffer.alloc(8)
  tail.writeUInt32LE(crc32(record), 0)
  tail.writeUInt32LE(record.length, 4)
  return Buffer.concat([head, record, tail])
}

async function writeWhole(handle: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, at + done)
    done += bytesWritten
  }
}

/** Answers with the number of the next file: a file once closed, or cut, is not written to again. */
function cutTails(folder: string, { runId, ends }: RunArchiveOptions): number {
  let next = 1
  for (const name of readdirSync(folder)) {
    const number = Number(/^pages-(\d{5,})\.warc\.gz$/.exec(name)?.[1])
    if (Number.isNaN(number)) continue
    const file = path.join(folder, name)
    const end = ends.get(`${runId}/${name}`)
    if (end === undefined) rmSync(file)
    else if (statSync(file).size > end) truncateSync(file, end)
    next = Math.max(next, number + 1)
  }
  return next
}
