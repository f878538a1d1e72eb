import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { BusyError, EvidenceError } from '../../domain/errors.ts'
import { errorCode, tempName, withStorageErrors } from './durable-write.ts'
import { isAlive } from './sweep-leftovers.ts'

export const LOCK_WAIT_MS = 5_000
const LOCK_PREFIX = '.lock-'
const LOCK_RETRY_MS = 20
/** Appending takes milliseconds; a lock this old belongs to nobody, whoever has its process number by now. */
const LOCK_STALE_MS = 60_000
const IN_THE_WAY: ReadonlySet<string> = new Set(['ENOTEMPTY', 'EEXIST', 'EPERM'])

/** Names of the locks this process holds or is about to: another one with its number was an earlier process of that number. */
const ours = new Set<string>()

/**
 * Two appends at once would both chain onto the same entry. The lock is a folder beside the bundle with one folder in it,
 * named after its owner, so that the lock of a process that was killed can be told and broken at once. It is made elsewhere
 * and renamed into place: a folder that is not empty is never replaced, and a lock is never seen without its owner.
 *
 * @throws {BusyError} when another process does not let go in time. @throws {EvidenceError} when there is no such bundle.
 */
export async function withBundleLock<T>(
  bundlePath: string,
  waitMs: number,
  work: () => Promise<T>,
): Promise<T> {
  const lock = join(dirname(bundlePath), `${LOCK_PREFIX}${basename(bundlePath)}`)
  const owner = await takeLock(lock, bundlePath, waitMs)
  try {
    return await work()
  } finally {
    await removeLock(lock, owner)
    ours.delete(owner)
  }
}

/** Locks that killed processes left. Answers how many. */
export async function breakDeadLocks(root: string): Promise<number> {
  const names = await readdir(root).catch(() => [])
  const locks = names.filter((name) => name.startsWith(LOCK_PREFIX)).map((name) => join(root, name))
  const broken = await Promise.all(locks.map(breakDeadLock))
  return broken.filter(Boolean).length
}

async function takeLock(lock: string, bundlePath: string, waitMs: number): Promise<string> {
  for (let waitedMs = 0; waitedMs <= waitMs; waitedMs += LOCK_RETRY_MS) {
    const owner = await withStorageErrors(bundlePath, () => tryLock(lock, bundlePath))
    if (owner !== undefined) return owner
    if (!(await breakDeadLock(lock))) await sleep(LOCK_RETRY_MS)
  }
  throw new BusyError(`证据 ${basename(bundlePath)} 正被另一个进程续记，请稍后再试`)
}

async function tryLock(lock: string, bundlePath: string): Promise<string | undefined> {
  const owner = `${process.pid}-${randomBytes(6).toString('hex')}`
  const temp = join(dirname(lock), tempName())
  ours.add(owner)
  try {
    await mkdir(temp)
    await mkdir(join(temp, owner))
    await rename(temp, lock)
    return owner
  } catch (error) {
    ours.delete(owner)
    const code = errorCode(error) ?? ''
    if (code === 'ENOENT') throw new EvidenceError(`证据不在原处：${bundlePath}`, { cause: error })
    await rm(temp, { recursive: true, force: true })
    if (!IN_THE_WAY.has(code)) throw error
    return undefined
  }
}

/** True when it is worth trying again at once. Of two that break one lock, one finds the owner's folder gone and does nothing. */
async function breakDeadLock(lock: string): Promise<boolean> {
  const [owner] = await readdir(lock).catch(() => [])
  if (owner === undefined)
    return rmdir(lock).then(
      () => true,
      () => true,
    )
  const ageMs = await stat(lock).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  )
  if (ageMs < LOCK_STALE_MS && isHeld(owner)) return false
  return removeLock(lock, owner)
}

function isHeld(owner: string): boolean {
  const pid = Number.parseInt(owner, 10)
  return pid === process.pid ? ours.has(owner) : isAlive(pid)
}

async function removeLock(lock: string, owner: string): Promise<boolean> {
  try {
    await rmdir(join(lock, owner))
    await rmdir(lock)
    return true
  } catch {
    return false
  }
}
