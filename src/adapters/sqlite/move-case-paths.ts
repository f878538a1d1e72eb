import { existsSync } from 'node:fs'
import path from 'node:path'
import Sqlite, { type Database } from 'better-sqlite3'
import { storageErrors } from './storage-errors.ts'

/** case.db names bundles and packets by their full path: after a move, what began with the old home begins with the new one. */
export function moveCasePaths(file: string, from: string, to: string): void {
  if (from === to || !existsSync(file)) return
  withDatabase(file, (db) => {
    const paths = { from: from + path.sep, to: to + path.sep }
    db.transaction(() => {
      db.prepare(
        `UPDATE lead SET evidence = json_set(evidence, '$.path',
           @to || substr(json_extract(evidence, '$.path'), length(@from) + 1))
         WHERE substr(json_extract(evidence, '$.path'), 1, length(@from)) = @from`,
      ).run(paths)
      db.prepare(
        `UPDATE packet SET path = @to || substr(path, length(@from) + 1)
         WHERE substr(path, 1, length(@from)) = @from`,
      ).run(paths)
    })()
  })
}

/** Evidence that leads point at: number of the lead, path of the bundle. */
export function evidencePaths(file: string): { leadId: string; path: string }[] {
  if (!existsSync(file)) return []
  return withDatabase(file, (db) =>
    db
      .prepare<[], { leadId: string; path: string }>(
        `SELECT id AS leadId, json_extract(evidence, '$.path') AS path FROM lead WHERE evidence IS NOT NULL ORDER BY id`,
      )
      .all(),
  )
}

function withDatabase<T>(file: string, work: (db: Database) => T): T {
  return storageErrors(file, () => {
    const db = new Sqlite(file, { fileMustExist: true })
    try {
      return work(db)
    } finally {
      db.close()
    }
  })
}
