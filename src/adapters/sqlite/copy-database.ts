import Sqlite from 'better-sqlite3'
import { StorageError } from '../../domain/errors.ts'
import { asStorageError, storageErrors } from './storage-errors.ts'

/** In one step: a copy in several begins anew whenever somebody else writes in between, and of a busy night would never end. */
const ALL_PAGES = 0x7fffffff

/**
 * Copies a database as it is at one moment, while others go on writing to it. The copy is one file, and was checked.
 * @throws {StorageError} @throws {BusyError}
 */
export async function copyDatabase(from: string, to: string): Promise<void> {
  const source = storageErrors(
    from,
    () => new Sqlite(from, { readonly: true, fileMustExist: true, timeout: 5000 }),
  )
  try {
    await source.backup(to, { progress: () => ALL_PAGES })
  } catch (error) {
    throw asStorageError(from, error)
  } finally {
    source.close()
  }
  checkDatabase(to)
}

/** @throws {StorageError} when a page of it is not as it should be. */
export function checkDatabase(file: string): void {
  storageErrors(file, () => {
    const db = new Sqlite(file, { fileMustExist: true })
    try {
      // The copy says of itself that it has a log beside it; it has none.
      db.pragma('journal_mode = DELETE')
      const found = String(db.pragma('quick_check(1)', { simple: true }))
      if (found !== 'ok') throw new StorageError(`数据库 ${file} 已损坏：${found}`)
    } finally {
      db.close()
    }
  })
}
