import { EvidenceError } from '../domain/errors.ts'
import type { Decision, Lead } from '../domain/lead.ts'
import type { QueuedPacket } from '../domain/referral.ts'
import { leadOf, type StepPorts, stepLead } from '../review/step-lead.ts'

export interface DecidePorts extends StepPorts {
  /** Writes the packets anew: their first page says who confirmed. */
  rebuildPackets(lead: Lead): Promise<QueuedPacket[]>
  /** Takes the packets out of the agencies' queues. */
  withdrawPackets(lead: Lead): Promise<void>
}

/**
 * A person decides. The lead, its packets and the custody log then say the same.
 *
 * @throws {InputError} unknown lead. @throws {RefusedError} not in this state. @throws {StaleLeadError} somebody was faster.
 * @throws {EvidenceError} no intact evidence.
 */
export async function decideLead(
  { leadId, state, by, reason }: Pick<Decision, 'leadId' | 'state' | 'by' | 'reason'>,
  ports: DecidePorts,
): Promise<{ lead: Lead; packets: QueuedPacket[] }> {
  const { cases } = ports
  const seen = await leadOf(leadId, cases)
  if (state === 'confirmed' && !seen.evidence)
    throw new EvidenceError(`线索 ${seen.id} 还没有固定的证据，不能确认`)
  const event = state === 'confirmed' ? 'confirm' : 'dismiss'
  const lead = await stepLead({ leadId, event, by, reason }, ports)
  return { lead, packets: await settlePackets(lead, ports) }
}

/** A person takes back the own last decision; the packets are again those of a lead that nobody has judged. */
export async function undoDecision(
  { leadId, by }: { leadId: string; by: string },
  ports: DecidePorts,
): Promise<{ lead: Lead; packets: QueuedPacket[] }> {
  const lead = await stepLead({ leadId, event: 'undo', by }, ports)
  return { lead, packets: await settlePackets(lead, ports) }
}

async function settlePackets(lead: Lead, ports: DecidePorts): Promise<QueuedPacket[]> {
  if (lead.decision?.state === 'dismissed') {
    // Without evidence nothing was ever packed, and there is no custody log to write on.
    if (lead.evidence) await ports.withdrawPackets(lead)
    await ports.cases.replacePackets(lead.id, [])
    return []
  }
  const packets = lead.evidence ? await ports.rebuildPackets(lead) : []
  await ports.cases.replacePackets(lead.id, packets)
  return packets
}
