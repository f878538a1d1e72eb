import type { Kysely } from 'kysely'
import type { ScrubLog, ScrubRecord, ScrubRun } from '../../capture/evidence-holdings.ts'
import { openSqlite } from './open-sqlite.ts'

interface ScrubTables {
  scrub: {
    evidence_id: string
    checked_at: string
    bytes: number
    problems: string
    custody_entries: number
    custody_head: string
  }
  scrub_run: { started_at: string; finished_at: string; checked: number; damaged: number; bytes: number }
}

/** See `OpenOptions.migrations`. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE scrub (
     evidence_id TEXT PRIMARY KEY, checked_at TEXT NOT NULL, bytes INTEGER NOT NULL, problems TEXT NOT NULL,
     custody_entries INTEGER NOT NULL, custody_head TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE scrub_run (
     started_at TEXT NOT NULL, finished_at TEXT NOT NULL, checked INTEGER NOT NULL, damaged INTEGER NOT NULL,
     bytes INTEGER NOT NULL
   ) STRICT;`,
]

/** evidence.db: when each bundle was last checked, and what was found. */
export class SqliteScrubLog implements ScrubLog {
  readonly #db: Kysely<ScrubTables>

  constructor(file: string) {
    this.#db = openSqlite({ file, synchronous: 'FULL', migrations: MIGRATIONS })
  }

  async records(): Promise<ScrubRecord[]> {
    const rows = await this.#db.selectFrom('scrub').selectAll().orderBy('evidence_id').execute()
    return rows.map((row) => ({
      evidenceId: row.evidence_id,
      checkedAt: row.checked_at,
      bytes: row.bytes,
      problems: JSON.parse(row.problems) as string[],
      custodyEntries: row.custody_entries,
      custodyHead: row.custody_head,
    }))
  }

  async record(check: ScrubRecord): Promise<void> {
    const values = {
      checked_at: check.checkedAt,
      bytes: check.bytes,
      problems: JSON.stringify(check.problems),
      custody_entries: check.custodyEntries,
      custody_head: check.custodyHead,
    }
    await this.#db
      .insertInto('scrub')
      .values({ evidence_id: check.evidenceId, ...values })
      .onConflict((conflict) => conflict.column('evidence_id').doUpdateSet(values))
      .execute()
  }

  async recordRun(run: ScrubRun): Promise<void> {
    const { startedAt, finishedAt, checked, damaged, bytes } = run
    await this.#db
      .insertInto('scrub_run')
      .values({ started_at: startedAt, finished_at: finishedAt, checked, damaged, bytes })
      .execute()
  }

  async lastRun(): Promise<ScrubRun | undefined> {
    const row = await this.#db
      .selectFrom('scrub_run')
      .selectAll()
      .orderBy('started_at', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (!row) return undefined
    const { started_at: startedAt, finished_at: finishedAt, ...counts } = row
    return { startedAt, finishedAt, ...counts }
  }

  async close(): Promise<void> {
    await this.#db.destroy()
  }
}
