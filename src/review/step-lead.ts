import type { Clock } from '../domain/clock.ts'
import { InputError, RefusedError } from '../domain/errors.ts'
import type { Decision, Lead } from '../domain/lead.ts'
import { rule } from '../domain/state-machine.ts'
import type { Append } from './case-log.ts'
import type { CaseRepository } from './case-repository.ts'
import {
  decisionOf,
  LEAD_MACHINE,
  type LeadEvent,
  type LeadFacts,
  type LoggedLeadEvent,
  type NewLeadEvent,
} from './lead-machine.ts'

export interface StepPorts {
  readonly cases: CaseRepository
  readonly clock: Clock
}

export interface LeadStep {
  readonly leadId: string
  readonly event: LeadEvent
  readonly by: string
  readonly reason?: string | undefined
  readonly data?: Readonly<Record<string, unknown>> | undefined
}

/**
 * One event of a lead, if it may happen now.
 *
 * @throws {InputError} unknown lead. @throws {RefusedError} it may not. @throws {StaleLeadError} somebody was faster.
 */
export async function stepLead(step: LeadStep, { cases, clock }: StepPorts): Promise<Lead> {
  const { append } = await planStep(step, { cases, clock })
  await cases.log.append([append])
  return await leadOf(step.leadId, cases)
}

/** The same, to be written together with something else. */
export async function planStep(
  { leadId, event, by, reason, data }: LeadStep,
  { cases, clock }: StepPorts,
): Promise<{ lead: Lead; append: Append }> {
  const lead = await leadOf(leadId, cases)
  const stream = { kind: 'lead', id: leadId } as const
  const history = await cases.log.eventsOf<LeadEvent>(stream)
  const request: NewLeadEvent = { event, by, at: clock.now(), reason, data }
  const ruling = rule(LEAD_MACHINE, history, request, factsOf(lead))
  if ('refused' in ruling) throw new RefusedError(`线索 ${leadId}：${ruling.refused}`)
  const after = [...history, { seq: history.length + 1, ...request }]
  return {
    lead,
    append: {
      stream,
      seen: history.length,
      events: [request],
      state: ruling.to,
      decision: toDecision(lead, after),
    },
  }
}

export async function leadOf(leadId: string, cases: Pick<CaseRepository, 'findLead'>): Promise<Lead> {
  const lead = await cases.findLead(leadId)
  if (!lead) throw new InputError(`没有编号为 ${leadId} 的线索`)
  return lead
}

/** Two people look at what is most serious and at what may be a crime. */
export function factsOf({ evidence, assessment }: Lead): LeadFacts {
  return {
    hasEvidence: evidence !== undefined,
    needsSecondReview: assessment.level === 'critical' || assessment.agencies.includes('public-security'),
  }
}

function toDecision(lead: Lead, history: readonly LoggedLeadEvent[]): Decision | null {
  const decided = decisionOf(history)
  if (decided === undefined) return null
  const { seq, event, by, at, reason = '' } = decided
  if (seq < history.length && lead.decision) return lead.decision
  return {
    leadId: lead.id,
    revision: lead.revision,
    state: event === 'confirm' ? 'confirmed' : 'dismissed',
    by,
    reason,
    at,
  }
}
