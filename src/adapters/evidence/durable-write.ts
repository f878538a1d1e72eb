import { randomBytes } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { StorageError } from '../../domain/errors.ts'

/** Evidence and packets are never edited in place. */
const READ_ONLY = 0o444
/** Marks what a killed run may have left; see `sweepLeftovers`. */
export const TEMP_PREFIX = '.tmp-'

const STORAGE_CODES: ReadonlySet<string> = new Set([
  'ENOSPC',
  'EDQUOT',
  'EFBIG',
  'EACCES',
  'EPERM',
  'EROFS',
  'EIO',
  'ENOTDIR',
  'EEXIST',
  'ENOTEMPTY',
  'EMFILE',
  'ENAMETOOLONG',
])

/** Temporary names carry the process id, so that a sweep leaves a living run's work alone. */
export function tempName(): string {
  return `${TEMP_PREFIX}${process.pid}-${randomBytes(6).toString('hex')}`
}

/** Writes one new file down to the disk. */
export async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', READ_ONLY)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

/**
 * Temp file, fsync, rename, fsync of the folder: readers see the old file or the new one, never half of one. `tempFolder`, on
 * the same disk, is where the temp file lies: in a sealed bundle a killed process must leave nothing.
 */
export async function replaceFile(
  path: string,
  bytes: Uint8Array,
  { tempFolder }: { readonly tempFolder?: string } = {},
): Promise<void> {
  const folder = dirname(path)
  const temp = join(tempFolder ?? folder, tempName())
  await withStorageErrors(folder, async () => {
    await mkdir(folder, { recursive: true })
    try {
      await writeDurably(temp, bytes)
      await rename(temp, path)
    } catch (error) {
      await rm(temp, { force: true })
      throw error
    }
    await syncFolder(folder)
  })
}

/** A rename is only on disk once its folder is. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder for this; NTFS journals the rename itself.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

export async function withStorageErrors<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const code = errorCode(error)
    if (!code || !STORAGE_CODES.has(code)) throw error
    throw new StorageError(`无法写入 ${place}（${code}）：检查磁盘空间与写入权限`, { cause: error })
  }
}

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
