import { z } from 'zod'
import { AgencyUnitRef } from './agency-unit.ts'
import { Assessment } from './assessment.ts'
import { Listing } from './listing.ts'
import { Agency, AgencyRole } from './vocabulary.ts'

/** Whether a person has looked: a packet of a dismissed lead is withdrawn. */
export const PacketState = z.enum(['pending', 'confirmed', 'dismissed'])

/** packet.json: the machine-readable half of a referral packet. Published as data/schemas/packet.schema.json. */
export const Packet = z.strictObject({
  format: z.literal('qingshao-packet/2'),
  packetId: z.string(),
  leadId: z.string(),
  agency: Agency,
  /** Whether this body must act first or is told that another does. */
  role: AgencyRole,
  /** The body of the territory, from the unit's directory. */
  unit: AgencyUnitRef.optional(),
  /** Why no such body is named: the packet lies in the queue of all bodies of this kind until a person names one. */
  unrouted: z.string().optional(),
  /** A packet of a pending lead is a machine's proposal and says so on its first page. */
  state: PacketState,
  statement: z.string(),
  createdAt: z.iso.datetime(),
  /** Why this body. */
  reason: z.strictObject({ why: z.string(), basis: z.string() }),
  alsoSentTo: z.array(Agency),
  listing: Listing,
  assessment: Assessment,
  decision: z
    .strictObject({ state: PacketState, by: z.string(), reason: z.string(), at: z.iso.datetime() })
    .optional(),
  evidence: z.strictObject({
    evidenceId: z.string(),
    capturedAt: z.iso.datetime(),
    manifestSha256: z.string(),
    manifestSm3: z.string(),
    custodyHead: z.string(),
    files: z.array(z.strictObject({ path: z.string(), bytes: z.int(), sha256: z.string(), sm3: z.string() })),
  }),
})
export type Packet = z.infer<typeof Packet>

/** As packets were written before there were roles and units; they can still be verified. */
export const EarlierPacket = Packet.extend({
  format: z.literal('qingshao-packet/1'),
  role: AgencyRole.optional(),
})
export const ReadablePacket = z.union([Packet, EarlierPacket])
export type ReadablePacket = z.infer<typeof ReadablePacket>

/** What a packet zip holds at its top; the sealed bundle lies under `evidence`. */
export const PACKET_FILES = {
  json: 'packet.json',
  document: '线索移送材料.docx',
  note: '核验说明.txt',
  evidence: 'evidence/',
} as const

/** A packet file in an agency's queue. */
export interface QueuedPacket {
  readonly packetId: string
  readonly leadId: string
  readonly agency: Agency
  readonly path: string
  readonly sha256: string
  readonly bytes: number
}

export const ReferralState = z.enum([
  'draft',
  'submitted',
  'approved',
  'rejected',
  'sent',
  'accepted',
  'returned',
  'reported',
  'closed',
  'withdrawn',
])
export type ReferralState = z.infer<typeof ReferralState>
export const REFERRAL_STATE_LABEL: Record<ReferralState, string> = {
  draft: '草稿',
  submitted: '待审批',
  approved: '已批准',
  rejected: '已驳回',
  sent: '已移送',
  accepted: '已接收',
  returned: '已退回',
  reported: '已反馈',
  closed: '已办结',
  withdrawn: '已撤回',
}

/** A lead handed to another body, or one in which a crime may be: the second has its own document and checklist. */
export const ReferralKind = z.enum(['lead-transfer', 'suspected-crime'])
export type ReferralKind = z.infer<typeof ReferralKind>
export const REFERRAL_KIND_LABEL: Record<ReferralKind, string> = {
  'lead-transfer': '线索移送函',
  'suspected-crime': '涉嫌犯罪线索移送函',
}

/** What goes to one body in one letter: one lead or a cluster of them. */
export const Referral = z.strictObject({
  /** `R` and 12 hex digits. */
  id: z.string(),
  kind: ReferralKind,
  agency: Agency,
  unit: AgencyUnitRef.optional(),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  leadIds: z.array(z.string()).min(1).max(200),
  /** What whoever drafted it wants to say beyond the facts. */
  note: z.string().max(2000).default(''),
  /** Frozen when it is submitted: what is approved is what was seen. */
  evidence: z
    .array(z.strictObject({ leadId: z.string(), evidenceId: z.string(), manifestSha256: z.string() }))
    .default([]),
})
export type Referral = z.infer<typeof Referral>

export interface ReferralSummary {
  readonly referral: Referral
  readonly state: ReferralState
  /** How many events it has. */
  readonly seen: number
  /** Given on approval: year and running number. */
  readonly number: { readonly year: number; readonly number: number } | undefined
}

export const DeliveryState = z.enum(['waiting', 'acknowledged', 'dead'])
export type DeliveryState = z.infer<typeof DeliveryState>
export const DELIVERY_STATE_LABEL: Record<DeliveryState, string> = {
  waiting: '待送达',
  acknowledged: '已送达',
  dead: '多次未送达',
}

/** A letter in the outbox. It is tried until the receiver says it has it. */
export const Delivery = z.strictObject({
  /** Also the idempotency key: a receiver that has seen it takes a second copy for the first. */
  id: z.string(),
  referralId: z.string(),
  purpose: z.enum(['referral', 'withdrawal']),
  channel: z.string(),
  path: z.string(),
  sha256: z.string(),
  bytes: z.int().nonnegative(),
  state: DeliveryState,
  tries: z.int().nonnegative(),
  createdAt: z.iso.datetime(),
  nextAt: z.iso.datetime(),
  lastError: z.string().optional(),
})
export type Delivery = z.infer<typeof Delivery>

export const ReturnReason = z.enum(['no-jurisdiction', 'incomplete', 'duplicate'])
export type ReturnReason = z.infer<typeof ReturnReason>
export const RETURN_REASON_LABEL: Record<ReturnReason, string> = {
  'no-jurisdiction': '不属本部门管辖',
  incomplete: '材料不全',
  duplicate: '重复移送',
}
