import { setTimeout as sleep } from 'node:timers/promises'
import { CompiledQuery, type Kysely } from 'kysely'
import type { Sighting } from '../../review/case-repository.ts'
import type { CaseTables } from './case-schema.ts'

/** A fast crawl finishes several pages in this time; a polite one waits a second between two. */
const GATHER_MS = 4

/** The richer sighting stays. One statement for all that was gathered: it is compiled once and not for each page. */
const SAVE = `
  INSERT INTO sighting (run_id, listing_id, site_id, richness, seen_on, content)
  SELECT value ->> 'runId', value ->> 'listingId', value ->> 'siteId', value ->> 'richness', value ->> 'seenOn', value ->> 'content'
  FROM json_each(?) WHERE true
  ON CONFLICT (run_id, listing_id) DO UPDATE SET
    richness = excluded.richness, seen_on = excluded.seen_on, content = excluded.content
  WHERE sighting.richness < excluded.richness`

/** Group commit of sightings: pages that are done at nearly the same time wait for the disk together. */
export class SightingWriter {
  readonly #db: Kysely<CaseTables>
  #gathered: object[] = []
  #next: Promise<void> | undefined

  constructor(db: Kysely<CaseTables>) {
    this.#db = db
  }

  /** On the disk when it resolves. */
  async save(runId: string, sightings: readonly Sighting[]): Promise<void> {
    for (const { listing, seenOn, richness } of sightings) {
      const { id: listingId, siteId = '' } = listing
      this.#gathered.push({ runId, listingId, siteId, richness, seenOn, content: JSON.stringify(listing) })
    }
    this.#next ??= this.#saveSoon()
    await this.#next
  }

  async #saveSoon(): Promise<void> {
    await sleep(GATHER_MS)
    const rows = JSON.stringify(this.#gathered)
    this.#gathered = []
    this.#next = undefined
    await this.#db.executeQuery(CompiledQuery.raw(SAVE, [rows]))
  }
}
