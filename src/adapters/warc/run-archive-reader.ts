import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { open } from 'node:fs/promises'
import path from 'node:path'
import type { Database, Statement } from 'better-sqlite3'
import type { ArchiveReader } from '../../crawl/archive-reader.ts'
import { EvidenceError } from '../../domain/errors.ts'
import { type FetchedPage, headerIn } from '../../domain/page.ts'
import { errorCode, withStorageErrors } from '../evidence/durable-write.ts'
import { decodeBody } from '../http/decode-body.ts'
import { FRONTIER_MIGRATIONS } from '../sqlite/frontier-migrations.ts'
import { openDatabase } from '../sqlite/open-sqlite.ts'
import { parseExchanges } from './parse-records.ts'

/** A page was fetched within the site's own limit; this only bounds what a damaged archive may cost. */
const MAX_BODY_BYTES = 64 * 1024 * 1024

interface Place {
  readonly warc_file: string
  readonly warc_offset: number
  readonly warc_length: number
  readonly body_sha256: string
  readonly lane: 'http' | 'browser'
}

/** Finds pages through the record of fetches in frontier.db, and reads them from `<home>/pages`. */
export class RunArchiveReader implements ArchiveReader {
  readonly #folder: string
  readonly #db: Database | undefined
  readonly #find: Statement | undefined

  constructor(options: { frontierFile: string; folder: string }) {
    this.#folder = options.folder
    this.#db = existsSync(options.frontierFile)
      ? openDatabase({ file: options.frontierFile, synchronous: 'NORMAL', migrations: FRONTIER_MIGRATIONS })
      : undefined
    this.#find = this.#db?.prepare(
      `SELECT warc_file, warc_offset, warc_length, body_sha256, lane FROM fetch
       WHERE site_id = ? AND url = ? AND outcome = 'fetched' AND status = 200 AND warc_file IS NOT NULL
       ORDER BY id DESC LIMIT 1`,
    )
  }

  async read(siteId: string, url: string): Promise<FetchedPage | undefined> {
    const place = this.#find?.get(siteId, url) as Place | undefined
    if (place === undefined) return undefined
    const file = path.join(this.#folder, place.warc_file)
    const packed = await withStorageErrors(file, () => readSlice(file, place.warc_offset, place.warc_length))
    if (packed === undefined) return undefined
    return await toPage(packed, place, { siteId, url, file })
  }

  close(): void {
    this.#db?.close()
  }
}

/** Undefined when the file was taken away, be it a moment ago. */
async function readSlice(file: string, offset: number, length: number): Promise<Buffer | undefined> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  })
  if (handle === undefined) return undefined
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

async function toPage(
  packed: Buffer,
  place: Place,
  at: { siteId: string; url: string; file: string },
): Promise<FetchedPage> {
  const exchanges = exchangesOf(packed, at.file)
  const document = exchanges.at(-1)
  const sha256 = document && createHash('sha256').update(document.body).digest('hex')
  if (document === undefined || sha256 !== place.body_sha256)
    throw new EvidenceError(`存档 ${at.file} 中 ${at.url} 的内容与记录的散列值不符`)
  const header = (name: string) => headerIn(document.responseHeaders, name)
  // The browser undid the content encoding before anything was kept.
  const isPlain = place.lane === 'browser'
  return {
    siteId: at.siteId,
    url: at.url,
    finalUrl: document.url,
    status: document.status,
    contentType: header('content-type'),
    lane: place.lane,
    fetchedAt: document.startedAt,
    body: isPlain ? document.body : await decodeBody(document, header('content-encoding'), MAX_BODY_BYTES),
    bodyIsUtf8: false,
    exchanges: exchanges.map((exchange) => ({ ...exchange, bodyDecoded: isPlain })),
  }
}

function exchangesOf(packed: Buffer, file: string): ReturnType<typeof parseExchanges> {
  try {
    return parseExchanges(packed)
  } catch (error) {
    throw new EvidenceError(`存档 ${file} 无法解压`, { cause: error })
  }
}
