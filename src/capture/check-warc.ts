import { gunzipSync } from 'node:zlib'
import { sha256Hex } from './hashing.ts'

/** Far above what one bundle holds; keeps a crafted file from filling the memory. */
const MAX_UNPACKED_BYTES = 512 * 1024 * 1024
const MAX_RECORDS = 20_000

interface Cursor {
  readonly bytes: Buffer
  at: number
  lastRecordBytes: number
}

/** Reads a .warc.gz to its last byte and recomputes block and payload digests. Problems in Chinese; empty when sound. */
export function checkWarc(packed: Uint8Array): string[] {
  const bytes = unpack(packed)
  if (typeof bytes === 'string') return [bytes]
  const cursor: Cursor = { bytes, at: 0, lastRecordBytes: 0 }
  const problems: string[] = []
  let count = 0
  while (cursor.at < bytes.length) {
    count += 1
    if (count > MAX_RECORDS) return [...problems, `WARC 记录超过 ${MAX_RECORDS} 条`]
    const start = cursor.at
    const problem = readRecord(cursor)
    if (problem) problems.push(`WARC 第 ${count} 条记录${problem}`)
    if (cursor.at <= start) return problems
    cursor.lastRecordBytes = cursor.at - start
  }
  if (count === 0) problems.push('WARC 文件没有记录')
  // The gzip trailer states the size of its member: bytes after the last member would shift it.
  else if (Buffer.from(packed).readUInt32LE(packed.length - 4) !== cursor.lastRecordBytes)
    problems.push('WARC 末尾有多余字节')
  return problems
}

function unpack(packed: Uint8Array): Buffer | string {
  try {
    return gunzipSync(packed, { maxOutputLength: MAX_UNPACKED_BYTES })
  } catch (error) {
    return `WARC 无法解压（${error instanceof Error ? error.message : String(error)}）`
  }
}

/** Moves the cursor past one record. Leaves it in place when the record's end cannot be known. */
function readRecord(cursor: Cursor): string | null {
  const { bytes, at } = cursor
  const headEnd = bytes.indexOf('\r\n\r\n', at)
  if (headEnd < 0) return '头部不完整'
  const [version, ...fields] = bytes.toString('utf8', at, headEnd).split('\r\n')
  if (version !== 'WARC/1.1') return '版本行不符'
  const headers = new Map(fields.map((line) => splitField(line)))
  const length = Number(headers.get('content-length') ?? Number.NaN)
  const blockAt = headEnd + 4
  if (!Number.isSafeInteger(length) || length < 0) return '长度无效'
  if (blockAt + length + 4 > bytes.length) return '内容被截断'
  if (bytes.toString('latin1', blockAt + length, blockAt + length + 4) !== '\r\n\r\n') return '结尾不符'
  cursor.at = blockAt + length + 4
  return digestProblem(headers, bytes.subarray(blockAt, blockAt + length))
}

function splitField(line: string): [string, string] {
  const colon = line.indexOf(':')
  return colon < 0 ? [line, ''] : [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
}

function digestProblem(headers: ReadonlyMap<string, string>, block: Buffer): string | null {
  if (!headers.get('warc-type') || !headers.get('warc-record-id')) return '缺少类型或编号'
  if (headers.get('warc-block-digest') !== `sha256:${sha256Hex(block)}`) return '内容散列值不符'
  if (!headers.get('content-type')?.startsWith('application/http')) return null
  const bodyAt = block.indexOf('\r\n\r\n')
  if (bodyAt < 0) return '缺少 HTTP 头部'
  const payload = block.subarray(bodyAt + 4)
  return headers.get('warc-payload-digest') === `sha256:${sha256Hex(payload)}` ? null : '载荷散列值不符'
}
