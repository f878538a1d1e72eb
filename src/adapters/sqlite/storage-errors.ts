import { BusyError, StorageError } from '../../domain/errors.ts'

const WORLD: ReadonlySet<string> = new Set([
  'SQLITE_CANTOPEN',
  'SQLITE_FULL',
  'SQLITE_IOERR',
  'SQLITE_READONLY',
  'SQLITE_CORRUPT',
  'SQLITE_NOTADB',
  'ENOSPC',
  'EACCES',
  'EROFS',
  'EDQUOT',
])

/** Turns what the disk did to a database into a StorageError that names the file, and a lock that nobody lets go into a BusyError; bugs pass through. */
export function storageErrors<T>(file: string, open: () => T): T {
  try {
    return open()
  } catch (error) {
    throw asStorageError(file, error)
  }
}

export function asStorageError(file: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code.startsWith('SQLITE_BUSY'))
    return new BusyError(`另一个进程一直占用着 ${file}：等它结束，或先停止它`, { cause: error })
  const known = [...WORLD].some((prefix) => code.startsWith(prefix))
  return known
    ? new StorageError(`无法使用数据文件 ${file}（${code}）：检查磁盘空间与写入权限`, { cause: error })
    : error
}
