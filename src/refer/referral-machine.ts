import { REFERRAL_STATE_LABEL, type Referral, type ReferralState, ReturnReason } from '../domain/referral.ts'
import type { Guard, LoggedEvent, Machine } from '../domain/state-machine.ts'

export const REFERRAL_EVENTS = [
  'submit',
  'countersign',
  'approve',
  'reject',
  'revise',
  'send',
  'accept',
  'return',
  'report',
  'close',
  'withdraw',
] as const
export type ReferralEvent = (typeof REFERRAL_EVENTS)[number]

export interface ReferralFacts {
  readonly referral: Pick<Referral, 'agency' | 'createdBy'>
  /** What a complete letter still lacks, in words for staff. */
  readonly missing: readonly string[]
  /** False when a bundle does not verify, or is not the one that was submitted. */
  readonly evidenceStands: boolean
  /** A receiver has said that it holds the letter. */
  readonly isAcknowledged: boolean
}

type ReferralGuard = Guard<ReferralEvent, ReferralFacts>

const saysWhy: ReferralGuard = ({ reason }) => (reason?.trim() ? undefined : '要写明理由')
const isComplete: ReferralGuard = (_request, _history, { missing }) =>
  missing.length === 0 ? undefined : `还缺：${missing.join('；')}`
const evidenceStands: ReferralGuard = (_request, _history, facts) =>
  facts.evidenceStands ? undefined : '证据没有通过核验，或者提交之后有变化'
const isNotAuthor: ReferralGuard = ({ by }, history, { referral }) =>
  by === referral.createdBy || history.findLast(({ event }) => event === 'submit')?.by === by
    ? '审批人不能是起草人或提交人'
    : undefined

/** Two people answer for what goes to the police. */
export const needsTwo = ({ agency }: Pick<Referral, 'agency'>): boolean => agency === 'public-security'

const isForTwo: ReferralGuard = (_request, history, { referral }) => {
  if (!needsTwo(referral)) return '只有移送公安机关的需要两人审批'
  return countersignatureOf(history) === undefined ? undefined : '第一审批人已经同意'
}
const isCountersigned: ReferralGuard = ({ by }, history, { referral }) => {
  if (!needsTwo(referral)) return undefined
  const first = countersignatureOf(history)
  if (first === undefined) return '移送公安机关须两人审批：还没有第一审批人'
  return first.by === by ? '第二审批人不能与第一审批人相同' : undefined
}
const isAcknowledged: ReferralGuard = (_request, _history, facts) =>
  facts.isAcknowledged ? undefined : '接收方还没有确认收到'
const namesReturnReason: ReferralGuard = ({ data }) =>
  ReturnReason.safeParse(data?.kind).success ? undefined : '要写明退回的原因类别'
const hasOutcome: ReferralGuard = ({ data }) => (data?.outcome === undefined ? '要写明办理结果' : undefined)

/** One letter to one body, from draft to what came of it. */
export const REFERRAL_MACHINE: Machine<ReferralState, ReferralEvent, ReferralFacts> = {
  initial: 'draft',
  stateLabel: REFERRAL_STATE_LABEL,
  eventLabel: {
    submit: '提交审批',
    countersign: '由第一审批人同意',
    approve: '批准',
    reject: '驳回',
    revise: '改为草稿',
    send: '记为已移送',
    accept: '记为已接收',
    return: '退回',
    report: '反馈结果',
    close: '办结',
    withdraw: '撤回',
  },
  transitions: [
    { event: 'submit', from: ['draft'], to: 'submitted', guards: [isComplete, evidenceStands] },
    {
      event: 'countersign',
      from: ['submitted'],
      to: 'submitted',
      guards: [isNotAuthor, isForTwo, evidenceStands],
    },
    {
      event: 'approve',
      from: ['submitted'],
      to: 'approved',
      guards: [isNotAuthor, isCountersigned, evidenceStands],
    },
    { event: 'reject', from: ['submitted'], to: 'rejected', guards: [saysWhy] },
    { event: 'revise', from: ['rejected', 'returned'], to: 'draft' },
    { event: 'send', from: ['approved'], to: 'sent', guards: [isAcknowledged] },
    { event: 'accept', from: ['sent'], to: 'accepted' },
    { event: 'return', from: ['sent', 'accepted'], to: 'returned', guards: [saysWhy, namesReturnReason] },
    { event: 'report', from: ['accepted', 'reported'], to: 'reported', guards: [hasOutcome] },
    { event: 'close', from: ['reported'], to: 'closed' },
    {
      event: 'withdraw',
      from: ['draft', 'submitted', 'approved', 'rejected', 'sent', 'returned'],
      to: 'withdrawn',
      guards: [saysWhy],
    },
  ],
}

/** The consent of the first of two, given since it was last submitted. */
export function countersignatureOf(
  history: readonly LoggedEvent<ReferralEvent>[],
): LoggedEvent<ReferralEvent> | undefined {
  const since = history.slice(history.findLastIndex(({ event }) => event === 'submit') + 1)
  return since.find(({ event }) => event === 'countersign')
}
