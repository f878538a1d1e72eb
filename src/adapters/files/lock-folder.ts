import path from 'node:path'
import Sqlite, { type Database } from 'better-sqlite3'
import { BusyError } from '../../domain/errors.ts'
import { storageErrors } from '../sqlite/storage-errors.ts'

/**
 * One run at a time in a home folder.
 *
 * The lock is the operating system's, on a database file that holds nothing but the number of the process: it ends with its holder,
 * however that dies. A number in a file would outlive it, and after a restart belong to somebody else. The file stays where it is.
 * @throws {BusyError} another run is at work. @throws {StorageError}
 */
export function lockFolder(folder: string): () => void {
  const file = path.join(folder, 'run.lock.db')
  const db = storageErrors(file, () => new Sqlite(file, { timeout: 0 }))
  try {
    storageErrors(file, () => hold(db))
  } catch (error) {
    const holder = holderOf(db)
    db.close()
    if (!(error instanceof BusyError)) throw error
    throw new BusyError(`另一个进程（${holder}）正在使用 ${folder}：等它结束，或先停止它`, { cause: error })
  }
  return () => db.close()
}

function hold(db: Database): void {
  // On a full disk as well: nothing is written but the first page, in its place.
  db.pragma('journal_mode = MEMORY')
  db.pragma(`user_version = ${process.pid}`)
  // Others may read, and nobody else may begin this.
  db.exec('BEGIN IMMEDIATE')
}

function holderOf(db: Database): string {
  try {
    return String(db.pragma('user_version', { simple: true }))
  } catch {
    return '刚刚开始'
  }
}
