import type { EvidenceHoldings, Holding } from '../capture/evidence-holdings.ts'
import { deletionOf, openHolds } from '../capture/holds.ts'
import { later } from '../crawl/later.ts'
import type { Clock } from '../domain/clock.ts'
import { isDismissed, type Lead } from '../domain/lead.ts'
import {
  RETENTION_LABEL,
  type RetentionRow,
  type RetentionSchedule,
  type RetentionSubject,
} from '../domain/retention.ts'
import { contentHash } from '../pipeline.ts'
import type { CaseMinimiser } from '../review/case-minimiser.ts'
import type { CaseRepository } from '../review/case-repository.ts'
import { sealedBy } from './hold-evidence.ts'

export interface RetainPorts {
  readonly holdings: EvidenceHoldings
  readonly cases: Pick<CaseRepository, 'listLeads' | 'attachEvidence'>
  readonly minimiser: CaseMinimiser
  readonly schedule: RetentionSchedule
  readonly clock: Clock
  readonly actor: string
  /** Deletes the withdrawn packets of a dismissed lead. @throws {StorageError} */
  readonly eraseWithdrawn: (lead: Lead) => Promise<number>
  readonly prunePages: (before: string, dryRun: boolean) => Promise<readonly { bytes: number }[]>
}

export interface DueBundle {
  readonly evidenceId: string
  readonly of: RetentionSubject
  readonly leadId: string | undefined
  readonly dueSince: string
  readonly bytes: number
}

export interface RetainResult {
  /** Deleted, or with `dryRun` to be deleted. */
  readonly due: readonly DueBundle[]
  /** Past their day, and held. */
  readonly held: readonly DueBundle[]
  /** Without a readable custody log: left for a person. */
  readonly unreadable: readonly string[]
  readonly sightings: number
  readonly unflagged: number
  readonly rawRuns: number
  readonly rawBytes: number
}

interface Judged extends DueBundle {
  readonly holding: Holding
  readonly lead: Lead | undefined
  readonly row: RetentionRow
}

const DAY_MS = 86_400_000

/**
 * Deletes what the schedule no longer lets the unit keep, and tells what it is with `dryRun`. A deletion goes on the custody
 * log before a file is touched; one that was broken off is finished by the next call.
 *
 * @throws {EvidenceError} @throws {StorageError}
 */
export async function retainEvidence(dryRun: boolean, ports: RetainPorts): Promise<RetainResult> {
  const now = ports.clock.now()
  const { due, held, unreadable } = await sortOut(now, ports)
  if (!dryRun) await eraseAll(due, ports)
  const before = (subject: RetentionSubject) => cutOff(ports.schedule, subject, now)
  const runs = await ports.prunePages(before('raw-page'), dryRun)
  return {
    due: due.map(told),
    held: held.map(told),
    unreadable,
    sightings: await ports.minimiser.dropSightings(before('sighting'), dryRun),
    unflagged: await ports.minimiser.maskUnflagged(before('unflagged-listing'), dryRun),
    rawRuns: runs.length,
    rawBytes: runs.reduce((sum, { bytes }) => sum + bytes, 0),
  }
}

async function sortOut(now: string, { holdings, cases, schedule }: RetainPorts) {
  const leads = await cases.listLeads()
  const byListing = new Map(leads.map((lead) => [lead.listing.id, lead]))
  const byEvidence = new Map(leads.map((lead) => [lead.evidence?.evidenceId, lead]))
  const due: Judged[] = []
  const held: Judged[] = []
  const unreadable: string[] = []
  for (const name of await holdings.names()) {
    const holding = await holdings.look(name)
    const lead = byEvidence.get(name) ?? byListing.get(holding.manifest?.listingId ?? '')
    const judged = judge(holding, lead, { now, schedule })
    if (judged === 'unreadable') unreadable.push(name)
    else if (judged) (openHolds(holding.custody).length > 0 ? held : due).push(judged)
  }
  return { due, held, unreadable }
}

async function eraseAll(due: readonly Judged[], ports: RetainPorts): Promise<void> {
  for (const each of due) await erase(each, ports)
  await ports.holdings.pruneBlobs()
  // Of a lead that was marked when the process died, before its words were masked.
  const leads = await ports.cases.listLeads()
  for (const { id, evidence, listing } of leads)
    if (evidence?.deleted && (listing.seller || listing.contacts.length > 0))
      await ports.minimiser.minimiseLead(id)
}

function told({ evidenceId, of, leadId, dueSince, bytes }: Judged): DueBundle {
  return { evidenceId, of, leadId, dueSince, bytes }
}

/** Earlier than any record where nothing is set. */
function cutOff(schedule: RetentionSchedule, subject: RetentionSubject, now: string): string {
  const days = schedule.get(subject)?.days ?? null
  return days === null ? '' : later(now, -days * DAY_MS)
}

function judge(
  holding: Holding,
  lead: Lead | undefined,
  { now, schedule }: { now: string; schedule: RetentionSchedule },
): Judged | 'unreadable' | undefined {
  const { evidenceId, custody, bytes } = holding
  const [captured] = custody
  if (!captured) return 'unreadable'
  const of: RetentionSubject = lead ? (lead.decision?.state ?? 'pending') : 'no-lead'
  const row = schedule.get(of)
  if (!row) return undefined
  const judged = { evidenceId, of, leadId: lead?.id, bytes, holding, lead, row }
  const deletion = deletionOf(custody)
  if (deletion) return isFinished(holding, lead) ? undefined : { ...judged, dueSince: deletion.at }
  if (row.days === null) return undefined
  const decidedAt = lead?.decision?.at ?? ''
  const dueSince = later(decidedAt > captured.at ? decidedAt : captured.at, row.days * DAY_MS)
  return dueSince <= now ? { ...judged, dueSince } : undefined
}

/** Only the log is left, and the lead knows: a process that was killed in between has left more to do. */
function isFinished({ files, evidenceId }: Holding, lead: Lead | undefined): boolean {
  const isOfLead = lead?.evidence?.evidenceId === evidenceId
  return files === 1 && (!isOfLead || lead?.evidence?.deleted !== undefined)
}

async function erase({ holding, lead, row, evidenceId }: Judged, ports: RetainPorts): Promise<void> {
  const at = ports.clock.now()
  const entry = await ports.holdings.erase(holding.path, {
    at,
    actor: ports.actor,
    action: 'deleted',
    detail: `${RETENTION_LABEL[row.of]}，${row.days === null ? '续完先前的删除' : `保存期限 ${row.days} 天届满`}：${row.why}（${row.source}）`,
    ...sealedBy(holding),
  })
  if (!lead) return
  if (isDismissed(lead)) await ports.eraseWithdrawn(lead)
  if (lead.evidence?.evidenceId !== evidenceId) return
  const { screenshot: _picture, thumbnail: _small, ...evidence } = lead.evidence
  // Before the words are masked: from them the hash is made by which a listing that is still online is known.
  const deleted = evidence.deleted ?? { at: entry.at, listingSha256: contentHash(lead.listing) }
  await ports.cases.attachEvidence(lead.id, { ...evidence, custodyHead: entry.hash, deleted })
  await ports.minimiser.minimiseLead(lead.id)
}
