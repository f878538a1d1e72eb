import type { AttachedFile, CustodyEntry } from '../domain/evidence.ts'
import type { CustodyAct } from './custody.ts'
import { sha256Hex, sm3Hex } from './hashing.ts'

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
  /**
   * Adds files that the log has announced (`awaits`), then the act that names and hashes them.
   * @throws {EvidenceError} when the log is missing or broken. @throws {StorageError} when it cannot be written.
   */
  attach(
    bundlePath: string,
    act: Omit<CustodyAct, 'files'>,
    files: ReadonlyMap<string, Uint8Array>,
  ): Promise<CustodyEntry>
}

export function attachedFile(path: string, bytes: Uint8Array): AttachedFile {
  return { path, bytes: bytes.length, sha256: sha256Hex(bytes), sm3: sm3Hex(bytes) }
}
