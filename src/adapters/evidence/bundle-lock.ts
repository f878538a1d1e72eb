import { mkdir, rmdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { BusyError, EvidenceError } from '../../domain/errors.ts'
import { errorCode, withStorageErrors } from './durable-write.ts'

export const LOCK_WAIT_MS = 5_000
const LOCK_RETRY_MS = 20
/** Appending takes milliseconds; a lock this old belongs to a process that was killed. */
const LOCK_STALE_MS = 60_000

/** Two appends at once would both chain onto the same entry. A folder is the lock: mkdir is atomic everywhere. */
export async function withBundleLock<T>(
  bundlePath: string,
  waitMs: number,
  work: () => Promise<T>,
): Promise<T> {
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
