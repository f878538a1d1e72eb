import { EvidenceError } from '../domain/errors.ts'
import { isDismissed, type Lead } from '../domain/lead.ts'
import { PACKET_FILES, type QueuedPacket } from '../domain/referral.ts'
import { Agency } from '../domain/vocabulary.ts'
import { type AgencyReason, agencyReasons, buildPacket, packetIdFor, rolesInWords } from './build-packet.ts'
import { packetDocument } from './packet-document.ts'
import type {
  PacketDraft,
  PacketFile,
  ReferPorts,
  VerifiedEvidence,
  WithdrawnPackets,
} from './packet-ports.ts'
import { verifyNote } from './verify-note.ts'

/** Deflating these again costs most of a packet's time; an MHTML holds its pictures as text, but is worth no more. */
const PACKED = /\.(?:png|jpe?g|webp|gif|avif|gz|pdf|mhtml)$/

export interface PacketRequest {
  readonly lead: Lead
  /** Folder of the lead's sealed evidence. */
  readonly bundlePath: string
}

/**
 * Puts one packet a body into the queues, and takes back those of bodies the lead no longer concerns.
 * A dismissed lead gets none.
 *
 * @throws {EvidenceError} when the evidence does not verify or is not this lead's: nothing is packed then.
 * @throws {StorageError} when a queue cannot be written.
 */
export async function buildPackets(request: PacketRequest, ports: ReferPorts): Promise<QueuedPacket[]> {
  const { lead, bundlePath } = request
  const reasons = agencyReasons(lead.assessment)
  if (isDismissed(lead) || reasons.length === 0) return []
  const evidence = await ports.evidence.openVerified(bundlePath)
  assertEvidenceOfLead(lead, evidence)

  const createdAt = ports.clock.now()
  await ports.evidence.record(bundlePath, {
    at: createdAt,
    actor: ports.actor,
    action: 'packed',
    manifestSha256: evidence.manifestSha256,
    detail: `线索 ${lead.id} 编制移送材料，${rolesInWords(reasons)}`,
  })
  // Read again: the packets carry the log with the entry just written, and any that another process added.
  const current = await ports.evidence.openVerified(bundlePath)
  const custodyHead = current.custody.at(-1)?.hash ?? ''
  const context = { lead, evidence: current, custodyHead, createdAt }
  const queued: QueuedPacket[] = []
  for (const reason of reasons) queued.push(await putPacket(context, reason, ports))
  await withdrawOthers(lead, reasons, ports)
  return queued
}

/**
 * Makes the packets of a lead anew after a person confirmed it: same ids, and the first page says who confirmed.
 *
 * @throws {EvidenceError} when the evidence no longer verifies.
 */
export async function rebuildPackets(request: PacketRequest, ports: ReferPorts): Promise<QueuedPacket[]> {
  const { lead, bundlePath } = request
  const { decision } = lead
  if (decision?.state !== 'confirmed') throw new TypeError(`lead ${lead.id} is not confirmed`)
  const { manifestSha256 } = await ports.evidence.openVerified(bundlePath)
  await ports.evidence.record(bundlePath, {
    at: decision.at,
    actor: decision.by,
    action: 'confirmed',
    manifestSha256,
    detail: `确认线索 ${lead.id}：${decision.reason}`,
  })
  return buildPackets(request, ports)
}

export interface WithdrawnPacket {
  readonly packetId: string
  readonly agency: Agency
  /** Where the packet lies now. */
  readonly path: string
}

/**
 * Takes the packets of a dismissed lead out of the queues. The packets are moved first: broken evidence must
 * not keep a lead that a person has dismissed in a queue.
 *
 * @throws {EvidenceError} after the move, when the dismissal cannot be put on the custody log.
 */
export async function withdrawPackets(request: PacketRequest, ports: ReferPorts): Promise<WithdrawnPacket[]> {
  const { lead, bundlePath } = request
  const { decision } = lead
  if (decision?.state !== 'dismissed') throw new TypeError(`lead ${lead.id} is not dismissed`)
  const withdrawn = await withdrawOthers(lead, [], ports)
  await ports.evidence.record(bundlePath, {
    at: decision.at,
    actor: decision.by,
    action: 'dismissed',
    detail: `排除线索 ${lead.id}：${decision.reason}；撤回材料 ${withdrawn.length} 件`,
  })
  return withdrawn
}

/** Deletes what was withdrawn for a lead: a packet holds a copy of the evidence. @throws {StorageError} */
export async function eraseWithdrawnPackets(lead: Lead, withdrawn: WithdrawnPackets): Promise<number> {
  let erased = 0
  for (const agency of Agency.options)
    erased += await withdrawn.eraseWithdrawn(agency, packetIdFor(lead, agency))
  return erased
}

async function withdrawOthers(
  lead: Lead,
  keep: readonly AgencyReason[],
  { queue }: ReferPorts,
): Promise<WithdrawnPacket[]> {
  const kept = new Set(keep.map(({ agency }) => agency))
  const withdrawn: WithdrawnPacket[] = []
  for (const agency of Agency.options.filter((option) => !kept.has(option))) {
    const packetId = packetIdFor(lead, agency)
    const path = await queue.withdraw(agency, packetId)
    if (path) withdrawn.push({ packetId, agency, path })
  }
  return withdrawn
}

/** Intact evidence of something else, or a custody log cut short since the lead was raised, is not this lead's evidence. */
function assertEvidenceOfLead({ id, listing, evidence: ref }: Lead, evidence: VerifiedEvidence): void {
  const { manifest, manifestSha256, custody } = evidence
  if (manifest.listingId !== listing.id)
    throw new EvidenceError(`证据 ${manifest.evidenceId} 不属于线索 ${id}，不得移送`)
  if (!ref) return
  if (ref.manifestSha256 !== manifestSha256)
    throw new EvidenceError(`证据 ${manifest.evidenceId} 的清单与线索 ${id} 登记的不符，不得移送`)
  if (!custody.some(({ hash }) => hash === ref.custodyHead))
    throw new EvidenceError(`证据 ${manifest.evidenceId} 的保管链缺少线索 ${id} 登记的记录，不得移送`)
}

interface PackContext {
  readonly lead: Lead
  readonly evidence: VerifiedEvidence
  readonly custodyHead: string
  readonly createdAt: string
}

async function putPacket(
  context: PackContext,
  reason: AgencyReason,
  { queue }: ReferPorts,
): Promise<QueuedPacket> {
  const draft = await draftPacket(context, reason)
  const { path, sha256, bytes } = await queue.put(draft)
  const { packetId, agency } = draft
  return { packetId, leadId: context.lead.id, agency, path, sha256, bytes }
}

async function draftPacket(context: PackContext, reason: AgencyReason): Promise<PacketDraft> {
  const packet = buildPacket(context, reason)
  const document = await packetDocument({
    packet,
    evidence: context.evidence,
    raisedAt: context.lead.createdAt,
  })
  const files: PacketFile[] = [
    { path: PACKET_FILES.document, bytes: document, compress: false },
    { path: PACKET_FILES.json, bytes: Buffer.from(`${JSON.stringify(packet, null, 2)}\n`), compress: true },
    // With a byte order mark: Notepad takes the file for the system code page otherwise.
    {
      path: PACKET_FILES.note,
      bytes: Buffer.from(`\ufeff${verifyNote(packet, tokensIn(context.evidence))}`),
      compress: true,
    },
    ...[...context.evidence.files].map(([path, bytes]) => ({
      path: PACKET_FILES.evidence + path,
      bytes,
      compress: !PACKED.test(path),
    })),
  ]
  const { packetId, agency, unit } = packet
  return { packetId, agency, queue: unit?.queue, createdAt: context.createdAt, files }
}

function tokensIn({ files }: VerifiedEvidence): string[] {
  return [...files.keys()].filter((path) => /^timestamps\/[^/]+\.tsr$/.test(path))
}
