import { RefusedError } from '../domain/errors.ts'
import { isSignature } from '../refer/letter-signature.ts'
import { Receipt, type ReferralPorts, recordReceipt } from './referrals.ts'

/** A receiver's answer as it came over HTTP, signed as the letters are (Standard Webhooks). */
export interface SignedReceipt {
  readonly id: string | undefined
  readonly timestamp: string | undefined
  readonly signature: string | undefined
  readonly body: Uint8Array
}

export interface ReceiptPorts {
  readonly referrals: ReferralPorts
  /** Of the channel by which the letter went; undefined where that has none. */
  secretFor(referralId: string): Promise<string | undefined>
}

export interface ReceiptAnswer {
  readonly status: 200 | 400 | 401 | 409
  readonly body: object
}

/** Older than this, or from the future, a signature may be a copy. */
const MAX_AGE_S = 300

/** Who cannot sign for the letter learns nothing about it: not even whether there is one. */
export async function receiveReceipt(receipt: SignedReceipt, ports: ReceiptPorts): Promise<ReceiptAnswer> {
  const parsed = Receipt.safeParse(jsonOf(receipt.body))
  if (!parsed.success) return { status: 400, body: { error: '回执格式不符' } }
  const secret = await ports.secretFor(parsed.data.referralId)
  if (secret === undefined || !isSigned(receipt, secret, ports.referrals.clock.now()))
    return { status: 401, body: { error: '签名不符' } }
  try {
    const { state } = await recordReceipt(parsed.data, ports.referrals)
    return { status: 200, body: { referralId: parsed.data.referralId, state } }
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    return { status: 409, body: { error: error.message } }
  }
}

function isSigned({ id, timestamp, signature, body }: SignedReceipt, secret: string, now: string): boolean {
  if (id === undefined || timestamp === undefined || signature === undefined) return false
  const ageS = Math.abs(Date.parse(now) / 1000 - Number(timestamp))
  if (!(ageS <= MAX_AGE_S)) return false
  return isSignature(signature, { id, timestamp, bytes: body, secret })
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return undefined
  }
}
