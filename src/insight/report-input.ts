import type { Lead } from '../domain/lead.ts'
import type { QueuedPacket } from '../domain/referral.ts'
import type { ListingChange, RunSummary } from '../domain/run.ts'
import type { ReferredListing } from '../domain/take-down.ts'

export interface ReportLead {
  readonly lead: Lead
  readonly siteName: string
  readonly packets: readonly QueuedPacket[]
  /** JPEG, embedded in the page. Absent when Chromium could not draw the listing. */
  readonly thumbnail: Uint8Array | undefined
  /** Path of the bundle relative to the report. */
  readonly evidenceHref: string | undefined
  readonly change: ListingChange['change'] | 'known'
}

export interface ReportInput {
  readonly generatedAt: string
  readonly run: RunSummary
  readonly leads: readonly ReportLead[]
  /** Of the run's sites, titles masked. */
  readonly referred: readonly ReferredListing[]
  /** What the listings in `run.changes` are called. */
  readonly changedTitles: ReadonlyMap<string, { title: string; siteName: string; flagged: boolean }>
}
