import type { CustodyEntry } from '../domain/evidence.ts'
import type { CustodyAct } from './custody.ts'

/** A bundle ready to be put down: every file with its final bytes. */
export interface SealedBundle {
  readonly evidenceId: string
  readonly files: ReadonlyMap<string, Uint8Array>
}

/** Where bundles live. Implemented in adapters/evidence. */
export interface BundleStore {
  /**
   * Writes all or nothing, read-only, on disk when the promise resolves. Answers with the bundle's folder.
   * @throws {StorageError} when the disk is full or the folder cannot be written.
   */
  put(bundle: SealedBundle): Promise<string>
  /**
   * Chains one more act onto a bundle's custody log.
   * @throws {EvidenceError} when the log is missing or broken. @throws {StorageError} when it cannot be written.
   */
  appendAct(bundlePath: string, act: CustodyAct): Promise<CustodyEntry>
}
