import { createHash } from 'node:crypto'
import type { CaptureInput } from './capture/capture-input.ts'
import { type Assessment, isFlagged } from './domain/assessment.ts'
import type { Clock } from './domain/clock.ts'
import type { EvidenceRef } from './domain/evidence.ts'
import type { Lead } from './domain/lead.ts'
import type { Listing } from './domain/listing.ts'
import { contentOf } from './domain/listing-content.ts'
import type { QueuedPacket } from './domain/referral.ts'
import type { ListingChange } from './domain/run.ts'
import type { CompiledLexicon } from './match/compile-lexicon.ts'
import { matchListing } from './match/match-listing.ts'
import type { CaseRepository, Sighting } from './review/case-repository.ts'
import { assessListing } from './score/assess-listing.ts'
import { withSellerHistory } from './score/compile-policy.ts'
import type { Policy } from './score/policy.ts'

/** What the stages need of the world, built by cli/main.ts. */
export interface Pipeline {
  readonly lexicon: CompiledLexicon
  readonly policy: Policy
  readonly cases: CaseRepository
  readonly clock: Clock
  /** Seals a bundle. @throws {StorageError} */
  capture(input: CaptureInput): Promise<EvidenceRef>
  /** Writes one packet per agency. @throws {EvidenceError} when the bundle does not verify. */
  buildPackets(lead: Lead): Promise<QueuedPacket[]>
}

export interface Settled {
  readonly change: ListingChange | undefined
  readonly lead: Lead | undefined
}

/** The pages of one listing, fetched only when evidence is to be taken. */
export type TakeEvidence = (assessment: Assessment) => Promise<Omit<CaptureInput, 'listing' | 'assessment'>>

/** match, then score: pure, and the same for a crawled page, a feed line and `assess`. */
export function judge(
  listing: Listing,
  { lexicon, policy }: Pick<Pipeline, 'lexicon' | 'policy'>,
): Assessment {
  return assessListing(listing, matchListing(listing, lexicon), policy)
}

/**
 * Takes one listing, as a run saw it, to wherever it must go.
 *
 * 1. It is matched and scored, with what earlier runs found of its seller.
 * 2. What was seen is stored, and whether it is new, changed or known.
 * 3. A listing that is not flagged ends here.
 * 4. A flagged one becomes a lead. A lead that a person decided, and one that has not changed, is left as it is.
 * 5. Evidence is captured and sealed.
 * 6. One packet per agency goes into the queues, marked as a machine's proposal.
 *
 * Each step is stored before the next begins, and all of them may be repeated: a run that was killed
 * anywhere goes on from what is stored.
 */
export async function settle(
  sighting: Sighting,
  runId: string,
  takeEvidence: TakeEvidence,
  pipeline: Pipeline,
): Promise<Settled> {
  const { cases, clock } = pipeline
  const { listing, seenOn } = sighting
  const assessment = judge(listing, await knowingSeller(listing, runId, pipeline))
  const observation = { listing, seenOn, contentHash: contentHash(listing), assessment }
  const change = await cases.observe(runId, clock.now(), observation)
  if (!isFlagged(assessment)) return { change, lead: undefined }

  const known = await cases.findLeadOfListing(listing.id)
  let lead = raiseLead(known, { listing, assessment, runId, at: clock.now() })
  if (lead !== known) await cases.saveLead(lead)
  if (!lead.evidence) {
    const evidence = await pipeline.capture({ listing, assessment, ...(await takeEvidence(assessment)) })
    await cases.attachEvidence(lead.id, evidence)
    lead = { ...lead, evidence }
  }
  if ((await cases.packetsOf(lead.id)).length === 0 && lead.state !== 'dismissed') {
    await cases.replacePackets(lead.id, await pipeline.buildPackets(lead))
  }
  return { change, lead }
}

/** What earlier runs found of the seller: the same however far this run has come, so that a resumed run judges alike. */
async function knowingSeller(
  listing: Listing,
  runId: string,
  { lexicon, policy, cases }: Pipeline,
): Promise<Pick<Pipeline, 'lexicon' | 'policy'>> {
  return { lexicon, policy: withSellerHistory(policy, await cases.sellerHistory(listing, runId)) }
}

/** The known lead itself when nothing is to be done; otherwise the lead as it must be stored before evidence is taken. */
function raiseLead(
  known: Lead | undefined,
  now: { listing: Listing; assessment: Assessment; runId: string; at: string },
): Lead {
  const { listing, assessment, runId, at } = now
  if (known && (known.state === 'confirmed' || hashesOfLead(known).includes(contentHash(listing))))
    return known
  // A dismissed listing whose content changed is a new question to the reviewer.
  return {
    id: known?.id ?? leadIdOf(listing.id),
    state: 'pending',
    revision: known ? known.revision + 1 : 0,
    listing,
    assessment,
    runId,
    createdAt: known?.createdAt ?? at,
  }
}

/** Once its evidence was deleted, a lead holds masked words: the site still shows those of before. */
function hashesOfLead({ evidence, listing }: Lead): string[] {
  return [contentHash(listing), ...(evidence?.deleted ? [evidence.deleted.listingSha256] : [])]
}

export function leadIdOf(listingId: string): string {
  return `L${createHash('sha256').update(listingId).digest('hex').slice(0, 12)}`
}

/** Over what a listing says, as `contentOf` gives it: markup, counters and crawl time change nothing. */
export function contentHash(listing: Listing): string {
  return createHash('sha256').update(contentOf(listing)).digest('hex')
}
