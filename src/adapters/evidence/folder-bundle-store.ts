import { mkdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { attachedFile, type BundleStore, type SealedBundle } from '../../capture/bundle-store.ts'
import {
  type CustodyAct,
  type CustodyChain,
  chainEntry,
  custodyLog,
  readCustody,
} from '../../capture/custody.ts'
import { CUSTODY_PATH } from '../../capture/verify-bundle.ts'
import { BusyError, EvidenceError } from '../../domain/errors.ts'
import type { CustodyEntry } from '../../domain/evidence.ts'
import {
  errorCode,
  replaceFile,
  syncFolder,
  tempName,
  withStorageErrors,
  writeDurably,
} from './durable-write.ts'
import { sweepLeftovers } from './sweep-leftovers.ts'

const LOCK_WAIT_MS = 5_000
const LOCK_RETRY_MS = 20
/** Appending takes milliseconds; a lock this old belongs to a process that was killed. */
const LOCK_STALE_MS = 60_000

/** One folder a bundle under one root. */
export class FolderBundleStore implements BundleStore {
  readonly #root: string
  readonly #lockWaitMs: number

  constructor(root: string, { lockWaitMs = LOCK_WAIT_MS }: { lockWaitMs?: number } = {}) {
    this.#root = root
    this.#lockWaitMs = lockWaitMs
  }

  /** Removes bundles that a killed run left half-written. Call once at start. */
  async sweep(): Promise<number> {
    return sweepLeftovers(this.#root)
  }

  async put({ evidenceId, files }: SealedBundle): Promise<string> {
    const temp = join(this.#root, tempName())
    const path = join(this.#root, evidenceId)
    await withStorageErrors(this.#root, async () => {
      try {
        await writeAll(temp, files)
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
    return withLock(bundlePath, this.#lockWaitMs, () => chainOnto(bundlePath, act))
  }

  async attach(
    bundlePath: string,
    act: Omit<CustodyAct, 'files'>,
    files: ReadonlyMap<string, Uint8Array>,
  ): Promise<CustodyEntry> {
    const listed = [...files].map(([path, bytes]) => attachedFile(path, bytes))
    return withLock(bundlePath, this.#lockWaitMs, async () => {
      await readLog(bundlePath)
      for (const [path, bytes] of files) await replaceFile(join(bundlePath, path), bytes)
      await withStorageErrors(bundlePath, () => syncFolder(bundlePath))
      return chainOnto(bundlePath, { ...act, files: listed })
    })
  }
}

async function chainOnto(bundlePath: string, act: CustodyAct): Promise<CustodyEntry> {
  const { entries, hasHead } = await readLog(bundlePath)
  const last = entries.at(-1)
  const entry = chainEntry(last, last?.evidenceId ?? '', act)
  const log = custodyLog([...entries, entry], { withHead: hasHead })
  await replaceFile(join(bundlePath, CUSTODY_PATH), Buffer.from(log))
  return entry
}

async function writeAll(folder: string, files: SealedBundle['files']): Promise<void> {
  const folders = new Set([folder, ...[...files.keys()].map((path) => dirname(join(folder, path)))])
  for (const each of folders) await mkdir(each, { recursive: true })
  // All settle before an error goes up: nothing may still be writing into a folder that is being removed.
  const written = await Promise.allSettled(
    [...files].map(([path, bytes]) => writeDurably(join(folder, path), bytes)),
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

/** Two appends at once would both chain onto the same entry. A folder is the lock: mkdir is atomic everywhere. */
async function withLock<T>(bundlePath: string, waitMs: number, work: () => Promise<T>): Promise<T> {
  const lock = join(dirname(bundlePath), `.lock-${basename(bundlePath)}`)
  await takeLock(lock, bundlePath, waitMs)
  try {
    return await work()
  } finally {
    await rmdir(lock).catch(() => undefined)
  }
}

async function takeLock(lock: string, bundlePath: string, waitMs: number): Promise<void> {
  for (let waitedMs = 0; waitedMs <= waitMs; waitedMs += LOCK_RETRY_MS) {
    if (await tryLock(lock, bundlePath)) return
    await sleep(LOCK_RETRY_MS)
  }
  throw new BusyError(`证据 ${basename(bundlePath)} 正被另一个进程续记，请稍后再试`)
}

async function tryLock(lock: string, bundlePath: string): Promise<boolean> {
  try {
    await withStorageErrors(bundlePath, () => mkdirOrBusy(lock))
    return true
  } catch (error) {
    if (error instanceof LockHeld) return false
    if (errorCode(error) === 'ENOENT')
      throw new EvidenceError(`证据不在原处：${bundlePath}`, { cause: error })
    throw error
  }
}

/** Not an operational error: it never leaves this file. */
class LockHeld extends Error {}

async function mkdirOrBusy(lock: string): Promise<void> {
  try {
    await mkdir(lock)
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
    const age = await stat(lock).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    )
    if (age > LOCK_STALE_MS) await rmdir(lock).catch(() => undefined)
    throw new LockHeld()
  }
}
