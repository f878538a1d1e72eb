import { createHash } from 'node:crypto'

/**
 * The comment at the end of a packet zip: a hash of all bytes before it.
 *
 * A zip checks its files by CRC, but not its own tables, times and padding bits. This makes a damaged byte
 * anywhere show. It guards against accidents; who alters a packet on purpose can write a new comment.
 */
const LABEL = 'qingshao-packet/1 sha256:'
const SEAL_BYTES = LABEL.length + 64

/** Same length as a real seal, so that the zip's tables are final before the hash is known. */
export const SEAL_PLACEHOLDER = LABEL + '0'.repeat(64)

/** Overwrites the placeholder comment in place. */
export function sealZip(zip: Buffer): void {
  zip.write(sealOf(zip), zip.length - SEAL_BYTES, 'latin1')
}

export function isSealIntact(zip: Buffer): boolean {
  return zip.length > SEAL_BYTES && zip.toString('latin1', zip.length - SEAL_BYTES) === sealOf(zip)
}

function sealOf(zip: Buffer): string {
  const body = zip.subarray(0, zip.length - SEAL_BYTES)
  return LABEL + createHash('sha256').update(body).digest('hex')
}
