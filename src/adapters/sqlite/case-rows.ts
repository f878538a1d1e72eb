import type { Selectable } from 'kysely'
import { SecondCapture } from '../../domain/comparison.ts'
import { Lead } from '../../domain/lead.ts'
import { Listing } from '../../domain/listing.ts'
import { type ListingChange, type RunRecord, RunSummary } from '../../domain/run.ts'
import { Verdict } from '../../domain/vocabulary.ts'
import type { StoredListing } from '../../review/case-repository.ts'
import type { CaseTables } from './case-schema.ts'

/** Rows are outside input too: an old or hand-edited row fails here, not three stages later. */
export function toLead(row: Selectable<CaseTables['lead']>): Lead {
  return Lead.parse({
    id: row.id,
    state: row.state,
    revision: row.revision,
    listing: JSON.parse(row.listing),
    assessment: JSON.parse(row.assessment),
    evidence: row.evidence === null ? undefined : JSON.parse(row.evidence),
    runId: row.run_id,
    createdAt: row.created_at,
    decision: row.decision === null ? undefined : JSON.parse(row.decision),
  })
}

export function toSecondCapture(row: Selectable<CaseTables['second_capture']>): SecondCapture {
  const fromJson = (text: string | null) => (text === null ? undefined : JSON.parse(text))
  return SecondCapture.parse({
    leadId: row.lead_id,
    firstEvidenceId: row.first_evidence_id,
    at: row.at,
    outcome: row.outcome,
    reason: row.reason,
    evidence: fromJson(row.evidence),
    comparison: fromJson(row.comparison),
  })
}

export function toStoredListing(row: Selectable<CaseTables['listing']>): StoredListing {
  return {
    listing: Listing.parse(JSON.parse(row.content)),
    seenOn: row.seen_on,
    contentHash: row.content_hash,
    verdict: Verdict.parse(row.verdict),
    score: row.score,
    lastRunId: row.last_run,
    goneAt: row.gone_at ?? undefined,
  }
}

export function toRunSummary(row: Selectable<CaseTables['run']>): RunSummary {
  if (row.summary !== null) return RunSummary.parse({ ...JSON.parse(row.summary), status: row.status })
  return RunSummary.parse({
    runId: row.id,
    startedAt: row.started_at,
    status: row.status,
    sites: [],
    listings: 0,
    flagged: 0,
    changes: [],
  })
}

export function toRunRecord(row: Selectable<CaseTables['run']>): RunRecord {
  return { run: toRunSummary(row), purpose: row.purpose, campaign: row.campaign ?? undefined }
}

/** What a reviewer would compare, without what identifies more than the offer. */
export function versionFields({ title, body, price, seller, region }: Listing): string {
  return JSON.stringify({ title, body, price: price?.raw, seller: seller?.name, region })
}

export function changeBetween(
  before: Selectable<CaseTables['listing']>,
  now: Listing,
  contentHash: string,
): ListingChange | undefined {
  if (before.gone_at !== null) return { listingId: now.id, change: 'new', fields: [] }
  if (before.content_hash === contentHash) return undefined
  const old = Listing.parse(JSON.parse(before.content))
  const fields = [
    old.title !== now.title && '标题',
    old.body !== now.body && '正文',
    old.price?.raw !== now.price?.raw && '价格',
    old.seller?.name !== now.seller?.name && '卖家',
    old.region !== now.region && '地区',
  ].filter((field) => field !== false)
  return { listingId: now.id, change: 'changed', fields }
}
