import type { Delivery } from '../domain/referral.ts'

export interface Letter {
  readonly delivery: Delivery
  readonly fileName: string
  readonly bytes: Uint8Array
}

/** A way to a receiver. Implemented in adapters/delivery. */
export interface DeliveryChannel {
  /**
   * Resolves once the receiver has the letter, in words of how it said so.
   * @throws {DeliveryError} otherwise: it is tried again with the same key.
   */
  send(letter: Letter, signal: AbortSignal): Promise<string>
}
