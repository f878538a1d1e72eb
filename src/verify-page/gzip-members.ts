// Stands in for capture/gzip-members.ts where there is no node:zlib: a web page.
import { inflateSync } from 'fflate'
import type { GzipMember } from '../capture/gzip-members.ts'
import { crc32 } from './zlib.ts'

const HEADER_BYTES = 10
const TRAILER_BYTES = 8
/** Headers that stand in a member by chance; more than this is a crafted file that wants the page to hang. */
const MAX_TRIES = 64
/** Deflate, no optional fields, no time: as every member of ours begins. */
const HEADER = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0]

/**
 * As its namesake says. The inflater here does not tell where it stopped, so a member reaches up to what looks like the
 * next header and its trailer decides: bytes that look so by chance are joined to the member they lie in.
 *
 * @throws {RangeError} with the reason in Chinese.
 */
export function splitGzip(packed: Uint8Array, maxBytes: number): GzipMember[] {
  const members: GzipMember[] = []
  let unpacked = 0
  for (let offset = 0; offset < packed.length; ) {
    if (!isHeader(packed, offset)) throw new RangeError('压缩段的头部不符')
    const member = readMember(packed, offset, maxBytes - unpacked)
    members.push(member)
    offset += member.length
    unpacked += member.content.length
  }
  return members
}

function readMember(packed: Uint8Array, offset: number, maxBytes: number): GzipMember {
  let end = offset
  for (let tries = 0; tries < MAX_TRIES && end < packed.length; tries++) {
    end = nextHeader(packed, end + 1)
    const content = unpack(packed.subarray(offset, end), maxBytes)
    if (content) return { offset, length: end - offset, content }
  }
  throw new RangeError('压缩段的校验值不符，或内容超过限度')
}

function unpack(member: Uint8Array, maxBytes: number): Uint8Array | undefined {
  const trailerAt = member.length - TRAILER_BYTES
  if (trailerAt < HEADER_BYTES) return undefined
  const trailer = new DataView(member.buffer, member.byteOffset + trailerAt, TRAILER_BYTES)
  const size = trailer.getUint32(4, true)
  if (size > maxBytes) return undefined
  try {
    const content = inflateSync(member.subarray(HEADER_BYTES, trailerAt), { out: new Uint8Array(size) })
    return content.length === size && crc32(content) === trailer.getUint32(0, true) ? content : undefined
  } catch {
    return undefined
  }
}

function nextHeader(packed: Uint8Array, from: number): number {
  for (let at = packed.indexOf(0x1f, from); at >= 0; at = packed.indexOf(0x1f, at + 1))
    if (isHeader(packed, at)) return at
  return packed.length
}

function isHeader(packed: Uint8Array, at: number): boolean {
  return HEADER.every((byte, index) => packed[at + index] === byte)
}
