import type { Clock } from '../domain/clock.ts'
import type { CustodyEntry, Manifest } from '../domain/evidence.ts'
import type { Agency } from '../domain/vocabulary.ts'

/** A bundle that has just been checked, with the very bytes that were checked. */
export interface VerifiedEvidence {
  readonly manifest: Manifest
  readonly manifestSha256: string
  readonly manifestSm3: string
  readonly custody: readonly CustodyEntry[]
  /** Every file of the bundle, manifest.json and custody.jsonl included. */
  readonly files: ReadonlyMap<string, Uint8Array>
}

export type ReferralAct = Pick<CustodyEntry, 'at' | 'actor' | 'action' | 'detail' | 'manifestSha256'>

/** Sealed bundles as the refer stage needs them. Implemented in adapters/evidence. */
export interface EvidenceVault {
  /** @throws {EvidenceError} when the bundle is missing or does not verify. */
  openVerified(bundlePath: string): Promise<VerifiedEvidence>
  /** Chains an act onto the custody log. @throws {EvidenceError} when the log is broken. */
  record(bundlePath: string, act: ReferralAct): Promise<CustodyEntry>
}

export interface PacketFile {
  readonly path: string
  readonly bytes: Uint8Array
  /** False for what is compressed already. */
  readonly compress: boolean
}

export interface PacketDraft {
  readonly packetId: string
  readonly agency: Agency
  /** The queue of the body that the directory names; absent for that of all bodies of this kind. */
  readonly queue: string | undefined
  /** Every entry of the zip carries this time. */
  readonly createdAt: string
  readonly files: readonly PacketFile[]
}

/** The agencies' queues. Implemented in adapters/queues. */
export interface PacketQueue {
  /** Puts a packet in its queue, replacing one of the same id in any queue of its agency. @throws {StorageError} */
  put(draft: PacketDraft): Promise<{ path: string; sha256: string; bytes: number }>
  /** Moves a packet out of the queue. Undefined when it was not there. @throws {StorageError} */
  withdraw(agency: Agency, packetId: string): Promise<string | undefined>
}

/** What was withdrawn and is kept no longer. Implemented beside the queues. */
export interface WithdrawnPackets {
  /** Deletes every copy of a withdrawn packet; gives how many. @throws {StorageError} */
  eraseWithdrawn(agency: Agency, packetId: string): Promise<number>
}

export interface ReferPorts {
  readonly evidence: EvidenceVault
  readonly queue: PacketQueue
  readonly clock: Clock
  /** Who packs: the program's name and version, or an operator. Goes on the custody log. */
  readonly actor: string
}
