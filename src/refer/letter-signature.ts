import { createHmac, timingSafeEqual } from 'node:crypto'

export interface Signed {
  /** webhook-id. */
  readonly id: string
  /** webhook-timestamp: seconds since 1970. */
  readonly timestamp: string
  readonly bytes: Uint8Array
  readonly secret: string
}

/** webhook-signature as Standard Webhooks has it: HMAC-SHA256 over `id.timestamp.body`. Both sides of a channel sign so. */
export function signatureOf({ id, timestamp, bytes, secret }: Signed): string {
  const mac = createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(bytes)
  return `v1,${mac.digest('base64')}`
}

export function isSignature(given: string, signed: Signed): boolean {
  const expected = Buffer.from(signatureOf(signed))
  const candidate = Buffer.from(given)
  return candidate.length === expected.length && timingSafeEqual(candidate, expected)
}
