import { createHash } from 'node:crypto'
import { BrowserUnavailableError, EvidenceError, FetchError } from '../domain/errors.ts'
import type { ReferralSummary } from '../domain/referral.ts'
import { AGENCY_LABEL, CATEGORY_LABEL } from '../domain/vocabulary.ts'
import { buildReferral } from '../refer/build-referral.ts'
import type { DeadlineRule } from '../refer/deadlines.ts'
import type { DocumentPrinter } from '../refer/document-printer.ts'
import type { LetterFacts, Letters } from '../refer/letter-template.ts'
import type { PacketFile } from '../refer/packet-ports.ts'
import type { LetterInput, ReferredLead } from '../refer/referral-input.ts'
import { documentNumber, referralFileName } from '../refer/referral-letter.ts'
import type { CaseRepository } from '../review/case-repository.ts'
import { leadOf } from '../review/step-lead.ts'
import type { ReferralPorts } from './referrals.ts'

export interface LetterPorts extends Pick<ReferralPorts, 'cases' | 'sender' | 'readPacket'> {
  readonly letters: Letters
  readonly deadlines: readonly DeadlineRule[]
  /** Makes the documents PDF as well. */
  readonly printer?: DocumentPrinter
}

/** All that an approved referral says, read anew from what is stored. @throws {EvidenceError} when a packet is gone or damaged. */
export async function letterInput(
  { referral, number }: ReferralSummary,
  approvedAt: string,
  ports: LetterPorts,
): Promise<LetterInput> {
  const sender = { name: '', abbreviation: '', contact: '', phone: '', ...ports.sender }
  const recipient = referral.unit?.name ?? AGENCY_LABEL[referral.agency]
  const leads: ReferredLead[] = []
  for (const leadId of referral.leadIds) leads.push(await referredLead(leadId, referral, ports))
  return {
    referral,
    number: documentNumber(
      sender.abbreviation,
      number ?? { year: Number(approvedAt.slice(0, 4)), number: 0 },
    ),
    approvedAt,
    recipient,
    sender,
    leads,
    letter: ports.letters.letters[referral.kind],
    agencyWording: ports.letters.agencies[referral.agency],
    facts: factsOf(leads, {
      sender: sender.name,
      recipient,
      kind: referral.kind,
      deadlines: ports.deadlines,
    }),
  }
}

/** The files of the letter and its name. The same referral, approval and packets give the same bytes. */
export async function letterFiles(
  summary: ReferralSummary,
  approvedAt: string,
  ports: LetterPorts,
): Promise<{ fileName: string; files: PacketFile[] }> {
  const input = await letterInput(summary, approvedAt, ports)
  const fileName = referralFileName(summary.referral, approvedAt)
  try {
    return { fileName, files: await buildReferral(input, ports.printer) }
  } catch (error) {
    // The DOCX must do where there is no browser: a letter is not to wait for that.
    if (!(error instanceof BrowserUnavailableError) && !(error instanceof FetchError)) throw error
    return { fileName, files: await buildReferral(input) }
  }
}

async function referredLead(
  leadId: string,
  { agency, evidence }: ReferralSummary['referral'],
  { cases, readPacket }: LetterPorts,
): Promise<ReferredLead> {
  const lead = await leadOf(leadId, cases)
  const queued = (await cases.packetsOf(leadId)).find((each) => each.agency === agency)
  const read = queued && (await readPacket(queued))
  if (!queued || !read) throw new EvidenceError(`线索 ${leadId} 的材料包不在队列中，或者没有通过核验`)
  const { packet, bytes } = read
  const frozen = evidence.find((each) => each.leadId === leadId)
  if (frozen && frozen.manifestSha256 !== packet.evidence.manifestSha256)
    throw new EvidenceError(`线索 ${leadId} 的证据与提交审批时不同`)
  return {
    lead,
    packet,
    packetFile: {
      name: `${queued.packetId}.zip`,
      bytes,
      sha256: queued.sha256,
      sm3: createHash('sm3').update(bytes).digest('hex'),
    },
    otherListings: await otherListings(lead, cases),
  }
}

const MAX_OTHERS = 20

async function otherListings(
  { id, listing }: ReferredLead['lead'],
  cases: CaseRepository,
): Promise<string[]> {
  const leads = await cases.leadsOfSeller(listing)
  return leads
    .filter((lead) => lead.id !== id)
    .slice(0, MAX_OTHERS)
    .map((lead) => `${lead.id} ${lead.listing.title}`)
}

function factsOf(
  leads: readonly ReferredLead[],
  of: {
    sender: string
    recipient: string
    kind: ReferralSummary['referral']['kind']
    deadlines: readonly DeadlineRule[]
  },
): LetterFacts {
  const categories = new Set(leads.map(({ packet }) => CATEGORY_LABEL[packet.assessment.category]))
  return {
    count: String(leads.length),
    categories: [...categories].join('、'),
    acceptWithin: lengthOf('sent', of),
    feedbackWithin: lengthOf('accepted', of),
    sender: of.sender,
    recipient: of.recipient,
  }
}

function lengthOf(
  state: ReferralSummary['state'],
  { kind, deadlines }: { kind: ReferralSummary['referral']['kind']; deadlines: readonly DeadlineRule[] },
): string {
  const rule = deadlines.find(
    (each) => each.of === 'referral' && each.state === state && (each.kind ?? kind) === kind,
  )
  if (rule?.workingDays !== undefined) return `${rule.workingDays}个工作日`
  return rule?.hours === undefined ? '合理期限' : `${rule.hours}小时`
}
