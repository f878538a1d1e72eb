import { splitGzip } from './gzip-members.ts'

/** One record of a WARC file, as far as its head could be read. */
export interface StoredRecord {
  /** Of the packed member in the file. */
  readonly offset: number
  readonly length: number
  /** Names in lower case; of a repeated name the last counts. */
  readonly headers: ReadonlyMap<string, string>
  readonly block: Uint8Array
  /** What is wrong with it, in Chinese; null when nothing is. */
  readonly problem: string | null
}

/** Far above what one bundle holds; keeps a crafted file from filling the memory. */
const MAX_UNPACKED_BYTES = 512 * 1024 * 1024
const MAX_RECORDS = 20_000
const HEAD_END = [13, 10, 13, 10]
const NO_HEADERS: ReadonlyMap<string, string> = new Map()

/**
 * Every record of a .warc.gz in which one gzip member is one record.
 *
 * @throws {RangeError} with the reason in Chinese when the file as a whole cannot be read.
 */
export function readWarc(packed: Uint8Array, maxUnpackedBytes = MAX_UNPACKED_BYTES): StoredRecord[] {
  const members = splitGzip(packed, maxUnpackedBytes)
  if (members.length > MAX_RECORDS) throw new RangeError(`记录超过 ${MAX_RECORDS} 条`)
  return members.map((member) => ({
    offset: member.offset,
    length: member.length,
    ...parseRecord(member.content),
  }))
}

/** One record, unpacked. */
export function parseRecord(content: Uint8Array): Pick<StoredRecord, 'headers' | 'block' | 'problem'> {
  const broken = (problem: string) => ({ headers: NO_HEADERS, block: new Uint8Array(), problem })
  const headEnd = findHeadEnd(content)
  if (headEnd < 0) return broken('头部不完整')
  const [version, ...fields] = new TextDecoder().decode(content.subarray(0, headEnd)).split('\r\n')
  if (version !== 'WARC/1.1') return broken('版本行不符')
  const headers = new Map(fields.map(splitField))
  const length = Number(headers.get('content-length') ?? Number.NaN)
  const blockAt = headEnd + HEAD_END.length
  if (!Number.isSafeInteger(length) || length < 0) return broken('长度无效')
  const end = blockAt + length
  if (end + HEAD_END.length > content.length) return broken('内容被截断')
  const tail = content.subarray(end)
  const whole = tail.length === HEAD_END.length && HEAD_END.every((byte, index) => tail[index] === byte)
  return { headers, block: content.subarray(blockAt, end), problem: whole ? null : '结尾不符' }
}

/** Where the empty line after a head begins; −1 when there is none. */
export function findHeadEnd(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(13); at >= 0; at = bytes.indexOf(13, at + 1))
    if (HEAD_END.every((byte, index) => bytes[at + index] === byte)) return at
  return -1
}

export function splitField(line: string): [string, string] {
  const colon = line.indexOf(':')
  return colon < 0 ? [line, ''] : [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
}
