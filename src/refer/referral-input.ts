import type { Lead } from '../domain/lead.ts'
import type { Packet, Referral } from '../domain/referral.ts'
import type { LetterFacts, Letters } from './letter-template.ts'

/** The unit that writes, as config.yml has it. */
export interface Sender {
  readonly name: string
  /** 发文机关代字. */
  readonly abbreviation: string
  readonly contact: string
  readonly phone: string
}

/** A lead with its packet for this body, as it lies in the queue. */
export interface ReferredLead {
  readonly lead: Lead
  readonly packet: Packet
  readonly packetFile: {
    readonly name: string
    readonly bytes: Uint8Array
    readonly sha256: string
    readonly sm3: string
  }
  /** Other leads of the same seller, in words. */
  readonly otherListings: readonly string[]
}

export interface LetterInput {
  readonly referral: Referral
  /** 青监移〔2026〕12号 */
  readonly number: string
  /** Goes on every file, so that the same letter has the same bytes whenever it is written. */
  readonly approvedAt: string
  readonly recipient: string
  readonly sender: Sender
  readonly leads: readonly ReferredLead[]
  readonly letter: Letters['letters'][Referral['kind']]
  readonly agencyWording: string
  readonly facts: LetterFacts
}
