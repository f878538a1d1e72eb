import { describe, expect, it } from 'vitest'
import { LeadState } from '../../src/domain/lead.ts'
import { type LoggedEvent, replay, rule } from '../../src/domain/state-machine.ts'
import {
  decisionOf,
  LEAD_EVENTS,
  LEAD_MACHINE,
  type LeadEvent,
  type LeadFacts,
  UNDO_WINDOW_MS,
} from '../../src/review/lead-machine.ts'
import { compareWithModel, type Model, pick } from '../support/random-sequences.ts'

type Log = LoggedEvent<LeadEvent>[]

const FACTS: LeadFacts = { hasEvidence: true, needsSecondReview: true }
const START = Date.parse('2026-11-28T01:00:00.000Z')
const at = (minute: number) => new Date(START + minute * 60_000).toISOString()

/** What the issue of the day says may follow on what, written down a second time. */
const ALLOWED: Record<LeadState, Partial<Record<LeadEvent, LeadState>>> = {
  pending: {
    claim: 'reviewing',
    confirm: 'confirmed',
    dismiss: 'dismissed',
    doubt: 'doubtful',
    'mark-duplicate': 'duplicate',
  },
  reviewing: {
    release: 'pending',
    confirm: 'confirmed',
    dismiss: 'dismissed',
    doubt: 'doubtful',
    'mark-duplicate': 'duplicate',
  },
  confirmed: {
    dismiss: 'dismissed',
    'ask-second-review': 'second-review',
    'pass-second-review': 'ready',
    clear: 'ready',
  },
  dismissed: { archive: 'archived', reopen: 'pending' },
  doubtful: { dismiss: 'dismissed', resume: 'reviewing', reopen: 'pending' },
  duplicate: { reopen: 'pending' },
  'second-review': { 'pass-second-review': 'ready', return: 'reviewing' },
  ready: { refer: 'referred', return: 'reviewing' },
  referred: { recall: 'ready', close: 'closed' },
  closed: { archive: 'archived', reopen: 'pending' },
  archived: { reopen: 'pending' },
}

/** A way to each state. */
const WAY: Record<LeadState, LeadEvent[]> = {
  pending: [],
  reviewing: ['claim'],
  confirmed: ['confirm'],
  dismissed: ['dismiss'],
  doubtful: ['doubt'],
  duplicate: ['mark-duplicate'],
  'second-review': ['confirm', 'ask-second-review'],
  ready: ['confirm', 'pass-second-review'],
  referred: ['confirm', 'pass-second-review', 'refer'],
  closed: ['confirm', 'pass-second-review', 'refer', 'close'],
  archived: ['dismiss', 'archive'],
}

const logOf = (events: readonly LeadEvent[], by = '甲'): Log =>
  events.map((event, index) => ({ seq: index + 1, event, by, at: at(index), reason: '理由' }))

describe('LEAD_MACHINE', () => {
  it.each(LeadState.options)('leads to “%s” by its way', (state) => {
    expect(replay(LEAD_MACHINE, logOf(WAY[state]))).toBe(state)
  })

  const pairs = LeadState.options.flatMap((state) => LEAD_EVENTS.map((event) => ({ state, event })))
  it.each(pairs.filter(({ event }) => event !== 'undo'))('$state: $event', ({ state, event }) => {
    const request = { event, by: '乙', at: at(60), reason: '理由', data: { duplicateOf: 'L1' } }
    const facts = { hasEvidence: true, needsSecondReview: event !== 'clear' }
    const to = ALLOWED[state][event]
    const ruling = rule(LEAD_MACHINE, logOf(WAY[state]), request, facts)
    if (to === undefined) expect(ruling).toEqual({ refused: expect.stringContaining('时不能') })
    else expect(ruling).toEqual({ to })
  })

  it.each([
    ['confirm', { reason: ' ' }, FACTS, '要写明理由'],
    ['confirm', {}, { ...FACTS, hasEvidence: false }, '还没有固定的证据'],
    ['dismiss', { reason: undefined }, FACTS, '要写明理由'],
    ['mark-duplicate', { data: {} }, FACTS, '要写明与哪条线索重复'],
  ] as const)('guards %s', (event, change, facts, refused) => {
    const request = { event, by: '甲', at: at(1), reason: '理由', ...change }
    expect(rule(LEAD_MACHINE, [], request, facts)).toEqual({ refused })
  })

  it('lets another person pass the second review, not the one who confirmed', () => {
    const log = logOf(['confirm', 'ask-second-review'])
    const pass = (by: string) =>
      rule(LEAD_MACHINE, log, { event: 'pass-second-review', by, at: at(5) }, FACTS)
    expect(pass('甲')).toEqual({ refused: '复核人不能是确认人' })
    expect(pass('乙')).toEqual({ to: 'ready' })
  })

  it('clears only what needs no second look', () => {
    const clear = (needsSecondReview: boolean) =>
      rule(
        LEAD_MACHINE,
        logOf(['confirm']),
        { event: 'clear', by: '甲', at: at(1) },
        { ...FACTS, needsSecondReview },
      )
    expect(clear(false)).toEqual({ to: 'ready' })
    expect(clear(true)).toEqual({ refused: expect.stringContaining('须由另一人复核') })
  })

  it('takes back one decision after the other, by the same person, for ten minutes', () => {
    const log = logOf(['claim', 'confirm', 'dismiss'])
    const undo = (by: string, ms: number, history = log) =>
      rule(
        LEAD_MACHINE,
        history,
        { event: 'undo', by, at: new Date(Date.parse(at(2)) + ms).toISOString() },
        FACTS,
      )
    expect(undo('甲', 0)).toEqual({ to: 'confirmed' })
    expect(undo('甲', UNDO_WINDOW_MS)).toEqual({ to: 'confirmed' })
    expect(undo('甲', UNDO_WINDOW_MS + 1)).toEqual({ refused: expect.stringContaining('十分钟') })
    expect(undo('乙', 0)).toEqual({ refused: expect.stringContaining('只能由本人撤回') })
    const once: Log = [...log, { seq: 4, event: 'undo', by: '甲', at: at(2) }]
    expect(replay(LEAD_MACHINE, once)).toBe('confirmed')
    expect(undo('甲', 0, once)).toEqual({ to: 'reviewing' })
    const twice: Log = [...once, { seq: 5, event: 'undo', by: '甲', at: at(2) }]
    expect(replay(LEAD_MACHINE, twice)).toBe('reviewing')
    expect(undo('甲', 0, twice)).toEqual({ refused: '没有可以撤回的决定' })
  })

  it('says what a person made of it last', () => {
    expect(decisionOf(logOf(['confirm', 'pass-second-review']))?.event).toBe('confirm')
    expect(decisionOf(logOf(['confirm', 'dismiss']))?.event).toBe('dismiss')
    expect(decisionOf(logOf(['confirm', 'dismiss', 'undo']))?.event).toBe('confirm')
    expect(decisionOf(logOf(['dismiss', 'reopen']))).toBeUndefined()
  })

  it('refuses a log that cannot have happened', () => {
    expect(() => replay(LEAD_MACHINE, logOf(['refer']))).toThrow('event 1: refer cannot happen in pending')
    expect(() => replay(LEAD_MACHINE, [{ seq: 2, event: 'claim', by: '甲', at: at(0) }])).toThrow(TypeError)
  })

  it('holds over a hundred thousand random sequences', () => {
    const counts = compareWithModel(LEAD_MACHINE, MODEL, { sequences: 100_000, steps: 10, seed: 20_261_128 })
    // Both kinds must have been met often, or the sequences show nothing.
    expect(Math.min(counts.applied, counts.refused)).toBeGreaterThan(100_000)
  }, 120_000)
})

interface Memory {
  readonly state: LeadState
  readonly minute: number
  /** What was not taken back, and the state below each. */
  readonly standing: readonly { event: LeadEvent; by: string; minute: number; before: LeadState }[]
}

const MAY_BE_TAKEN_BACK = ['confirm', 'dismiss', 'doubt', 'mark-duplicate', 'pass-second-review', 'return']
const IS_OUT = ['referred', 'closed', 'archived']

type Asked = Parameters<typeof MODEL.next>
const hasNoReason = ([, { reason }]: Asked) => reason === ''

const FORBIDDEN: Partial<Record<LeadEvent, (asked: Asked) => boolean>> = {
  confirm: (asked) => hasNoReason(asked) || !asked[2].hasEvidence,
  dismiss: hasNoReason,
  doubt: hasNoReason,
  return: hasNoReason,
  reopen: hasNoReason,
  'mark-duplicate': ([, { data }]) => data?.duplicateOf === undefined,
  'ask-second-review': ([, , facts]) => !facts.needsSecondReview,
  clear: ([, , facts]) => facts.needsSecondReview,
  'pass-second-review': ([{ standing }, { by }]) =>
    standing.findLast(({ event }) => event === 'confirm')?.by === by,
}

const MODEL: Model<Memory, LeadEvent, LeadFacts> = {
  start: () => ({ state: 'pending', minute: 0, standing: [] }),
  draw(random, { state, minute }) {
    const possible = [...Object.keys(ALLOWED[state]), 'undo'] as LeadEvent[]
    return {
      request: {
        event: pick(random, random() < 0.7 ? possible : LEAD_EVENTS),
        by: pick(random, ['甲', '乙']),
        at: at(minute + (random() < 0.1 ? 11 : 1)),
        reason: random() < 0.9 ? '理由' : '',
        data: random() < 0.9 ? { duplicateOf: 'L1' } : {},
      },
      facts: { hasEvidence: random() < 0.9, needsSecondReview: random() < 0.5 },
    }
  },
  next(memory, request, facts) {
    const { event, by } = request
    const minute = (Date.parse(request.at) - START) / 60_000
    if (event === 'undo') return takenBack(memory, by, minute)
    const to = ALLOWED[memory.state][event]
    if (to === undefined || FORBIDDEN[event]?.([memory, request, facts])) return undefined
    return { state: to, minute, standing: [...memory.standing, { event, by, minute, before: memory.state }] }
  },
}

function takenBack({ state, standing }: Memory, by: string, minute: number): Memory | undefined {
  const last = standing.at(-1)
  if (!last || IS_OUT.includes(state) || !MAY_BE_TAKEN_BACK.includes(last.event)) return undefined
  const isOwnAndFresh = last.by === by && minute - last.minute <= 10
  return isOwnAndFresh ? { state: last.before, minute, standing: standing.slice(0, -1) } : undefined
}
