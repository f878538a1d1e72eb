import { createHash } from 'node:crypto'

export function sha256Hex(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** GB/T 32905. Chinese bodies ask for it beside SHA-256. */
export function sm3Hex(bytes: Uint8Array | string): string {
  return createHash('sm3').update(bytes).digest('hex')
}
