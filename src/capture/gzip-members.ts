import { crc32, inflateRawSync } from 'node:zlib'

export interface GzipMember {
  /** Where the packed member starts, and how long it is. */
  readonly offset: number
  readonly length: number
  readonly content: Uint8Array
}

const HEADER_BYTES = 10
const TRAILER_BYTES = 8

/**
 * Takes a .gz apart into its members, to its last byte, and checks their trailers.
 * Members with an optional header field (name, comment) are refused: what they say would be covered by nothing.
 *
 * @throws {RangeError} with the reason in Chinese when it is no such file, or unpacks to more than `maxBytes`.
 */
export function splitGzip(packed: Uint8Array, maxBytes: number): GzipMember[] {
  const members: GzipMember[] = []
  let unpacked = 0
  for (let offset = 0; offset < packed.length; ) {
    const member = readMember(packed, offset, maxBytes - unpacked)
    members.push(member)
    offset += member.length
    unpacked += member.content.length
  }
  return members
}

/** As every member of ours begins: deflate, no optional fields. */
function isPlainGzipHeader(packed: Uint8Array, at: number): boolean {
  return packed[at] === 0x1f && packed[at + 1] === 0x8b && packed[at + 2] === 8 && packed[at + 3] === 0
}

function readMember(packed: Uint8Array, offset: number, maxBytes: number): GzipMember {
  if (!isPlainGzipHeader(packed, offset)) throw new RangeError('压缩段的头部不符')
  const { content, consumed } = inflate(packed.subarray(offset + HEADER_BYTES), maxBytes)
  const length = HEADER_BYTES + consumed + TRAILER_BYTES
  if (offset + length > packed.length) throw new RangeError('压缩段被截断')
  const trailer = new DataView(
    packed.buffer,
    packed.byteOffset + offset + length - TRAILER_BYTES,
    TRAILER_BYTES,
  )
  if (
    trailer.getUint32(0, true) !== crc32(content) ||
    trailer.getUint32(4, true) !== content.length % 2 ** 32
  )
    throw new RangeError('压缩段的校验值不符')
  return { offset, length, content }
}

function inflate(packed: Uint8Array, maxBytes: number): { content: Uint8Array; consumed: number } {
  try {
    // The types do not know of `info`: it adds the engine, which counts the packed bytes it took.
    const options: object = { info: true, maxOutputLength: Math.max(1, maxBytes) }
    const { buffer, engine } = inflateRawSync(packed, options) as unknown as {
      buffer: Uint8Array
      engine: { bytesWritten: number }
    }
    return { content: buffer, consumed: engine.bytesWritten }
  } catch (cause) {
    throw new RangeError(`压缩内容无法解开（${cause instanceof Error ? cause.message : String(cause)}）`, {
      cause,
    })
  }
}
