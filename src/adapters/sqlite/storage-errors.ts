import { StorageError } from '../../domain/errors.ts'

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

/** Turns what the disk did to a database into a StorageError that names the file; bugs pass through. */
export function storageErrors<T>(file: string, open: () => T): T {
  try {
    return open()
  } catch (error) {
    throw asStorageError(file, error)
  }
}

export function asStorageError(file: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const known = [...WORLD].some((prefix) => code.startsWith(prefix))
  return known
    ? new StorageError(`无法使用数据文件 ${file}（${code}）：检查磁盘空间与写入权限`, { cause: error })
    : error
}
