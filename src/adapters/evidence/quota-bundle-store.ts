import type { BundleStore, SealedBundle } from '../../capture/bundle-store.ts'
import type { StoreSize } from '../../capture/evidence-holdings.ts'
import { type Quota, type QuotaState, quotaState } from '../../capture/quota.ts'
import { StorageError } from '../../domain/errors.ts'

export interface QuotaPorts {
  /** What the store takes now: asked once, then counted along. */
  readonly measure: () => Promise<StoreSize>
  /** Told once, when the share that the unit set is reached. */
  readonly onWarn: (usedBytes: number, quota: Quota) => void
}

/** Refuses bundles beyond the quota, and says so before it comes to that. Acts and tokens of bundles that are there always go in. */
export class QuotaBundleStore implements BundleStore {
  readonly #inner: BundleStore
  readonly #quota: Quota
  readonly #ports: QuotaPorts
  #measured: Promise<void> | undefined
  #usedBytes = 0
  #told: QuotaState = 'ok'

  constructor(inner: BundleStore, quota: Quota, ports: QuotaPorts) {
    this.#inner = inner
    this.#quota = quota
    this.#ports = ports
  }

  async put(bundle: SealedBundle): Promise<string> {
    this.#measured ??= this.#measure()
    await this.#measured
    const bytes = [...bundle.files.values()].reduce((sum, file) => sum + file.length, 0)
    if (this.#usedBytes + bytes > this.#quota.limitBytes)
      throw new StorageError(
        '证据库已达到 config.yml 中 evidence.quotaMb 的上限：调高上限，或按期限清理（qingshao evidence retain）',
      )
    // Counted before it is written: captures run side by side.
    this.#usedBytes += bytes
    this.#tell()
    try {
      return await this.#inner.put(bundle)
    } catch (error) {
      this.#usedBytes -= bytes
      throw error
    }
  }

  appendAct(...given: Parameters<BundleStore['appendAct']>) {
    return this.#inner.appendAct(...given)
  }

  attach(...given: Parameters<BundleStore['attach']>) {
    return this.#inner.attach(...given)
  }

  async #measure(): Promise<void> {
    this.#usedBytes = (await this.#ports.measure()).storedBytes
  }

  #tell(): void {
    const state = quotaState(this.#usedBytes, this.#quota)
    if (state === 'ok' || this.#told !== 'ok') return
    this.#told = state
    this.#ports.onWarn(this.#usedBytes, this.#quota)
  }
}
