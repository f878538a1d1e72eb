import type { Database } from 'better-sqlite3'
import { Assessment } from '../../domain/assessment.ts'
import { Listing } from '../../domain/listing.ts'
import {
  contactTexts,
  type Masker,
  maskAssessment,
  maskerFor,
  maskListing,
} from '../../domain/mask-contacts.ts'
import type { CaseMinimiser } from '../../review/case-minimiser.ts'
import { CASE_MIGRATIONS } from './case-schema.ts'
import { openDatabase } from './open-sqlite.ts'
import { storageErrors } from './storage-errors.ts'

interface Version {
  readonly runId: string
  readonly fields: string
}

/** case.db: what is masked here was stored in full, so the pages that SQLite no longer uses are overwritten. */
export class SqliteCaseMinimiser implements CaseMinimiser {
  readonly #file: string
  readonly #db: Database

  constructor(file: string) {
    this.#file = file
    this.#db = openDatabase({ file, synchronous: 'FULL', migrations: CASE_MIGRATIONS })
    this.#db.pragma('secure_delete = ON')
  }

  async dropSightings(before: string, dryRun: boolean): Promise<number> {
    const which = `FROM sighting WHERE run_id IN (
      SELECT id FROM run WHERE status <> 'running' AND coalesce(finished_at, started_at) < ?)`
    return storageErrors(this.#file, () =>
      dryRun
        ? Number(this.#db.prepare(`SELECT count(*) ${which}`).pluck().get(before))
        : this.#db.prepare(`DELETE ${which}`).run(before).changes,
    )
  }

  async maskUnflagged(before: string, dryRun: boolean): Promise<number> {
    return storageErrors(this.#file, () => {
      const rows = this.#db
        .prepare<[string], { id: string; content: string }>(
          `SELECT id, content FROM listing WHERE verdict = 'legal' AND last_seen < ?
             AND id NOT IN (SELECT listing_id FROM lead)`,
        )
        .iterate(before)
      const due: { id: string; listing: Listing; mask: Masker }[] = []
      for (const { id, content } of rows) {
        const listing = Listing.parse(JSON.parse(content))
        const mask = maskerFor(listing)
        const masked = withoutContacts(maskListing(listing, mask))
        if (JSON.stringify(masked) !== JSON.stringify(listing)) due.push({ id, listing: masked, mask })
      }
      if (!dryRun)
        this.#db.transaction(() => {
          for (const { id, listing, mask } of due) this.#putListing(id, listing, mask)
        })()
      return due.length
    })
  }

  async minimiseLead(leadId: string): Promise<void> {
    storageErrors(this.#file, () =>
      this.#db.transaction(() => {
        const row = this.#db
          .prepare<[string], { listing: string; assessment: string }>(
            'SELECT listing, assessment FROM lead WHERE id = ?',
          )
          .get(leadId)
        if (!row) return
        const listing = Listing.parse(JSON.parse(row.listing))
        const assessment = Assessment.parse(JSON.parse(row.assessment))
        const mask = maskerFor(listing, contactTexts(assessment))
        const kept = withoutSeller(maskListing(listing, mask))
        this.#db
          .prepare('UPDATE lead SET listing = ?, assessment = ? WHERE id = ?')
          .run(JSON.stringify(kept), JSON.stringify(maskAssessment(assessment, mask)), leadId)
        this.#putListing(listing.id, kept, mask, 'no seller')
        this.#db.prepare('DELETE FROM sighting WHERE listing_id = ?').run(listing.id)
      })(),
    )
  }

  /** The hash of what the listing said stays: seen again unchanged, it is still known. */
  #putListing(id: string, listing: Listing, mask: Masker, seller?: 'no seller'): void {
    this.#db.prepare('UPDATE listing SET content = ? WHERE id = ?').run(JSON.stringify(listing), id)
    const versions = this.#db
      .prepare<[string], Version>(
        'SELECT run_id AS runId, fields FROM listing_version WHERE listing_id = ? ORDER BY run_id',
      )
      .all(id)
    for (const { runId, fields } of versions) {
      const said = JSON.parse(fields) as Record<string, string>
      const kept = Object.entries(said).filter(([name]) => !(seller === 'no seller' && name === 'seller'))
      const masked = Object.fromEntries(kept.map(([name, text]) => [name, mask(text)]))
      this.#db
        .prepare('UPDATE listing_version SET fields = ? WHERE listing_id = ? AND run_id = ?')
        .run(JSON.stringify(masked), id, runId)
    }
  }

  /** The log beside the database still has the words of before: it is emptied. */
  close(): void {
    this.#db.pragma('wal_checkpoint(TRUNCATE)')
    this.#db.close()
  }
}

function withoutSeller({ seller: _seller, ...listing }: Listing): Listing {
  return { ...withoutContacts(listing), images: [] }
}

/** A masked contact, masked again, would be another one: what is left of them is in the text. */
function withoutContacts(listing: Listing): Listing {
  return { ...listing, contacts: [] }
}
