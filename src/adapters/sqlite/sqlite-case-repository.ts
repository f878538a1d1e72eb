import { type Kysely, sql } from 'kysely'
import { chanceOf } from '../../domain/assessment.ts'
import type { SecondCapture } from '../../domain/comparison.ts'
import type { EvidenceRef } from '../../domain/evidence.ts'
import type { Lead, LeadState } from '../../domain/lead.ts'
import { Listing } from '../../domain/listing.ts'
import type { QueuedPacket } from '../../domain/referral.ts'
import { ListingChange, ListingVersion, type RunRecord, type RunSummary } from '../../domain/run.ts'
import type { SellerHistory } from '../../domain/seller-history.ts'
import { type ReferredListing, TakeDownOutcome } from '../../domain/take-down.ts'
import { Agency, Level } from '../../domain/vocabulary.ts'
import type { CaseLog } from '../../review/case-log.ts'
import type { CaseRepository, Observation, Sighting, StoredListing } from '../../review/case-repository.ts'
import {
  changeBetween,
  toLead,
  toRunRecord,
  toRunSummary,
  toSecondCapture,
  toStoredListing,
  versionFields,
} from './case-rows.ts'
import { CASE_MIGRATIONS, type CaseTables } from './case-schema.ts'
import { openSqlite } from './open-sqlite.ts'
import { SightingWriter } from './sighting-writer.ts'
import { SqliteCaseLog } from './sqlite-case-log.ts'

/** A listing may hold 200 kB of text: a page of them must fit into memory. */
const LISTINGS_AT_ONCE = 200

/** As in the index `listing_flagged_by_seller`: the site's number for the seller, else the name. */
const SELLER_KEY = sql<string>`coalesce(json_extract(content, '$.seller.id'), json_extract(content, '$.seller.name'))`

/** case.db. Every write that must be seen together is one transaction; the file survives a power cut (synchronous=FULL). */
export class SqliteCaseRepository implements CaseRepository {
  readonly #db: Kysely<CaseTables>
  readonly #sightings: SightingWriter
  readonly log: CaseLog

  constructor(file: string) {
    this.#db = openSqlite({ file, synchronous: 'FULL', migrations: CASE_MIGRATIONS })
    this.#sightings = new SightingWriter(this.#db)
    this.log = new SqliteCaseLog(this.#db)
  }

  async startRun(runId: string, at: string, purpose: string, campaign?: string): Promise<void> {
    await this.#db
      .insertInto('run')
      .values({
        id: runId,
        started_at: at,
        finished_at: null,
        purpose,
        campaign: campaign ?? null,
        status: 'running',
        summary: null,
      })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ status: 'running', finished_at: null }))
      .execute()
  }

  async finishRun(summary: RunSummary): Promise<void> {
    await this.#db
      .updateTable('run')
      .set({
        finished_at: summary.finishedAt ?? null,
        status: summary.status,
        summary: JSON.stringify(summary),
      })
      .where('id', '=', summary.runId)
      .execute()
  }

  async latestRun(purpose?: string): Promise<RunSummary | undefined> {
    let query = this.#db
      .selectFrom('run')
      .selectAll()
      .orderBy('started_at', 'desc')
      .orderBy('id', 'desc')
      .limit(1)
    if (purpose !== undefined) query = query.where('purpose', '=', purpose)
    const row = await query.executeTakeFirst()
    return row && toRunSummary(row)
  }

  async countFinishedRuns(): Promise<number> {
    const { runs } = await this.#db
      .selectFrom('run')
      .select(sql<number>`count(*)`.as('runs'))
      .where('status', '=', 'finished')
      .executeTakeFirstOrThrow()
    return runs
  }

  async runById(runId: string): Promise<RunSummary | undefined> {
    return (await this.findRun(runId))?.run
  }

  async findRun(runId: string): Promise<RunRecord | undefined> {
    const row = await this.#db.selectFrom('run').selectAll().where('id', '=', runId).executeTakeFirst()
    return row && toRunRecord(row)
  }

  async listRuns(limit: number): Promise<RunRecord[]> {
    const latest = this.#db.selectFrom('run').selectAll().orderBy('started_at', 'desc').orderBy('id', 'desc')
    return (await latest.limit(limit).execute()).map(toRunRecord)
  }

  async findListing(listingId: string): Promise<StoredListing | undefined> {
    const row = await this.#db
      .selectFrom('listing')
      .selectAll()
      .where('id', '=', listingId)
      .executeTakeFirst()
    return row && toStoredListing(row)
  }

  async findListings(listingIds: readonly string[]): Promise<ReadonlyMap<string, StoredListing>> {
    if (listingIds.length === 0) return new Map()
    const rows = await this.#db
      .selectFrom('listing')
      .selectAll()
      .where('id', 'in', sql<string>`(SELECT value FROM json_each(${JSON.stringify(listingIds)}))`)
      .execute()
    return new Map(rows.map((row) => [row.id, toStoredListing(row)]))
  }

  async listingsOfSite(siteId: string): Promise<StoredListing[]> {
    const rows = await this.#db
      .selectFrom('listing')
      .selectAll()
      .where('site_id', '=', siteId)
      .orderBy('id')
      .execute()
    return rows.map(toStoredListing)
  }

  async *allListings(filter: { runId?: string | undefined } = {}): AsyncGenerator<Listing> {
    for await (const { listing } of this.storedListings(filter)) yield listing
  }

  async *storedListings({ runId }: { runId?: string | undefined } = {}): AsyncGenerator<StoredListing> {
    let after = ''
    for (;;) {
      let query = this.#db
        .selectFrom('listing')
        .selectAll()
        .where('id', '>', after)
        .orderBy('id')
        .limit(LISTINGS_AT_ONCE)
      if (runId !== undefined) query = query.where('last_run', '=', runId)
      const rows = await query.execute()
      for (const row of rows) yield toStoredListing(row)
      const last = rows.at(-1)
      if (!last) return
      after = last.id
    }
  }

  async countAllListings(): Promise<number> {
    const { listings } = await this.#db
      .selectFrom('listing')
      .select(sql<number>`count(*)`.as('listings'))
      .executeTakeFirstOrThrow()
    return listings
  }

  async sellerHistory({ id, siteId, seller }: Listing, runId: string): Promise<SellerHistory> {
    const key = seller?.id ?? seller?.name ?? ''
    if (key === '') return { flagged: 0 }
    return this.#db
      .selectFrom('listing')
      .select(sql<number>`count(*)`.as('flagged'))
      .where('site_id', '=', siteId ?? '')
      .where(SELLER_KEY, '=', key)
      .where('verdict', '<>', 'legal')
      .where('first_run', '<>', runId)
      .where('id', '<>', id)
      .executeTakeFirstOrThrow()
  }

  async leadsOfSeller({ siteId, seller }: Listing): Promise<Lead[]> {
    const key = seller?.id ?? seller?.name ?? ''
    if (key === '') return []
    const rows = await this.#db
      .selectFrom('lead')
      .selectAll('lead')
      .innerJoin('listing', 'listing.id', 'lead.listing_id')
      .where('listing.site_id', '=', siteId ?? '')
      .where(SELLER_KEY, '=', key)
      .orderBy('lead.id')
      .execute()
    return rows.map(toLead)
  }

  async countListings(runId: string, siteId?: string): Promise<{ listings: number; flagged: number }> {
    let query = this.#db
      .selectFrom('listing')
      .select([
        sql<number>`count(*)`.as('listings'),
        sql<number>`coalesce(sum(verdict <> 'legal'), 0)`.as('flagged'),
      ])
      .where('last_run', '=', runId)
      .where('gone_at', 'is', null)
    if (siteId !== undefined) query = query.where('site_id', '=', siteId)
    return query.executeTakeFirstOrThrow()
  }

  async saveSightings(runId: string, sightings: readonly Sighting[]): Promise<void> {
    if (sightings.length === 0) return
    await this.#sightings.save(runId, sightings)
  }

  async sightingsOf(runId: string, siteId: string): Promise<Sighting[]> {
    const rows = await this.#db
      .selectFrom('sighting')
      .selectAll()
      .where('run_id', '=', runId)
      .where('site_id', '=', siteId)
      .orderBy('listing_id')
      .execute()
    return rows.map((row) => ({
      listing: Listing.parse(JSON.parse(row.content)),
      seenOn: row.seen_on,
      richness: row.richness,
    }))
  }

  async observe(runId: string, at: string, observation: Observation): Promise<ListingChange | undefined> {
    const [change] = await this.observeAll(runId, at, [observation])
    return change
  }

  async observeAll(
    runId: string,
    at: string,
    observations: readonly Observation[],
  ): Promise<(ListingChange | undefined)[]> {
    return this.#db.transaction().execute(async (trx) => {
      const changes: (ListingChange | undefined)[] = []
      for (const observation of observations) changes.push(await observeOne(trx, { runId, at }, observation))
      return changes
    })
  }

  async markGone(runId: string, at: string, listingId: string): Promise<ListingChange | undefined> {
    return this.#db.transaction().execute(async (trx) => {
      const { numUpdatedRows } = await trx
        .updateTable('listing')
        .set({ gone_at: at, last_run: runId })
        .where('id', '=', listingId)
        .where('gone_at', 'is', null)
        .executeTakeFirst()
      if (numUpdatedRows === 0n) return undefined
      const change: ListingChange = { listingId, change: 'gone', fields: [] }
      await recordChange(trx, runId, change)
      return change
    })
  }

  async changesOf(runId: string): Promise<ListingChange[]> {
    const rows = await this.#db
      .selectFrom('listing_change')
      .selectAll()
      .where('run_id', '=', runId)
      .orderBy('listing_id')
      .execute()
    return rows.map((row) =>
      ListingChange.parse({ listingId: row.listing_id, change: row.change, fields: JSON.parse(row.fields) }),
    )
  }

  async historyOf(listingId: string): Promise<ListingVersion[]> {
    const rows = await this.#db
      .selectFrom('listing_version')
      .selectAll()
      .where('listing_id', '=', listingId)
      .orderBy('seen_at')
      .execute()
    return rows.map(({ run_id: runId, seen_at: seenAt, fields }) =>
      ListingVersion.parse({ runId, seenAt, ...JSON.parse(fields) }),
    )
  }

  async referredListings(): Promise<ReferredListing[]> {
    const rows = await this.#db
      .selectFrom('lead')
      .innerJoin('listing', 'listing.id', 'lead.listing_id')
      .leftJoin(
        // SQLite takes the other columns from the row that holds the maximum.
        sql<{
          lead_id: string
          at: string
          outcome: string
        }>`(SELECT lead_id, max(at) AS at, outcome FROM takedown_check GROUP BY lead_id)`.as('look'),
        (join) => join.onRef('look.lead_id', '=', 'lead.id'),
      )
      .select(['lead.id', 'lead.listing_id', 'listing.site_id', 'listing.content'])
      .select(['listing.last_seen', 'listing.gone_at'])
      .select(sql<string>`lead.decision ->> 'at'`.as('referred_at'))
      .select(['look.at as looked_at', 'look.outcome'])
      .where(sql`lead.decision ->> 'state'`, '=', 'confirmed')
      .orderBy('referred_at')
      .orderBy('lead.id')
      .execute()
    return rows.map((row) => {
      const { title, url } = Listing.parse(JSON.parse(row.content))
      const look = row.looked_at !== null && row.looked_at > row.last_seen ? row.looked_at : undefined
      const seen = look === undefined ? 'online' : TakeDownOutcome.parse(row.outcome)
      return {
        leadId: row.id,
        listingId: row.listing_id,
        siteId: row.site_id || undefined,
        url,
        title,
        referredAt: row.referred_at,
        checkedAt: row.gone_at ?? look ?? row.last_seen,
        outcome: row.gone_at === null ? seen : 'gone',
        goneAt: row.gone_at ?? undefined,
        removedAfterMs:
          row.gone_at === null
            ? undefined
            : Math.max(0, Date.parse(row.gone_at) - Date.parse(row.referred_at)),
      }
    })
  }

  async recordTakeDownCheck(check: {
    leadId: string
    at: string
    outcome: TakeDownOutcome
    reason: string
  }): Promise<void> {
    const { leadId, at, outcome, reason } = check
    await this.#db
      .insertInto('takedown_check')
      .values({ lead_id: leadId, at, outcome, reason })
      .onConflict((conflict) => conflict.columns(['lead_id', 'at']).doUpdateSet({ outcome, reason }))
      .execute()
  }

  async findLead(leadId: string): Promise<Lead | undefined> {
    const row = await this.#db.selectFrom('lead').selectAll().where('id', '=', leadId).executeTakeFirst()
    return row && toLead(row)
  }

  async findLeadOfListing(listingId: string): Promise<Lead | undefined> {
    const row = await this.#db
      .selectFrom('lead')
      .selectAll()
      .where('listing_id', '=', listingId)
      .executeTakeFirst()
    return row && toLead(row)
  }

  async listLeads(filter: { state?: LeadState; limit?: number } = {}): Promise<Lead[]> {
    let query = this.#db
      .selectFrom('lead')
      .selectAll()
      .orderBy('urgency', 'desc')
      .orderBy('chance', 'desc')
      .orderBy('score', 'desc')
      .orderBy('id')
    if (filter.state) query = query.where('state', '=', filter.state)
    if (filter.limit) query = query.limit(filter.limit)
    return (await query.execute()).map(toLead)
  }

  async saveLead(lead: Lead): Promise<void> {
    const values = {
      revision: lead.revision,
      score: lead.assessment.score,
      urgency: Level.options.indexOf(lead.assessment.level),
      chance: chanceOf(lead.assessment),
      listing: JSON.stringify(lead.listing),
      assessment: JSON.stringify(lead.assessment),
      evidence: lead.evidence ? JSON.stringify(lead.evidence) : null,
      run_id: lead.runId,
    }
    await this.#db
      .insertInto('lead')
      .values({
        id: lead.id,
        listing_id: lead.listing.id,
        state: lead.state,
        created_at: lead.createdAt,
        ...values,
      })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
      .execute()
  }

  async attachEvidence(leadId: string, evidence: EvidenceRef): Promise<void> {
    await this.#db
      .updateTable('lead')
      .set({ evidence: JSON.stringify(evidence) })
      .where('id', '=', leadId)
      .execute()
  }

  async secondCaptures(leadId?: string): Promise<SecondCapture[]> {
    let query = this.#db.selectFrom('second_capture').selectAll().orderBy('lead_id').orderBy('at')
    if (leadId !== undefined) query = query.where('lead_id', '=', leadId)
    return (await query.execute()).map(toSecondCapture)
  }

  async recordSecondCapture(attempt: SecondCapture): Promise<void> {
    const { leadId, firstEvidenceId, at, outcome, reason, evidence, comparison } = attempt
    const asJson = (value: unknown) => (value === undefined ? null : JSON.stringify(value))
    await this.#db
      .insertInto('second_capture')
      .values({
        lead_id: leadId,
        first_evidence_id: firstEvidenceId,
        at,
        outcome,
        reason,
        evidence: asJson(evidence),
        comparison: asJson(comparison),
      })
      .execute()
  }

  async replacePackets(leadId: string, packets: readonly QueuedPacket[]): Promise<void> {
    await this.#db.transaction().execute(async (trx) => {
      await trx.deleteFrom('packet').where('lead_id', '=', leadId).execute()
      for (const packet of packets) {
        await trx
          .insertInto('packet')
          .values({
            packet_id: packet.packetId,
            lead_id: leadId,
            agency: packet.agency,
            path: packet.path,
            sha256: packet.sha256,
            bytes: packet.bytes,
          })
          .execute()
      }
    })
  }

  async packetsOf(leadId: string): Promise<QueuedPacket[]> {
    const rows = await this.#db
      .selectFrom('packet')
      .selectAll()
      .where('lead_id', '=', leadId)
      .orderBy('agency')
      .execute()
    return rows.map((row) => ({
      packetId: row.packet_id,
      leadId: row.lead_id,
      agency: Agency.parse(row.agency),
      path: row.path,
      sha256: row.sha256,
      bytes: row.bytes,
    }))
  }

  async close(): Promise<void> {
    await this.#db.destroy()
  }
}

async function observeOne(
  trx: Kysely<CaseTables>,
  { runId, at }: { runId: string; at: string },
  observation: Observation,
): Promise<ListingChange | undefined> {
  const { listing, seenOn, contentHash, assessment } = observation
  const before = await trx.selectFrom('listing').selectAll().where('id', '=', listing.id).executeTakeFirst()
  const seen = {
    seen_on: seenOn,
    content: JSON.stringify(listing),
    content_hash: contentHash,
    verdict: assessment.verdict,
    score: assessment.score,
    last_run: runId,
    last_seen: at,
    gone_at: null,
  }
  await trx
    .insertInto('listing')
    .values({ id: listing.id, site_id: listing.siteId ?? '', first_run: runId, first_seen: at, ...seen })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(seen))
    .execute()
  const change = before
    ? changeBetween(before, listing, contentHash)
    : { listingId: listing.id, change: 'new' as const, fields: [] }
  if (!change) return undefined
  const version = { run_id: runId, seen_at: at, fields: versionFields(listing) }
  await trx
    .insertInto('listing_version')
    .values({ listing_id: listing.id, ...version })
    .onConflict((conflict) => conflict.columns(['listing_id', 'run_id']).doUpdateSet(version))
    .execute()
  // A listing seen twice in its first run is still new.
  if (before?.first_run === runId) return undefined
  await recordChange(trx, runId, change)
  return change
}

async function recordChange(trx: Kysely<CaseTables>, runId: string, change: ListingChange): Promise<void> {
  const row = {
    run_id: runId,
    listing_id: change.listingId,
    change: change.change,
    fields: JSON.stringify(change.fields),
  }
  await trx
    .insertInto('listing_change')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['run_id', 'listing_id']).doUpdateSet({ change: row.change, fields: row.fields }),
    )
    .execute()
}
