import { beijingDate, beijingTimeInWords } from '../domain/beijing-time.ts'
import type { Lead } from '../domain/lead.ts'
import { contactTexts, maskAssessment, maskerFor, maskListing } from '../domain/mask-contacts.ts'
import { Packet } from '../domain/referral.ts'
import { AGENCY_LABEL, type Agency } from '../domain/vocabulary.ts'
import type { VerifiedEvidence } from './packet-ports.ts'

export interface PacketInput {
  readonly lead: Lead
  readonly evidence: VerifiedEvidence
  readonly custodyHead: string
  readonly createdAt: string
}

export interface AgencyReason {
  readonly agency: Agency
  readonly why: string
  readonly basis: string
}

export const PENDING_STATEMENT =
  '本件为监测线索，由程序自动研判提出，尚未经人工确认，不是案件材料，不得作为处罚依据。'

/** The same lead and agency always give the same id: a rebuilt packet replaces its earlier self. */
export function packetIdFor(lead: Pick<Lead, 'id' | 'createdAt'>, agency: Agency): string {
  return `${beijingDate(lead.createdAt)}-${lead.id}-${agency}`
}

/** One reason an agency: routing rows that name the same body are joined. */
export function agencyReasons({ routes }: Lead['assessment']): AgencyReason[] {
  const reasons = new Map<Agency, { why: string[]; basis: string[] }>()
  for (const { agency, why, basis } of routes) {
    const reason = reasons.get(agency) ?? { why: [], basis: [] }
    if (!reason.why.includes(why)) reason.why.push(why)
    if (!reason.basis.includes(basis)) reason.basis.push(basis)
    reasons.set(agency, reason)
  }
  return [...reasons].map(([agency, { why, basis }]) => ({
    agency,
    why: why.join('；'),
    basis: basis.join('；'),
  }))
}

/** packet.json for one agency. Contacts are masked: in full they are only in the sealed evidence. */
export function buildPacket(
  { lead, evidence, custodyHead, createdAt }: PacketInput,
  reason: AgencyReason,
): Packet {
  const mask = maskerFor(lead.listing, contactTexts(lead.assessment))
  const { decision } = lead
  return Packet.parse({
    format: 'qingshao-packet/1',
    packetId: packetIdFor(lead, reason.agency),
    leadId: lead.id,
    agency: reason.agency,
    state: lead.state,
    statement: mask(statementFor(lead)),
    createdAt,
    reason: { why: reason.why, basis: reason.basis },
    alsoSentTo: agencyReasons(lead.assessment)
      .map(({ agency }) => agency)
      .filter((agency) => agency !== reason.agency),
    listing: maskListing(lead.listing, mask),
    assessment: maskAssessment(lead.assessment, mask),
    decision: decision && {
      state: decision.state,
      by: decision.by,
      reason: mask(decision.reason),
      at: decision.at,
    },
    evidence: {
      evidenceId: evidence.manifest.evidenceId,
      capturedAt: evidence.manifest.capturedAt,
      manifestSha256: evidence.manifestSha256,
      manifestSm3: evidence.manifestSm3,
      custodyHead,
      files: evidence.manifest.files.map(({ path, bytes, sha256, sm3 }) => ({ path, bytes, sha256, sm3 })),
    },
  })
}

/** What the first page says before anything else. */
export function statementFor({ state, decision }: Pick<Lead, 'state' | 'decision'>): string {
  if (state !== 'confirmed' || !decision) return PENDING_STATEMENT
  return (
    `本线索由程序自动研判提出，已经人工确认。确认人：${decision.by}；` +
    `确认时间：${beijingTimeInWords(decision.at)}（北京时间）；确认理由：${decision.reason}。` +
    '本件为线索材料，供接收机关核查，不是案件材料，不得直接作为处罚依据。'
  )
}

export function agencyNames(agencies: readonly Agency[]): string {
  return agencies.map((agency) => AGENCY_LABEL[agency]).join('、')
}
