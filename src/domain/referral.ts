import { z } from 'zod'
import { AgencyUnitRef } from './agency-unit.ts'
import { Assessment } from './assessment.ts'
import { LeadState } from './lead.ts'
import { Listing } from './listing.ts'
import { Agency, AgencyRole } from './vocabulary.ts'

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
  state: LeadState,
  statement: z.string(),
  createdAt: z.iso.datetime(),
  /** Why this body. */
  reason: z.strictObject({ why: z.string(), basis: z.string() }),
  alsoSentTo: z.array(Agency),
  listing: Listing,
  assessment: Assessment,
  decision: z
    .strictObject({ state: LeadState, by: z.string(), reason: z.string(), at: z.iso.datetime() })
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
