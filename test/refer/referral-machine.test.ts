import { describe, expect, it } from 'vitest'
import { ReferralState } from '../../src/domain/referral.ts'
import { type LoggedEvent, replay, rule } from '../../src/domain/state-machine.ts'
import {
  REFERRAL_EVENTS,
  REFERRAL_MACHINE,
  type ReferralEvent,
  type ReferralFacts,
} from '../../src/refer/referral-machine.ts'
import { compareWithModel, type Model, pick } from '../support/random-sequences.ts'

type Log = LoggedEvent<ReferralEvent>[]

const AT = '2026-11-28T01:00:00.000Z'
const FACTS: ReferralFacts = {
  referral: { agency: 'forestry', createdBy: '甲' },
  missing: [],
  evidenceStands: true,
  isAcknowledged: true,
}
const POLICE: ReferralFacts = { ...FACTS, referral: { agency: 'public-security', createdBy: '甲' } }

const ALLOWED: Record<ReferralState, Partial<Record<ReferralEvent, ReferralState>>> = {
  draft: { submit: 'submitted', withdraw: 'withdrawn' },
  submitted: { countersign: 'submitted', approve: 'approved', reject: 'rejected', withdraw: 'withdrawn' },
  approved: { send: 'sent', withdraw: 'withdrawn' },
  rejected: { revise: 'draft', withdraw: 'withdrawn' },
  sent: { accept: 'accepted', return: 'returned', withdraw: 'withdrawn' },
  accepted: { return: 'returned', report: 'reported' },
  returned: { revise: 'draft', withdraw: 'withdrawn' },
  reported: { report: 'reported', close: 'closed' },
  closed: {},
  withdrawn: {},
}

const WAY: Record<ReferralState, ReferralEvent[]> = {
  draft: [],
  submitted: ['submit'],
  approved: ['submit', 'approve'],
  rejected: ['submit', 'reject'],
  sent: ['submit', 'approve', 'send'],
  accepted: ['submit', 'approve', 'send', 'accept'],
  returned: ['submit', 'approve', 'send', 'return'],
  reported: ['submit', 'approve', 'send', 'accept', 'report'],
  closed: ['submit', 'approve', 'send', 'accept', 'report', 'close'],
  withdrawn: ['withdraw'],
}

const DATA = { kind: 'incomplete', outcome: { kind: 'case-filed' } }

const logOf = (events: readonly ReferralEvent[]): Log =>
  events.map((event, index) => ({ seq: index + 1, event, by: '甲', at: AT, reason: '理由', data: DATA }))

describe('REFERRAL_MACHINE', () => {
  it.each(ReferralState.options)('leads to “%s” by its way', (state) => {
    expect(replay(REFERRAL_MACHINE, logOf(WAY[state]))).toBe(state)
  })

  const pairs = ReferralState.options.flatMap((state) => REFERRAL_EVENTS.map((event) => ({ state, event })))
  it.each(pairs)('$state: $event', ({ state, event }) => {
    const facts = event === 'countersign' ? POLICE : FACTS
    const to = ALLOWED[state][event]
    const request = { event, by: '乙', at: AT, reason: '理由', data: DATA }
    const ruling = rule(REFERRAL_MACHINE, logOf(WAY[state]), request, facts)
    if (to === undefined) expect(ruling).toEqual({ refused: expect.stringContaining('时不能') })
    else expect(ruling).toEqual({ to })
  })

  it('lists what a letter lacks', () => {
    const facts = { ...FACTS, missing: ['线索 L1 没有证据', '没有写明接收机关'] }
    expect(rule(REFERRAL_MACHINE, [], { event: 'submit', by: '甲', at: AT }, facts)).toEqual({
      refused: '还缺：线索 L1 没有证据；没有写明接收机关',
    })
  })

  it('approves nothing of the own drafts, nor what evidence no longer carries', () => {
    const approve = (by: string, facts: ReferralFacts) =>
      rule(REFERRAL_MACHINE, logOf(['submit']), { event: 'approve', by, at: AT }, facts)
    expect(approve('甲', FACTS)).toEqual({ refused: '审批人不能是起草人或提交人' })
    expect(approve('乙', { ...FACTS, evidenceStands: false })).toEqual({
      refused: expect.stringContaining('证据'),
    })
  })

  it('wants two other people for the police, anew after each submission', () => {
    const submitted = logOf(['submit'])
    const by = (event: ReferralEvent, who: string, log: Log) =>
      rule(REFERRAL_MACHINE, log, { event, by: who, at: AT, reason: '理由' }, POLICE)
    expect(by('approve', '乙', submitted)).toEqual({ refused: expect.stringContaining('没有第一审批人') })
    const signed: Log = [...submitted, { seq: 2, event: 'countersign', by: '乙', at: AT }]
    expect(by('approve', '乙', signed)).toEqual({ refused: '第二审批人不能与第一审批人相同' })
    expect(by('approve', '丙', signed)).toEqual({ to: 'approved' })
    expect(by('countersign', '丙', signed)).toEqual({ refused: '第一审批人已经同意' })
    const again: Log = [
      ...signed,
      { seq: 3, event: 'reject', by: '丙', at: AT, reason: '补图' },
      { seq: 4, event: 'revise', by: '甲', at: AT },
      { seq: 5, event: 'submit', by: '甲', at: AT },
    ]
    expect(by('approve', '丙', again)).toEqual({ refused: expect.stringContaining('没有第一审批人') })
  })

  it('is sent only when a receiver has it', () => {
    const facts = { ...FACTS, isAcknowledged: false }
    expect(rule(REFERRAL_MACHINE, logOf(WAY.approved), { event: 'send', by: '青哨', at: AT }, facts)).toEqual(
      {
        refused: '接收方还没有确认收到',
      },
    )
  })

  it('holds over a hundred thousand random sequences', () => {
    const counts = compareWithModel(REFERRAL_MACHINE, MODEL, { sequences: 100_000, steps: 10, seed: 7 })
    expect(Math.min(counts.applied, counts.refused)).toBeGreaterThan(100_000)
  }, 120_000)
})

interface Memory {
  readonly state: ReferralState
  readonly submitter: string | undefined
  readonly first: string | undefined
}

type Asked = Parameters<typeof MODEL.next>
const hasNoReason = ([, { reason }]: Asked) => reason === ''
const isPolice = ([, , facts]: Asked) => facts.referral.agency === 'public-security'
const mayNotSign = ([{ submitter }, { by }, facts]: Asked) =>
  by === '甲' || by === submitter || !facts.evidenceStands

const FORBIDDEN: Partial<Record<ReferralEvent, (asked: Asked) => boolean>> = {
  submit: ([, , facts]) => facts.missing.length > 0 || !facts.evidenceStands,
  countersign: (asked) => mayNotSign(asked) || !isPolice(asked) || asked[0].first !== undefined,
  approve: (asked) =>
    mayNotSign(asked) || (isPolice(asked) && [undefined, asked[1].by].includes(asked[0].first)),
  send: ([, , facts]) => !facts.isAcknowledged,
  report: ([, { data }]) => data?.outcome === undefined,
  return: (asked) => hasNoReason(asked) || asked[1].data?.kind === undefined,
  reject: hasNoReason,
  withdraw: hasNoReason,
}

const MODEL: Model<Memory, ReferralEvent, ReferralFacts> = {
  start: () => ({ state: 'draft', submitter: undefined, first: undefined }),
  draw(random, { state }) {
    const possible = Object.keys(ALLOWED[state]) as ReferralEvent[]
    const isPossible = possible.length > 0 && random() < 0.8
    return {
      request: {
        event: pick(random, isPossible ? possible : REFERRAL_EVENTS),
        by: pick(random, ['甲', '乙', '丙']),
        at: AT,
        reason: random() < 0.9 ? '理由' : '',
        data: random() < 0.9 ? DATA : {},
      },
      facts: {
        ...(random() < 0.5 ? POLICE : FACTS),
        evidenceStands: random() < 0.9,
        isAcknowledged: random() < 0.9,
        missing: random() < 0.1 ? ['缺'] : [],
      },
    }
  },
  next(memory, request, facts) {
    const { event, by } = request
    const to = ALLOWED[memory.state][event]
    if (to === undefined || FORBIDDEN[event]?.([memory, request, facts])) return undefined
    if (event === 'submit') return { state: to, submitter: by, first: undefined }
    return { ...memory, state: to, first: event === 'countersign' ? by : memory.first }
  },
}
