import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { attachedFile, type BundleStore, type SealedBundle } from '../../capture/bundle-store.ts'
import {
  type CustodyAct,
  type CustodyChain,
  chainEntry,
  custodyLog,
  readCustody,
} from '../../capture/custody.ts'
import type { BundleEraser } from '../../capture/evidence-holdings.ts'
import { openHolds } from '../../capture/holds.ts'
import { CUSTODY_PATH, MANIFEST_PATH } from '../../capture/verify-bundle.ts'
import { EvidenceError } from '../../domain/errors.ts'
import type { CustodyEntry } from '../../domain/evidence.ts'
import { breakDeadLocks, LOCK_WAIT_MS, withBundleLock } from './bundle-lock.ts'
import { replaceFile, syncFolder, tempName, withStorageErrors, writeDurably } from './durable-write.ts'
import type { LinkedBlobs } from './linked-blobs.ts'
import { sweepLeftovers } from './sweep-leftovers.ts'

/** These differ from bundle to bundle, and the log is replaced: nobody will share them. */
const UNSHARED: ReadonlySet<string> = new Set([MANIFEST_PATH, CUSTODY_PATH])

/** One folder a bundle under one root. */
export class FolderBundleStore implements BundleStore, BundleEraser {
  readonly #root: string
  readonly #lockWaitMs: number
  readonly #blobs: LinkedBlobs | undefined

  constructor(
    root: string,
    { lockWaitMs = LOCK_WAIT_MS, blobs }: { lockWaitMs?: number; blobs?: LinkedBlobs | undefined } = {},
  ) {
    this.#root = root
    this.#lockWaitMs = lockWaitMs
    this.#blobs = blobs
  }

  /** Removes bundles that a killed run left half-written. Call once at start. */
  async sweep(): Promise<number> {
    await breakDeadLocks(this.#root)
    return sweepLeftovers(this.#root)
  }

  async put({ evidenceId, files }: SealedBundle): Promise<string> {
    const temp = join(this.#root, tempName())
    const path = join(this.#root, evidenceId)
    await withStorageErrors(this.#root, async () => {
      try {
        await writeAll(temp, files, this.#blobs)
        await rename(temp, path)
      } catch (error) {
        await rm(temp, { recursive: true, force: true })
        throw error
      }
      await syncFolder(this.#root)
    })
    return path
  }

  async appendAct(bundlePath: string, act: CustodyAct): Promise<CustodyEntry> {
    return withBundleLock(bundlePath, this.#lockWaitMs, () => chainOnto(bundlePath, act))
  }

  async attach(
    bundlePath: string,
    act: Omit<CustodyAct, 'files'>,
    files: ReadonlyMap<string, Uint8Array>,
  ): Promise<CustodyEntry> {
    const listed = [...files].map(([path, bytes]) => attachedFile(path, bytes))
    return withBundleLock(bundlePath, this.#lockWaitMs, async () => {
      await readLog(bundlePath)
      for (const [path, bytes] of files)
        await replaceFile(join(bundlePath, path), bytes, { tempFolder: dirname(bundlePath) })
      await withStorageErrors(bundlePath, () => syncFolder(bundlePath))
      return chainOnto(bundlePath, { ...act, files: listed })
    })
  }

  async erase(bundlePath: string, act: CustodyAct): Promise<CustodyEntry> {
    return withBundleLock(bundlePath, this.#lockWaitMs, async () => {
      const { entries } = await readLog(bundlePath)
      if (openHolds(entries).length > 0)
        throw new EvidenceError(`证据 ${basename(bundlePath)} 已被保全，不得删除`)
      // The log first: killed in between, the bundle says itself that the rest of it is to go.
      const said = entries.find(({ action }) => action === 'deleted')
      const entry = said ?? (await chainOnto(bundlePath, act))
      await withStorageErrors(bundlePath, () => removeAllBut(bundlePath, CUSTODY_PATH))
      return entry
    })
  }
}

async function removeAllBut(folder: string, kept: string): Promise<void> {
  for (const name of await readdir(folder))
    if (name !== kept) await rm(join(folder, name), { recursive: true, force: true })
  await syncFolder(folder)
}

async function chainOnto(bundlePath: string, act: CustodyAct): Promise<CustodyEntry> {
  const { entries, hasHead } = await readLog(bundlePath)
  const last = entries.at(-1)
  const entry = chainEntry(last, last?.evidenceId ?? '', act)
  const log = custodyLog([...entries, entry], { withHead: hasHead })
  await replaceFile(join(bundlePath, CUSTODY_PATH), Buffer.from(log), { tempFolder: dirname(bundlePath) })
  return entry
}

async function writeAll(
  folder: string,
  files: SealedBundle['files'],
  blobs: LinkedBlobs | undefined,
): Promise<void> {
  const folders = new Set([folder, ...[...files.keys()].map((path) => dirname(join(folder, path)))])
  for (const each of folders) await mkdir(each, { recursive: true })
  // All settle before an error goes up: nothing may still be writing into a folder that is being removed.
  const written = await Promise.allSettled(
    [...files].map(([path, bytes]) =>
      blobs && !UNSHARED.has(path)
        ? blobs.place(join(folder, path), bytes)
        : writeDurably(join(folder, path), bytes),
    ),
  )
  for (const result of written) if (result.status === 'rejected') throw result.reason
  for (const each of folders) await syncFolder(each)
}

/** @throws {EvidenceError} when there is no log, or a broken one: nothing may be chained onto that. */
async function readLog(bundlePath: string): Promise<CustodyChain> {
  const path = join(bundlePath, CUSTODY_PATH)
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new EvidenceError(`读不到保管链：${path}`, { cause })
  })
  const chain = readCustody(text)
  if (chain.problems.length > 0 || chain.entries.length === 0)
    throw new EvidenceError(
      `证据 ${basename(bundlePath)} 的保管链不完整，不能续记：${chain.problems.join('；')}`,
    )
  return chain
}
