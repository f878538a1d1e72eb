import type { AgencyUnitRef } from '../domain/agency-unit.ts'
import { beijingDate, beijingTimeInWords } from '../domain/beijing-time.ts'
import type { Lead } from '../domain/lead.ts'
import { contactTexts, maskAssessment, maskerFor, maskListing } from '../domain/mask-contacts.ts'
import { Packet } from '../domain/referral.ts'
import { AGENCY_LABEL, AGENCY_ROLE_LABEL, type Agency, type AgencyRole } from '../domain/vocabulary.ts'
import type { VerifiedEvidence } from './packet-ports.ts'

export interface PacketInput {
  readonly lead: Lead
  readonly evidence: VerifiedEvidence
  readonly custodyHead: string
  readonly createdAt: string
}

export interface AgencyReason {
  readonly agency: Agency
  readonly role: AgencyRole
  readonly why: string
  readonly basis: string
  /** One of both says to which body the packet goes, or why to none by name. */
  readonly unit: AgencyUnitRef | undefined
  readonly unrouted: string | undefined
}

export const PENDING_STATEMENT =
  '本件为监测线索，由程序自动研判提出，尚未经人工确认，不是案件材料，不得作为处罚依据。'

/** The same lead and agency always give the same id: a rebuilt packet replaces its earlier self. */
export function packetIdFor(lead: Pick<Lead, 'id' | 'createdAt'>, agency: Agency): string {
  return `${beijingDate(lead.createdAt)}-${lead.id}-${agency}`
}

/** One reason an agency: routes to the same body are joined. Of an assessment without roles the first body acts first. */
export function agencyReasons({ routes, unrouted }: Lead['assessment']): AgencyReason[] {
  const primary = (routes.find(({ role }) => role === 'primary') ?? routes[0])?.agency
  return [...Map.groupBy(routes, ({ agency }) => agency)].map(([agency, ofAgency]) => {
    const unit = ofAgency.find((route) => route.unit)?.unit
    const gap = unrouted.find((each) => each.agency === agency)?.reason
    return {
      agency,
      role: agency === primary ? 'primary' : 'copy',
      why: [...new Set(ofAgency.map(({ why }) => why))].join('；'),
      basis: [...new Set(ofAgency.map(({ basis }) => basis))].join('；'),
      unit,
      unrouted: unit ? undefined : (gap ?? '分派时没有查找单位名录，须由人指定接收单位'),
    }
  })
}

/** packet.json for one agency. Contacts are masked: in full they are only in the sealed evidence. */
export function buildPacket(
  { lead, evidence, custodyHead, createdAt }: PacketInput,
  reason: AgencyReason,
): Packet {
  const mask = maskerFor(lead.listing, contactTexts(lead.assessment))
  const { decision } = lead
  return Packet.parse({
    format: 'qingshao-packet/2',
    packetId: packetIdFor(lead, reason.agency),
    leadId: lead.id,
    agency: reason.agency,
    role: reason.role,
    unit: reason.unit,
    unrouted: reason.unrouted,
    state: decision?.state ?? 'pending',
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
export function statementFor({ decision }: Pick<Lead, 'decision'>): string {
  if (decision?.state !== 'confirmed') return PENDING_STATEMENT
  return (
    `本线索由程序自动研判提出，已经人工确认。确认人：${decision.by}；` +
    `确认时间：${beijingTimeInWords(decision.at)}（北京时间）；确认理由：${decision.reason}。` +
    '本件为线索材料，供接收机关核查，不是案件材料，不得直接作为处罚依据。'
  )
}

/** 主办：林业和草原主管部门；抄送：公安机关、海关. */
export function rolesInWords(reasons: readonly Pick<AgencyReason, 'agency' | 'role'>[]): string {
  return [...Map.groupBy(reasons, ({ role }) => role)]
    .map(([role, ofRole]) => `${AGENCY_ROLE_LABEL[role]}：${agencyNames(ofRole.map(({ agency }) => agency))}`)
    .join('；')
}

export function agencyNames(agencies: readonly Agency[]): string {
  return agencies.map((agency) => AGENCY_LABEL[agency]).join('、')
}
