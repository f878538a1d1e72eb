import { createHash } from 'node:crypto'
import type { CaptureInput } from './capture/capture-input.ts'
import { type Assessment, isFlagged } from './domain/assessment.ts'
import type { Clock } from './domain/clock.ts'
import type { EvidenceRef } from './domain/evidence.ts'
import { isConfirmed, isDismissed, type Lead } from './domain/lead.ts'
import type { Listing } from './domain/listing.ts'
import { contentOf } from './domain/listing-content.ts'
import type { QueuedPacket } from './domain/referral.ts'
import type { ListingChange } from './domain/run.ts'
import type { CompiledLexicon } from './match/compile-lexicon.ts'
import { matchListing } from './match/match-listing.ts'
import type { CaseRepository, Observation, Sighting } from './review/case-repository.ts'
import { stepLead } from './review/step-lead.ts'
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
  const observation = await observe(sighting, runId, pipeline)
  const change = await cases.observe(runId, clock.now(), observation)
  return { change, lead: await followUp(observation, runId, takeEvidence, pipeline) }
}

/** Step 1: nothing is stored. Many may be stored together before each is followed up. */
export async function observe(
  { listing, seenOn }: Sighting,
  runId: string,
  pipeline: Pipeline,
): Promise<Observation> {
  const assessment = judge(listing, await knowingSeller(listing, runId, pipeline))
  return { listing, seenOn, contentHash: contentHash(listing), assessment }
}

/** Steps 3 to 6, for an observation that is stored. */
export async function followUp(
  { listing, assessment }: Observation,
  runId: string,
  takeEvidence: TakeEvidence,
  pipeline: Pipeline,
): Promise<Lead | undefined> {
  if (!isFlagged(assessment)) return undefined
  const { cases, clock } = pipeline
  const known = await cases.findLeadOfListing(listing.id)
  let lead = raiseLead(known, { listing, assessment, runId, at: clock.now() })
  if (lead !== known) {
    if (known && SETTLED.has(known.state)) await reopen(known, pipeline)
    await cases.saveLead(lead)
  }
  if (!lead.evidence) {
    const evidence = await pipeline.capture({ listing, assessment, ...(await takeEvidence(assessment)) })
    await cases.attachEvidence(lead.id, evidence)
    lead = { ...lead, evidence }
  }
  if ((await cases.packetsOf(lead.id)).length === 0 && !isDismissed(lead)) {
    await cases.replacePackets(lead.id, await pipeline.buildPackets(lead))
  }
  return lead
}

/** What earlier runs found of the seller: the same however far this run has come, so that a resumed run judges alike. */
async function knowingSeller(
  listing: Listing,
  runId: string,
  { lexicon, policy, cases }: Pipeline,
): Promise<Pick<Pipeline, 'lexicon' | 'policy'>> {
  return { lexicon, policy: withSellerHistory(policy, await cases.sellerHistory(listing, runId)) }
}

/** Confirmed and on its way: what was confirmed is what goes out. */
const isUnderWay = (lead: Lead): boolean => isConfirmed(lead) && !SETTLED.has(lead.state)

/** Who acts where no person did. */
const PROGRAM = '清哨'

const SETTLED: ReadonlySet<Lead['state']> = new Set([
  'dismissed',
  'doubtful',
  'duplicate',
  'closed',
  'archived',
])

/** A settled listing whose content changed is a new question to the reviewer. */
async function reopen({ id: leadId }: Lead, { cases, clock }: Pipeline): Promise<void> {
  await stepLead({ leadId, event: 'reopen', by: PROGRAM, reason: '信息内容有变化' }, { cases, clock })
}

/** The known lead itself when nothing is to be done; otherwise the lead as it must be stored before evidence is taken. */
function raiseLead(
  known: Lead | undefined,
  now: { listing: Listing; assessment: Assessment; runId: string; at: string },
): Lead {
  const { listing, assessment, runId, at } = now
  if (known && (hashesOfLead(known).includes(contentHash(listing)) || isUnderWay(known))) return known
  return {
    id: known?.id ?? leadIdOf(listing.id),
    state: known?.state ?? 'pending',
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
