import { EvidenceError } from '../domain/errors.ts'
import { isDismissed, type Lead } from '../domain/lead.ts'
import type { QueuedPacket } from '../domain/referral.ts'
import { type LeadStep, leadOf, type StepPorts, stepLead } from '../review/step-lead.ts'

export interface DecidePorts extends StepPorts {
  /** Writes the packets anew: their first page says who confirmed, or that nobody has yet. */
  rebuildPackets(lead: Lead): Promise<QueuedPacket[]>
  /** Takes the packets out of the agencies' queues. */
  withdrawPackets(lead: Lead): Promise<void>
}

/**
 * A person decides. The lead, its packets and the custody log then say the same.
 *
 * @throws {InputError} unknown lead. @throws {RefusedError} not in this state, or not by this person.
 * @throws {StaleLeadError} somebody was faster. @throws {EvidenceError} no intact evidence.
 */
export async function decideLead(
  step: LeadStep,
  ports: DecidePorts,
): Promise<{ lead: Lead; packets: QueuedPacket[] }> {
  const before = await leadOf(step.leadId, ports.cases)
  if (step.event === 'confirm' && !before.evidence)
    throw new EvidenceError(`线索 ${before.id} 还没有固定的证据，不能确认`)
  if (before.evidence?.deleted)
    throw new EvidenceError(
      `线索 ${before.id} 的证据已于 ${before.evidence.deleted.at} 按期限删除，不能再作决定`,
    )
  const lead = await stepLead(step, ports)
  const isJudgedAnew = lead.decision?.at !== before.decision?.at
  const packets = isJudgedAnew ? await settlePackets(lead, ports) : await ports.cases.packetsOf(lead.id)
  return { lead, packets }
}

async function settlePackets(lead: Lead, ports: DecidePorts): Promise<QueuedPacket[]> {
  // Without evidence nothing was ever packed, and there is no custody log to write on.
  if (isDismissed(lead) && lead.evidence) await ports.withdrawPackets(lead)
  const packets = isDismissed(lead) || !lead.evidence ? [] : await ports.rebuildPackets(lead)
  await ports.cases.replacePackets(lead.id, packets)
  return packets
}
