import path from 'node:path'
import Sqlite from 'better-sqlite3'

/** Lets the time until the next try pass: what waits in the outbox is due now. */
export function makeDue(home: string): void {
  const db = new Sqlite(path.join(home, 'case.db'))
  db.exec("UPDATE delivery SET next_at = '2000-01-01T00:00:00.000Z' WHERE state = 'waiting'")
  db.close()
}
