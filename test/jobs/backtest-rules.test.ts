import { describe, expect, it } from 'vitest'
import { type BacktestOptions, backtestRules, withoutRule } from '../../src/jobs/backtest-rules.ts'
import { ruleHash } from '../../src/jobs/rule-hash.ts'
import { compileLexicon } from '../../src/match/compile-lexicon.ts'
import { aPolicy, aRule, EXCUSE, TERMS } from '../score/score-support.ts'
import { aListing } from '../support/builders.ts'

const lexicon = compileLexicon(TERMS)
const EXCUSED = aRule(EXCUSE)
const ACCUSED = aRule({ points: 45 })
const LISTINGS = [
  aListing({ id: 'a:1', title: '象牙手串 转让', body: '电话 13800001234' }),
  aListing({ id: 'a:2', title: '树脂象牙手串', body: '' }),
  aListing({ id: 'a:3', title: '茶壶', body: '' }),
]

function replay(overrides: Partial<BacktestOptions> = {}) {
  const after = aPolicy([ACCUSED, EXCUSED])
  return backtestRules({
    listings: LISTINGS,
    lexicon,
    before: withoutRule(after, EXCUSED.id),
    after,
    measured: new Set([ACCUSED.id, EXCUSED.id]),
    samples: 5,
    signal: new AbortController().signal,
    ...overrides,
  })
}

describe('backtestRules', () => {
  it('counts leads added, removed and left as they are, and what each rule does by itself', async () => {
    const result = await replay()
    expect(result).toMatchObject({
      listings: 3,
      leadsBefore: 2,
      leadsAfter: 1,
      outcomes: { added: 0, removed: 1, changed: 0, unchanged: 1 },
    })
    expect(result.effects.map(({ rule, ...counts }) => [rule.id, counts])).toEqual([
      [ACCUSED.id, { fired: 1, right: 0, wrong: 0, added: 0, removed: 0, changed: 1 }],
      [EXCUSED.id, { fired: 1, right: 0, wrong: 0, added: 0, removed: 1, changed: 0 }],
    ])
    const back = await replay({ before: aPolicy([ACCUSED, EXCUSED]), after: aPolicy([ACCUSED]) })
    expect(back.outcomes).toEqual({ added: 1, removed: 0, changed: 0, unchanged: 1 })
  })

  it('counts an accusation of what is unlawful as right, and an excuse of what is lawful', async () => {
    const counts = async (answer: boolean | undefined) =>
      (await replay({ answerOf: async () => answer })).effects.map(({ right, wrong }) => [right, wrong])
    expect(await counts(true)).toEqual([
      [1, 0],
      [0, 1],
    ])
    expect(await counts(false)).toEqual([
      [0, 1],
      [1, 0],
    ])
    expect(await counts(undefined)).toEqual([
      [0, 0],
      [0, 0],
    ])
  })

  it('calls a lead of another verdict changed', async () => {
    const result = await replay({ before: aPolicy([]), after: aPolicy([ACCUSED]) })
    expect(result.outcomes).toEqual({ added: 0, removed: 0, changed: 1, unchanged: 1 })
    expect(result.samples.changed[0]).toMatchObject({
      before: { verdict: 'suspect' },
      after: { verdict: 'illegal' },
      findings: [{ title: ACCUSED.title, before: 0, after: 45 }],
    })
  })

  it('masks contacts and takes no more samples than asked for, the same each time', async () => {
    const { samples } = await replay()
    expect(JSON.stringify(samples)).toContain('138****1234')
    expect(JSON.stringify(samples)).not.toContain('13800001234')
    const many = Array.from({ length: 20 }, (_, index) => aListing({ id: `b:${index}`, title: '象牙手串' }))
    const few = await replay({ listings: many, samples: 2 })
    const again = await replay({ listings: many.toReversed(), samples: 2 })
    expect(few.samples.unchanged).toHaveLength(2)
    expect(again.samples).toEqual(few.samples)
  })

  it('knows the listings by their hash, and says when it was stopped', async () => {
    const stop = new AbortController()
    const whole = await replay()
    expect((await replay()).dataHash).toBe(whole.dataHash)
    expect((await replay({ listings: LISTINGS.slice(1) })).dataHash).not.toBe(whole.dataHash)
    const part = await replay({ signal: stop.signal, onProgress: () => stop.abort() })
    expect(part).toMatchObject({ listings: 1, stopped: true })
  })

  it('can be stopped from outside, however many listings there are', async () => {
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 20)
    const endless = (function* () {
      for (;;) yield aListing({ id: 'c:1', title: '茶壶' })
    })()
    expect(await replay({ listings: endless, signal: stop.signal })).toMatchObject({ stopped: true })
  })
})

describe('ruleHash', () => {
  it.each([
    [{ status: 'stable' as const }, true],
    [{ title: '别的标题' }, true],
    [{ falsePositives: ['别的误报'] }, true],
    [{ points: 21 }, false],
    [{ level: 'low' as const }, false],
    [{ group: 'cue' }, false],
    [{ detection: { all: [{ kinds: ['product'] }] } }, false],
  ])('of a rule with %j is the same: %s', (overrides, same) => {
    expect(ruleHash(aRule(overrides)) === ruleHash(aRule())).toBe(same)
  })
})
