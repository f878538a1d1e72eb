import { LEAD_STATE_LABEL, LeadState } from '../domain/lead.ts'
import {
  type Guard,
  type LoggedEvent,
  lastStanding,
  type Machine,
  type NewEvent,
  standingEvents,
} from '../domain/state-machine.ts'

export const LEAD_EVENTS = [
  'claim',
  'release',
  'confirm',
  'dismiss',
  'doubt',
  'mark-duplicate',
  'resume',
  'ask-second-review',
  'pass-second-review',
  'return',
  'clear',
  'refer',
  'recall',
  'close',
  'archive',
  'reopen',
  'undo',
] as const
export type LeadEvent = (typeof LEAD_EVENTS)[number]

/** What the machine cannot know from the events. */
export interface LeadFacts {
  readonly hasEvidence: boolean
  /** High risk, or a crime may be in it: two people look. */
  readonly needsSecondReview: boolean
}

/** Taking back is for slips; later a lead is opened again, with a reason. */
export const UNDO_WINDOW_MS = 10 * 60_000

type LeadGuard = Guard<LeadEvent, LeadFacts>

const saysWhy: LeadGuard = ({ reason }) => (reason?.trim() ? undefined : '要写明理由')
const evidenceIsSealed: LeadGuard = (_request, _history, { hasEvidence }) =>
  hasEvidence ? undefined : '还没有固定的证据'
const namesTheOther: LeadGuard = ({ data }) =>
  typeof data?.duplicateOf === 'string' ? undefined : '要写明与哪条线索重复'
const isNeeded: LeadGuard = (_request, _history, { needsSecondReview }) =>
  needsSecondReview ? undefined : '这条线索不需要复核'
const isNotNeeded: LeadGuard = (_request, _history, { needsSecondReview }) =>
  needsSecondReview ? '等级高或者可能涉嫌犯罪，须由另一人复核' : undefined
const isAnotherPerson: LeadGuard = ({ by }, history) =>
  standingEvents(history).findLast(({ event }) => event === 'confirm')?.by === by
    ? '复核人不能是确认人'
    : undefined

/** What a person decides about a lead, and may take back. */
const DECISIONS: ReadonlySet<LeadEvent> = new Set([
  'confirm',
  'dismiss',
  'doubt',
  'mark-duplicate',
  'pass-second-review',
  'return',
])

const isOwnSlip: LeadGuard = ({ by, at }, history) => {
  const last = lastStanding(history)
  if (last === undefined || !DECISIONS.has(last.event)) return '没有可以撤回的决定'
  if (last.by !== by) return `这是 ${last.by} 的决定，只能由本人撤回`
  return Date.parse(at) - Date.parse(last.at) <= UNDO_WINDOW_MS
    ? undefined
    : '决定已超过十分钟，不能撤回，可以重新研判'
}

const IN_REVIEW = ['pending', 'reviewing'] as const
/** What went out is not taken back by undoing. */
const IS_OUT: ReadonlySet<LeadState> = new Set(['referred', 'closed', 'archived'])
const NOT_OUT = LeadState.options.filter((state) => !IS_OUT.has(state))

/** A lead from first sight to archive. `confirm` and its like also work unclaimed: a list can be decided without opening each. */
export const LEAD_MACHINE: Machine<LeadState, LeadEvent, LeadFacts> = {
  initial: 'pending',
  stateLabel: LEAD_STATE_LABEL,
  eventLabel: {
    claim: '领取',
    release: '放回',
    confirm: '确认',
    dismiss: '排除',
    doubt: '标为存疑',
    'mark-duplicate': '标为重复',
    resume: '继续研判',
    'ask-second-review': '提交复核',
    'pass-second-review': '复核通过',
    return: '退回研判',
    clear: '转待移送',
    refer: '记为已移送',
    recall: '收回待移送',
    close: '办结',
    archive: '归档',
    reopen: '重新研判',
    undo: '撤回决定',
  },
  transitions: [
    { event: 'claim', from: ['pending'], to: 'reviewing' },
    { event: 'release', from: ['reviewing'], to: 'pending' },
    { event: 'confirm', from: IN_REVIEW, to: 'confirmed', guards: [saysWhy, evidenceIsSealed] },
    { event: 'dismiss', from: [...IN_REVIEW, 'confirmed', 'doubtful'], to: 'dismissed', guards: [saysWhy] },
    { event: 'doubt', from: IN_REVIEW, to: 'doubtful', guards: [saysWhy] },
    { event: 'mark-duplicate', from: IN_REVIEW, to: 'duplicate', guards: [namesTheOther] },
    { event: 'resume', from: ['doubtful'], to: 'reviewing' },
    { event: 'ask-second-review', from: ['confirmed'], to: 'second-review', guards: [isNeeded] },
    {
      event: 'pass-second-review',
      from: ['confirmed', 'second-review'],
      to: 'ready',
      guards: [isAnotherPerson],
    },
    { event: 'return', from: ['second-review', 'ready'], to: 'reviewing', guards: [saysWhy] },
    { event: 'clear', from: ['confirmed'], to: 'ready', guards: [isNotNeeded] },
    { event: 'refer', from: ['ready'], to: 'referred' },
    { event: 'recall', from: ['referred'], to: 'ready' },
    { event: 'close', from: ['referred'], to: 'closed' },
    { event: 'archive', from: ['closed', 'dismissed'], to: 'archived' },
    {
      event: 'reopen',
      from: ['dismissed', 'doubtful', 'duplicate', 'closed', 'archived'],
      to: 'pending',
      guards: [saysWhy],
    },
    { event: 'undo', from: NOT_OUT, to: 'back', guards: [isOwnSlip] },
  ],
}

/** Events after which what was decided no longer stands. */
export function decisionOf(
  history: readonly LoggedEvent<LeadEvent>[],
): LoggedEvent<'confirm' | 'dismiss'> | undefined {
  let decided: LoggedEvent<'confirm' | 'dismiss'> | undefined
  for (const entry of standingEvents(history)) {
    if (entry.event === 'confirm' || entry.event === 'dismiss')
      decided = entry as LoggedEvent<'confirm' | 'dismiss'>
    else if (UNDECIDES.has(entry.event)) decided = undefined
  }
  return decided
}

const UNDECIDES: ReadonlySet<LeadEvent> = new Set(['return', 'reopen', 'resume', 'doubt', 'mark-duplicate'])

export type NewLeadEvent = NewEvent<LeadEvent>
export type LoggedLeadEvent = LoggedEvent<LeadEvent>
