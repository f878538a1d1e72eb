import { describe, expect, it } from 'vitest'
import { type HuntOptions, huntRules } from '../../src/jobs/hunt-rules.ts'
import { compileLexicon } from '../../src/match/compile-lexicon.ts'
import { aPolicy, aRule, TERMS } from '../score/score-support.ts'
import { aListing } from '../support/builders.ts'

const NET = aRule({
  title: '说了价的都看看',
  purpose: 'hunting',
  points: 0,
  detection: { all: [{ signals: ['price'] }] },
})
const AGAIN = aRule({
  id: '0b9f3c52-8a44-4b6e-9a55-0d6f7a1b2c3d',
  title: '此前被标记的卖家',
  purpose: 'hunting',
  points: 0,
  detection: { all: [{ signals: ['seller-history'] }] },
})
const LISTINGS = [
  aListing({ id: 'a:1', title: '象牙手串 转让 300元', body: '' }),
  aListing({ id: 'a:2', title: '茶壶 300元', body: '电话 13800001234' }),
  aListing({ id: 'a:3', title: '茶壶', body: '' }),
]

function hunt(overrides: Partial<HuntOptions> = {}) {
  return huntRules({
    listings: LISTINGS,
    rules: [aRule({ id: '9c1d7c1e-2f0b-4c57-9d0e-6f3b1a2c4d5e', points: 45 }), NET, AGAIN],
    lexicon: compileLexicon(TERMS),
    policy: aPolicy([aRule({ points: 45 }), NET]),
    samples: 5,
    signal: new AbortController().signal,
    ...overrides,
  })
}

describe('huntRules', () => {
  it('tells what no detection rule flagged from what was flagged anyway, with contacts masked', async () => {
    const { rules, ...counts } = await hunt()
    expect(counts).toEqual({ listings: 3, flagged: 1, caught: 1, stopped: false })
    expect(rules.map(({ rule, caught, alreadyFlagged }) => [rule.id, caught, alreadyFlagged])).toEqual([
      [NET.id, 1, 1],
      [AGAIN.id, 0, 0],
    ])
    expect(rules[0]?.samples).toEqual([
      { listingId: 'a:2', title: '茶壶 300元', body: '电话 138****1234', why: '标价“300元”', score: 0 },
    ])
  })

  it('knows the seller from before where somebody can tell', async () => {
    const { rules } = await hunt({ historyOf: async ({ id }) => ({ flagged: id === 'a:3' ? 2 : 0 }) })
    expect(rules.find(({ rule }) => rule.id === AGAIN.id)?.samples.map(({ listingId }) => listingId)).toEqual(
      ['a:3'],
    )
  })

  it('takes no more samples than asked for, the same in any order, and stops when told', async () => {
    const many = Array.from({ length: 20 }, (_, index) => aListing({ id: `b:${index}`, title: '茶壶 9元' }))
    const few = await hunt({ listings: many, samples: 2 })
    const again = await hunt({ listings: many.toReversed(), samples: 2 })
    expect(few.rules[0]?.samples).toHaveLength(2)
    expect(again.rules).toEqual(few.rules)
    const stop = new AbortController()
    const part = await hunt({ listings: many, signal: stop.signal, onProgress: () => stop.abort() })
    expect(part).toMatchObject({ listings: 1, stopped: true })
  })
})
