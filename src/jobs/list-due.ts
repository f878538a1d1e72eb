import type { Clock } from '../domain/clock.ts'
import type { Lead } from '../domain/lead.ts'
import type { ReferralSummary } from '../domain/referral.ts'
import { AGENCY_LABEL } from '../domain/vocabulary.ts'
import {
  type DeadlineRule,
  type Due,
  type DueStage,
  dueOf,
  stageOf,
  type WorkingDays,
} from '../refer/deadlines.ts'
import type { CaseRepository } from '../review/case-repository.ts'

export interface DueItem extends Due {
  readonly of: 'lead' | 'referral'
  readonly id: string
  readonly title: string
  readonly since: string
  readonly stage: DueStage
}

export interface DuePorts {
  readonly cases: CaseRepository
  readonly clock: Clock
  readonly deadlines: readonly DeadlineRule[]
  readonly workingDays: WorkingDays
}

/** Whatever waits for somebody, the most pressing first. */
export async function listDue(ports: DuePorts): Promise<DueItem[]> {
  const items = [...(await dueLeads(ports)), ...(await dueReferrals(ports))]
  return items.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.id < b.id ? -1 : 1))
}

async function dueLeads(ports: DuePorts): Promise<DueItem[]> {
  const { cases, deadlines } = ports
  const states = new Set(deadlines.flatMap((rule) => (rule.of === 'lead' ? [rule.state] : [])))
  const times = await cases.log.lastEventTimes('lead')
  const items: DueItem[] = []
  for (const state of states)
    for (const lead of await cases.listLeads({ state })) {
      const rule = deadlines.find((each) => fitsLead(each, lead))
      if (rule === undefined) continue
      const since = times.get(lead.id) ?? lead.createdAt
      items.push(itemOf(rule, { of: 'lead', id: lead.id, title: lead.listing.title, since }, ports))
    }
  return items
}

async function dueReferrals(ports: DuePorts): Promise<DueItem[]> {
  const { cases, deadlines } = ports
  const times = await cases.log.lastEventTimes('referral')
  const items: DueItem[] = []
  for (const summary of await cases.log.listReferrals()) {
    const rule = deadlines.find((each) => fitsReferral(each, summary))
    if (rule === undefined) continue
    const { id, createdAt, unit, agency } = summary.referral
    const since = times.get(id) ?? createdAt
    items.push(itemOf(rule, { of: 'referral', id, title: unit?.name ?? AGENCY_LABEL[agency], since }, ports))
  }
  return items
}

function fitsLead(rule: DeadlineRule, { state, assessment }: Lead): boolean {
  return rule.of === 'lead' && rule.state === state && (rule.levels?.includes(assessment.level) ?? true)
}

function fitsReferral(rule: DeadlineRule, { state, referral }: ReferralSummary): boolean {
  return (
    rule.of === 'referral' && rule.state === state && (rule.kind === undefined || rule.kind === referral.kind)
  )
}

function itemOf(
  rule: DeadlineRule,
  of: Pick<DueItem, 'of' | 'id' | 'title' | 'since'>,
  { clock, workingDays }: DuePorts,
): DueItem {
  const due = dueOf(rule, of.since, workingDays)
  return { ...of, ...due, stage: stageOf(due.at, clock.now()) }
}
