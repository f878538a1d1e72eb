import type { Assessment } from '../domain/assessment.ts'
import type { SecondCapture } from '../domain/comparison.ts'
import type { EvidenceRef } from '../domain/evidence.ts'
import type { Lead, LeadState } from '../domain/lead.ts'
import type { Listing } from '../domain/listing.ts'
import type { QueuedPacket } from '../domain/referral.ts'
import type { ListingChange, ListingVersion, RunRecord, RunSummary } from '../domain/run.ts'
import type { SellerHistory } from '../domain/seller-history.ts'
import type { ReferredListing, TakeDownOutcome } from '../domain/take-down.ts'
import type { Verdict } from '../domain/vocabulary.ts'
import type { CaseLog } from './case-log.ts'

/** What one run saw of one listing. */
export interface Observation {
  readonly listing: Listing
  /** The page it was seen on. */
  readonly seenOn: string
  /** Hash over the fields a change of which matters. */
  readonly contentHash: string
  readonly assessment: Assessment
}

/** A listing as one page showed it. The richest sighting of a run is what is judged once its site is done. */
export interface Sighting {
  readonly listing: Listing
  readonly seenOn: string
  /** 2: the listing's own page; 1: an entry with its text; 0: a title on a list. */
  readonly richness: number
}

export interface StoredListing {
  readonly listing: Listing
  readonly seenOn: string
  readonly contentHash: string
  readonly verdict: Verdict
  readonly score: number
  readonly lastRunId: string
  readonly goneAt: string | undefined
}

/** The only door to case.db: runs, listings, leads, packets. Implemented in adapters/sqlite. */
export interface CaseRepository {
  /** Opens a run, or opens it again; its campaign is that of the first time. */
  startRun(runId: string, at: string, purpose: string, campaign?: string): Promise<void>
  finishRun(summary: RunSummary): Promise<void>
  /** Of one purpose when it is given: an import or a recheck after an interrupted scan does not hide it. */
  latestRun(purpose?: string): Promise<RunSummary | undefined>
  /** Runs that saw everything they set out to see. */
  countFinishedRuns(): Promise<number>
  runById(runId: string): Promise<RunSummary | undefined>
  /** The latest first. */
  listRuns(limit: number): Promise<RunRecord[]>
  findRun(runId: string): Promise<RunRecord | undefined>

  findListing(listingId: string): Promise<StoredListing | undefined>
  /** Those of the listings that are stored, by id. One look for all of a page. */
  findListings(listingIds: readonly string[]): Promise<ReadonlyMap<string, StoredListing>>
  listingsOfSite(siteId: string): Promise<StoredListing[]>
  /** Every listing ever stored, or seen last in one run, gone ones as well, in the order of their ids; read page by page. */
  allListings(filter?: { runId?: string | undefined }): AsyncIterable<Listing>
  /** The same with what is known of each. */
  storedListings(filter?: { runId?: string | undefined }): AsyncIterable<StoredListing>
  countAllListings(): Promise<number>
  /** Other flagged listings of the same seller on the same site, first seen before the run; none where no seller is named. */
  sellerHistory(listing: Listing, runId: string): Promise<SellerHistory>
  /** Leads of the same seller on the same site, its own included; none where no seller is named. */
  leadsOfSeller(listing: Listing): Promise<Lead[]>
  /** Listings seen in the run. */
  countListings(runId: string, siteId?: string): Promise<{ listings: number; flagged: number }>
  /** Keeps the richer of this and what the run has seen of the listing so far. One transaction a page. */
  saveSightings(runId: string, sightings: readonly Sighting[]): Promise<void>
  sightingsOf(runId: string, siteId: string): Promise<Sighting[]>
  /** Stores what was seen and says whether it is new, changed or known. One transaction. */
  observe(runId: string, at: string, observation: Observation): Promise<ListingChange | undefined>
  /** The same for many, in their order; one transaction, so that they wait for the disk once. */
  observeAll(
    runId: string,
    at: string,
    observations: readonly Observation[],
  ): Promise<(ListingChange | undefined)[]>
  markGone(runId: string, at: string, listingId: string): Promise<ListingChange | undefined>
  changesOf(runId: string): Promise<ListingChange[]>
  /** What a listing said each time it was new or changed, oldest first. */
  historyOf(listingId: string): Promise<ListingVersion[]>

  /** Listings of confirmed leads, the longest referred first. */
  referredListings(): Promise<ReferredListing[]>
  /** A look at a referred listing outside a scan. */
  recordTakeDownCheck(check: {
    leadId: string
    at: string
    outcome: TakeDownOutcome
    reason: string
  }): Promise<void>

  findLead(leadId: string): Promise<Lead | undefined>
  findLeadOfListing(listingId: string): Promise<Lead | undefined>
  /** Most urgent first: see byUrgency. */
  listLeads(filter?: { state?: LeadState; limit?: number }): Promise<Lead[]>
  /** Raises a lead, or brings a known one up to what was seen now (its revision goes up). Its state is changed by events only. */
  saveLead(lead: Lead): Promise<void>
  /** What people and program did with leads and referrals. */
  readonly log: CaseLog
  attachEvidence(leadId: string, evidence: EvidenceRef): Promise<void>
  /** Attempts at a second capture, of one lead or of all, oldest first. */
  secondCaptures(leadId?: string): Promise<SecondCapture[]>
  recordSecondCapture(attempt: SecondCapture): Promise<void>

  replacePackets(leadId: string, packets: readonly QueuedPacket[]): Promise<void>
  packetsOf(leadId: string): Promise<QueuedPacket[]>
  close(): Promise<void>
}
