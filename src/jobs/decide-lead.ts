import type { Clock } from '../domain/clock.ts'
import { EvidenceError, InputError } from '../domain/errors.ts'
import type { Decision, Lead } from '../domain/lead.ts'
import type { QueuedPacket } from '../domain/referral.ts'
import type { CaseRepository } from '../review/case-repository.ts'

export interface DecidePorts {
  readonly cases: CaseRepository
  readonly clock: Clock
  /** Writes the packets anew: their first page says who confirmed. */
  rebuildPackets(lead: Lead): Promise<QueuedPacket[]>
  /** Takes the packets out of the agencies' queues. */
  withdrawPackets(lead: Lead): Promise<void>
}

/**
 * A person decides. The lead, its packets and the custody log then say the same.
 *
 * @throws {InputError} unknown lead. @throws {StaleLeadError} somebody was faster. @throws {EvidenceError} no intact evidence.
 */
export async function decideLead(
  choice: Pick<Decision, 'leadId' | 'state' | 'by' | 'reason'>,
  ports: DecidePorts,
): Promise<{ lead: Lead; packets: QueuedPacket[] }> {
  const { cases, clock } = ports
  const seen = await cases.findLead(choice.leadId)
  if (!seen) throw new InputError(`没有编号为 ${choice.leadId} 的线索`)
  if (choice.state === 'confirmed' && !seen.evidence)
    throw new EvidenceError(`线索 ${seen.id} 还没有固定的证据，不能确认`)
  if (seen.evidence?.deleted)
    throw new EvidenceError(`线索 ${seen.id} 的证据已于 ${seen.evidence.deleted.at} 按期限删除，不能再作决定`)

  const lead = await cases.decide({ ...choice, revision: seen.revision, at: clock.now() })
  if (lead.state === 'dismissed') {
    // Without evidence nothing was ever packed, and there is no custody log to write on.
    if (lead.evidence) await ports.withdrawPackets(lead)
    await cases.replacePackets(lead.id, [])
    return { lead, packets: [] }
  }
  const packets = await ports.rebuildPackets(lead)
  await cases.replacePackets(lead.id, packets)
  return { lead, packets }
}
