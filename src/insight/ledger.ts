import { beijingTime } from '../domain/beijing-time.ts'
import { LEAD_STATE_LABEL, type Lead, LeadState } from '../domain/lead.ts'
import { ORIGIN_LABEL } from '../domain/listing.ts'
import { OUTCOME_LABEL, type Outcome } from '../domain/outcome.ts'
import { REFERRAL_STATE_LABEL, type ReferralSummary } from '../domain/referral.ts'
import {
  AGENCY_LABEL,
  CATEGORY_LABEL,
  LEVEL_LABEL,
  OFFENCE_LABEL,
  PLATFORM_LABEL,
} from '../domain/vocabulary.ts'

export type Cell = string | number
export interface Sheet {
  readonly name: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
}

export interface LedgerInput {
  readonly leads: readonly Lead[]
  readonly referrals: readonly (ReferralSummary & {
    readonly outcomes: readonly Outcome[]
    readonly name: string
  })[]
  /** What was looked at: listings, and pages that could not be read. */
  readonly seen: { readonly listings: number; readonly failed: number }
}

/** 台账: every lead, every referral, and the numbers that add up. */
export function ledgerSheets(input: LedgerInput): Sheet[] {
  return [totals(input), leadSheet(input), referralSheet(input), resultSheet(input)]
}

export interface LedgerTotals {
  readonly found: number
  readonly flagged: number
  readonly cleared: number
  readonly failed: number
  readonly byState: Readonly<Record<LeadState, number>>
}

/** found = flagged + cleared + failed; flagged = the sum over the states. A lead is what was flagged once, whatever is thought of it since. */
export function ledgerTotals({ leads, seen }: LedgerInput): LedgerTotals {
  const byState = Object.fromEntries(LeadState.options.map((state) => [state, 0])) as Record<
    LeadState,
    number
  >
  for (const { state } of leads) byState[state] += 1
  return {
    found: seen.listings + seen.failed,
    flagged: leads.length,
    cleared: seen.listings - leads.length,
    failed: seen.failed,
    byState,
  }
}

function totals(input: LedgerInput): Sheet {
  const { found, flagged, cleared, failed, byState } = ledgerTotals(input)
  return {
    name: '汇总',
    head: ['项目', '数量'],
    rows: [
      ['发现', found],
      ['其中：标记为线索', flagged],
      ['其中：未见异常', cleared],
      ['其中：未能读取', failed],
      ...LeadState.options.map((state) => [`线索中：${LEAD_STATE_LABEL[state]}`, byState[state]] as const),
      ['移送单', input.referrals.length],
    ],
  }
}

function leadSheet({ leads, referrals }: LedgerInput): Sheet {
  const lettersOf = Map.groupBy(
    referrals.flatMap(({ referral: { leadIds }, name }) => leadIds.map((leadId) => ({ leadId, name }))),
    ({ leadId }) => leadId,
  )
  return {
    name: '线索',
    head: [
      '线索编号',
      '来源',
      '状态',
      '发现时间',
      '级别',
      '类别',
      '行为',
      '平台',
      '标题',
      '链接',
      '物种',
      '决定人',
      '决定时间',
      '理由',
      '移送文号',
    ],
    rows: leads.map(({ id, state, createdAt, assessment, listing, decision }) => [
      id,
      ORIGIN_LABEL[listing.origin ?? 'monitoring'],
      LEAD_STATE_LABEL[state],
      beijingTime(createdAt),
      LEVEL_LABEL[assessment.level],
      CATEGORY_LABEL[assessment.category],
      OFFENCE_LABEL[assessment.offence],
      PLATFORM_LABEL[listing.platform],
      listing.title,
      listing.url ?? '',
      assessment.taxa.map(({ name }) => name).join('、'),
      decision?.by ?? '',
      decision ? beijingTime(decision.at) : '',
      decision?.reason ?? '',
      (lettersOf.get(id) ?? []).map(({ name }) => name).join('、'),
    ]),
  }
}

function referralSheet({ referrals }: LedgerInput): Sheet {
  return {
    name: '移送',
    head: ['移送单编号', '文号', '状态', '接收单位', '线索数', '起草人', '起草时间', '办理结果'],
    rows: referrals.map(({ referral, state, name, outcomes }) => [
      referral.id,
      name,
      REFERRAL_STATE_LABEL[state],
      referral.unit?.name ?? AGENCY_LABEL[referral.agency],
      referral.leadIds.length,
      referral.createdBy,
      beijingTime(referral.createdAt),
      outcomes.map(({ kind, number }) => [OUTCOME_LABEL[kind], number].filter(Boolean).join(' ')).join('；'),
    ]),
  }
}

/** As the campaigns' results tables count: from what bodies reported, never from what the machine flagged. */
function resultSheet({ referrals }: LedgerInput): Sheet {
  const outcomes = referrals.flatMap((each) => each.outcomes)
  const sum = (of: (outcome: Outcome) => number) =>
    outcomes.reduce((total, outcome) => total + of(outcome), 0)
  const seized = (key: 'animals' | 'plants' | 'productsPieces' | 'productsKg' | 'gear') =>
    sum(({ seizures }) => seizures.reduce((total, seizure) => total + (seizure[key] ?? 0), 0))
  const cases = (kinds: readonly Outcome['kind'][]) =>
    outcomes.filter(({ kind }) => kinds.includes(kind)).length
  return {
    name: '成果',
    head: ['项目', '数量'],
    rows: [
      ['查办案件总数（起）', cases(['case-filed', 'criminal-case-filed'])],
      ['其中刑事案件（起）', cases(['criminal-case-filed'])],
      ['打掉犯罪团伙（个）', sum(({ gangs }) => gangs ?? 0)],
      ['打击处理违法犯罪人员（人）', sum(({ persons }) => persons ?? 0)],
      ['收缴野生动物（只、头、尾）', seized('animals')],
      ['收缴野生植物（株、棵）', seized('plants')],
      ['收缴野生动植物制品（件）', seized('productsPieces')],
      ['收缴野生动植物制品（千克）', seized('productsKg')],
      ['收缴非法猎（渔）具（个、张、台）', seized('gear')],
      ['没收违法所得（万元）', sum(({ illegalIncomeWan }) => illegalIncomeWan ?? 0)],
      ['罚款和罚金（万元）', sum(({ finesWan }) => finesWan ?? 0)],
    ],
  }
}
