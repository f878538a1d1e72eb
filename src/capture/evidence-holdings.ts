import type { CustodyEntry, Manifest, VerifyReport } from '../domain/evidence.ts'
import type { BundleStore } from './bundle-store.ts'
import type { CustodyAct } from './custody.ts'

/** One folder among the bundles, as it lies there: nothing of it has been hashed. */
export interface Holding {
  readonly evidenceId: string
  readonly path: string
  readonly files: number
  readonly bytes: number
  /** Undefined when manifest.json is missing or not a manifest. */
  readonly manifest: Manifest | undefined
  /** Empty when the custody log is missing or broken. */
  readonly custody: readonly CustodyEntry[]
}

/** What lies beside the bundles and belongs to none. */
export interface Leftovers {
  /** Of runs that were killed; the next run clears them. */
  readonly unfinished: readonly string[]
  /** Bytes that only the folder of blobs still names. */
  readonly blobs: number
  readonly strangers: readonly string[]
}

export interface StoreSize {
  /** Every file of every bundle. */
  readonly bytes: number
  /** The same, shared files counted once. */
  readonly storedBytes: number
}

export interface BundleEraser {
  /**
   * Chains the act, then takes away all files but the custody log. Called again, it finishes what a killed process began.
   * @throws {EvidenceError} when a hold is open, or the log is missing or broken. @throws {StorageError}
   */
  erase(bundlePath: string, act: CustodyAct): Promise<CustodyEntry>
}

/** The bundles of one home, all of them. Implemented in adapters/evidence. */
export interface EvidenceHoldings extends Pick<BundleStore, 'appendAct'>, BundleEraser {
  /** In the order of their names. */
  names(): Promise<string[]>
  look(evidenceId: string): Promise<Holding>
  /** Reads and hashes all of it. */
  verify(evidenceId: string): Promise<VerifyReport>
  leftovers(): Promise<Leftovers>
  size(): Promise<StoreSize>
  /** Takes away what only the folder of blobs still names; gives how many. @throws {StorageError} */
  pruneBlobs(): Promise<number>
}

/** The last check of one bundle. */
export interface ScrubRecord {
  readonly evidenceId: string
  readonly checkedAt: string
  readonly bytes: number
  /** In Chinese; empty when it was sound. */
  readonly problems: readonly string[]
  /** Number and hash of the last custody entry: a log that is shorter at the next check was cut. */
  readonly custodyEntries: number
  readonly custodyHead: string
}

export interface ScrubRun {
  readonly startedAt: string
  readonly finishedAt: string
  readonly checked: number
  readonly damaged: number
  readonly bytes: number
}

/** What was checked when, and what was found. Implemented in adapters/sqlite. */
export interface ScrubLog {
  records(): Promise<ScrubRecord[]>
  record(check: ScrubRecord): Promise<void>
  recordRun(run: ScrubRun): Promise<void>
  lastRun(): Promise<ScrubRun | undefined>
}
