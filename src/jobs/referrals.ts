import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Clock } from '../domain/clock.ts'
import { InputError, RefusedError } from '../domain/errors.ts'
import { isConfirmed, type Lead } from '../domain/lead.ts'
import { Outcome } from '../domain/outcome.ts'
import {
  type Packet,
  type QueuedPacket,
  Referral,
  type ReferralKind,
  type ReferralSummary,
  ReturnReason,
} from '../domain/referral.ts'
import { type LoggedEvent, rule } from '../domain/state-machine.ts'
import { AGENCY_LABEL, type Agency } from '../domain/vocabulary.ts'
import { agencyReasons } from '../refer/build-packet.ts'
import type { Sender } from '../refer/referral-input.ts'
import {
  countersignatureOf,
  needsTwo,
  REFERRAL_MACHINE,
  type ReferralEvent,
  type ReferralFacts,
} from '../refer/referral-machine.ts'
import type { Alongside, Append } from '../review/case-log.ts'
import type { CaseRepository } from '../review/case-repository.ts'
import { factsOf, leadOf, planStep } from '../review/step-lead.ts'

export interface ReadPacket {
  readonly bytes: Uint8Array
  readonly packet: Packet
}

export interface ReferralPorts {
  readonly cases: CaseRepository
  readonly clock: Clock
  readonly sender: Partial<Sender>
  /** The packet as it lies in the queue now; undefined when it or its evidence does not verify. */
  readPacket(packet: QueuedPacket): Promise<ReadPacket | undefined>
}

export interface DraftOptions {
  readonly leadIds: readonly string[]
  readonly agency: Agency
  readonly by: string
  readonly note: string
}

/**
 * Drafts one letter to one body. Leads that need no second review and are confirmed go on to “ready” by it.
 *
 * @throws {InputError} unknown leads. @throws {RefusedError} leads that are not ready, or not for this body.
 */
export async function draftReferral(options: DraftOptions, ports: ReferralPorts): Promise<ReferralSummary> {
  const { cases, clock } = ports
  const leads: Lead[] = []
  const appends: Append[] = []
  for (const leadId of new Set(options.leadIds)) {
    const lead = await leadOf(leadId, cases)
    if (lead.state === 'confirmed' && !factsOf(lead).needsSecondReview)
      appends.push((await planStep({ leadId, event: 'clear', by: options.by }, ports)).append)
    else if (lead.state !== 'ready' && lead.state !== 'referred')
      throw new RefusedError(`线索 ${leadId} 还不能移送：${whyNotReady(lead)}`)
    leads.push(lead)
  }
  const referral = Referral.parse({
    id: `R${randomBytes(6).toString('hex')}`,
    kind: kindOf(options.agency, leads),
    agency: options.agency,
    unit: commonUnit(options.agency, leads),
    createdBy: options.by,
    createdAt: clock.now(),
    leadIds: leads.map(({ id }) => id),
    note: options.note,
  })
  await cases.log.append(appends, { referral })
  return await summaryOf(referral.id, cases)
}

function whyNotReady(lead: Lead): string {
  if (lead.state === 'confirmed' || lead.state === 'second-review')
    return '等级高或者可能涉嫌犯罪，须先由另一人复核'
  return isConfirmed(lead) ? '状态不符' : '还没有由人确认'
}

/** A letter to the police about what may be a crime has its own form. */
function kindOf(agency: Agency, leads: readonly Lead[]): ReferralKind {
  const mayBeCrime = leads.some(({ assessment }) => (assessment.crimeHints ?? []).length > 0)
  return agency === 'public-security' && mayBeCrime ? 'suspected-crime' : 'lead-transfer'
}

/** One letter goes to one body: leads that belong to different ones are different letters. */
function commonUnit(agency: Agency, leads: readonly Lead[]): Referral['unit'] {
  const reasons = leads.map((lead) => {
    const reason = agencyReasons(lead.assessment).find((each) => each.agency === agency)
    if (!reason) throw new RefusedError(`线索 ${lead.id} 没有送往${AGENCY_LABEL[agency]}的理由和依据`)
    return reason
  })
  const units = new Map(reasons.map(({ unit }) => [unit?.id, unit]))
  if (units.size > 1) throw new RefusedError('这些线索的接收单位不同，请分开移送')
  return [...units.values()][0]
}

export interface ReferralStep {
  readonly referralId: string
  readonly event: ReferralEvent
  readonly by: string
  readonly reason?: string | undefined
  readonly data?: Readonly<Record<string, unknown>> | undefined
  readonly isAcknowledged?: boolean
}

/**
 * One event of a letter, if it may happen now; its leads follow in the same transaction.
 *
 * @throws {InputError} unknown referral. @throws {RefusedError} with what stands in the way. @throws {StaleLeadError}
 */
export async function stepReferral(step: ReferralStep, ports: ReferralPorts): Promise<ReferralSummary> {
  const { cases, clock } = ports
  const summary = await summaryOf(step.referralId, cases)
  const stream = { kind: 'referral', id: step.referralId } as const
  const history = await cases.log.eventsOf<ReferralEvent>(stream)
  const checks = CHECKS_EVIDENCE.has(step.event) ? await checkLeads(summary.referral, ports) : undefined
  const facts: ReferralFacts = {
    referral: summary.referral,
    missing: checks ? [...missingOf(ports.sender), ...checks.missing] : [],
    evidenceStands: checks === undefined || standsAsSubmitted(step.event, summary.referral, checks.evidence),
    isAcknowledged: step.isAcknowledged ?? false,
  }
  const event = eventFor(step, summary, history)
  const request = { event, by: step.by, at: clock.now(), reason: step.reason, data: step.data }
  const ruling = rule(REFERRAL_MACHINE, history, request, facts)
  if ('refused' in ruling) throw new RefusedError(`移送单 ${step.referralId}：${ruling.refused}`)
  const append: Append = { stream, seen: history.length, events: [request], state: ruling.to }
  const alongside: Alongside =
    step.event === 'submit' && checks ? { referral: { ...summary.referral, evidence: checks.evidence } } : {}
  await cases.log.append([append, ...(await leadSteps(summary, ruling.to, step, ports))], alongside)
  return await summaryOf(step.referralId, cases)
}

const CHECKS_EVIDENCE: ReadonlySet<ReferralEvent> = new Set(['submit', 'countersign', 'approve'])

/** The first of two that approve a letter to the police countersigns it. */
function eventFor(
  { event }: ReferralStep,
  { referral, state }: ReferralSummary,
  history: readonly LoggedEvent<ReferralEvent>[],
): ReferralEvent {
  if (event !== 'approve' || !needsTwo(referral) || state !== 'submitted') return event
  return countersignatureOf(history) ? 'approve' : 'countersign'
}

function missingOf(sender: Partial<Sender>): string[] {
  const fields = {
    name: '本单位名称',
    abbreviation: '发文机关代字',
    contact: '联系人',
    phone: '联系电话',
  } as const
  return Object.entries(fields)
    .filter(([key]) => !sender[key as keyof Sender])
    .map(([key, label]) => `${label}（config.yml 的 unit.${key}）`)
}

interface LeadChecks {
  readonly missing: string[]
  readonly evidence: Referral['evidence']
}

async function checkLeads({ leadIds, agency }: Referral, ports: ReferralPorts): Promise<LeadChecks> {
  const checks: LeadChecks = { missing: [], evidence: [] }
  for (const leadId of leadIds) {
    const lead = await leadOf(leadId, ports.cases)
    const packet = (await ports.cases.packetsOf(leadId)).find((each) => each.agency === agency)
    const content = packet && (await ports.readPacket(packet))?.packet
    if (!lead.listing.url) checks.missing.push(`线索 ${leadId} 没有链接`)
    if (!content) checks.missing.push(`线索 ${leadId} 没有通过核验的证据和材料包`)
    else {
      const { evidenceId, manifestSha256 } = content.evidence
      checks.evidence.push({ leadId, evidenceId, manifestSha256 })
    }
  }
  return checks
}

/** What is approved is what was submitted: the same bundles, still intact. */
function standsAsSubmitted(
  event: ReferralEvent,
  { evidence, leadIds }: Referral,
  now: Referral['evidence'],
): boolean {
  if (now.length !== leadIds.length) return event === 'submit'
  return event === 'submit' || JSON.stringify(evidence) === JSON.stringify(now)
}

/** Sent: its leads are referred. Returned or withdrawn, all of them: they wait again. Closed, all of them: they are closed. */
async function leadSteps(
  { referral: { id, leadIds } }: ReferralSummary,
  to: ReferralSummary['state'],
  { by }: ReferralStep,
  ports: ReferralPorts,
): Promise<Append[]> {
  const appends: Append[] = []
  for (const leadId of leadIds) {
    const lead = await leadOf(leadId, ports.cases)
    const others = (await ports.cases.log.listReferrals({ leadId })).filter(
      (other) => other.referral.id !== id,
    )
    const event = leadEventFor(
      lead,
      to,
      others.map(({ state }) => state),
    )
    if (event) appends.push((await planStep({ leadId, event, by }, ports)).append)
  }
  return appends
}

const IS_OUT: ReadonlySet<ReferralSummary['state']> = new Set(['sent', 'accepted', 'reported', 'closed'])

function leadEventFor(
  { state }: Lead,
  to: ReferralSummary['state'],
  others: readonly ReferralSummary['state'][],
): 'refer' | 'recall' | 'close' | undefined {
  if (to === 'sent') return state === 'ready' ? 'refer' : undefined
  if (state !== 'referred') return undefined
  const areOut = others.filter((other) => IS_OUT.has(other))
  if (to === 'returned' || to === 'withdrawn') return areOut.length === 0 ? 'recall' : undefined
  return to === 'closed' && areOut.every((other) => other === 'closed') ? 'close' : undefined
}

export async function summaryOf(id: string, cases: CaseRepository): Promise<ReferralSummary> {
  const summary = await cases.log.findReferral(id)
  if (!summary) throw new InputError(`没有编号为 ${id} 的移送单`)
  return summary
}

/** What a receiver answers, over any channel. */
export const Receipt = z.discriminatedUnion('answer', [
  z.strictObject({ referralId: z.string(), answer: z.literal('accept'), by: z.string().min(1).max(100) }),
  z.strictObject({
    referralId: z.string(),
    answer: z.literal('return'),
    by: z.string().min(1).max(100),
    kind: ReturnReason,
    reason: z.string().min(1).max(2000),
  }),
  z.strictObject({
    referralId: z.string(),
    answer: z.literal('report'),
    by: z.string().min(1).max(100),
    outcome: Outcome,
  }),
])
export type Receipt = z.infer<typeof Receipt>

/**
 * Puts a receiver's answer on record. The same answer twice is one answer.
 *
 * @throws {InputError} unknown referral. @throws {RefusedError} not in this state.
 */
export async function recordReceipt(receipt: Receipt, ports: ReferralPorts): Promise<ReferralSummary> {
  const { referralId, answer: event, by } = receipt
  const key = createHash('sha256').update(JSON.stringify(receipt)).digest('hex').slice(0, 16)
  const history = await ports.cases.log.eventsOf<ReferralEvent>({ kind: 'referral', id: referralId })
  if (history.some(({ data }) => data?.key === key)) return await summaryOf(referralId, ports.cases)
  const reason = receipt.answer === 'return' ? receipt.reason : undefined
  const details =
    receipt.answer === 'return'
      ? { kind: receipt.kind }
      : receipt.answer === 'report'
        ? { outcome: receipt.outcome }
        : {}
  return await stepReferral({ referralId, event, by, reason, data: { key, ...details } }, ports)
}
