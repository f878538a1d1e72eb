import type { Lead } from '../domain/lead.ts'
import { Outcome } from '../domain/outcome.ts'
import type { ReferralSummary } from '../domain/referral.ts'
import type { LedgerInput } from '../insight/ledger.ts'
import type { Judged } from '../insight/outcome-precision.ts'
import { documentNumber } from '../refer/referral-letter.ts'
import type { ReferralEvent } from '../refer/referral-machine.ts'
import type { CaseRepository } from '../review/case-repository.ts'

export interface LedgerPorts {
  readonly cases: CaseRepository
  /** 发文机关代字. */
  readonly abbreviation: string
}

/** Of one run, or of everything. @returns undefined where there is no such run. */
export async function readLedger(
  runId: string | undefined,
  ports: LedgerPorts,
): Promise<LedgerInput | undefined> {
  const { cases } = ports
  const referrals = await withOutcomes(ports)
  const leads = await cases.listLeads()
  if (runId === undefined)
    return { leads, referrals, seen: { listings: await cases.countAllListings(), failed: 0 } }
  const run = await cases.runById(runId)
  if (!run) return undefined
  const seen = new Set<string>()
  for await (const { id } of cases.allListings({ runId })) seen.add(id)
  const ofRun = leads.filter(({ listing }) => seen.has(listing.id))
  const ids = new Set(ofRun.map(({ id }) => id))
  const failed = run.sites.reduce((total, site) => total + site.failed, 0)
  return {
    leads: ofRun,
    referrals: referrals.filter(({ referral }) => referral.leadIds.some((id) => ids.has(id))),
    seen: { listings: seen.size, failed },
  }
}

/** Every lead with what the bodies that received it reported. */
export async function readJudged(ports: LedgerPorts): Promise<Judged[]> {
  const leads = await ports.cases.listLeads()
  const outcomes = new Map<Lead['id'], Outcome[]>()
  for (const { referral, outcomes: reported } of await withOutcomes(ports))
    for (const outcome of reported)
      for (const leadId of outcome.leadIds ?? referral.leadIds)
        outcomes.set(leadId, [...(outcomes.get(leadId) ?? []), outcome])
  return leads.map((lead) => ({ lead, outcomes: outcomes.get(lead.id) ?? [] }))
}

async function withOutcomes({ cases, abbreviation }: LedgerPorts): Promise<LedgerInput['referrals']> {
  const referrals = await cases.log.listReferrals()
  return await Promise.all(
    referrals.map(async (summary) => ({
      ...summary,
      name: nameOf(summary, abbreviation),
      outcomes: await outcomesOf(summary, cases),
    })),
  )
}

function nameOf({ referral, number }: ReferralSummary, abbreviation: string): string {
  return number ? documentNumber(abbreviation, number) : referral.id
}

async function outcomesOf({ referral }: ReferralSummary, cases: CaseRepository): Promise<Outcome[]> {
  const events = await cases.log.eventsOf<ReferralEvent>({ kind: 'referral', id: referral.id })
  return events.filter(({ event }) => event === 'report').map(({ data }) => Outcome.parse(data?.outcome))
}
