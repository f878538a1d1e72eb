import { describe, expect, it } from 'vitest'
import { evaluate } from '../../src/score/evaluate.ts'
import { aPair } from './labelled-pair.ts'

const NO_MATCHES = { matches: [] }

describe('evaluate', () => {
  const pairs = [
    aPair('illegal', 'illegal', { evasion: ['pinyin'] }),
    aPair('illegal', 'legal', {}, { category: 'none' }),
    aPair('suspect', 'illegal', { category: 'wild-meat', platform: 'forum' }),
    aPair('legal', 'legal', {}, { ...NO_MATCHES, category: 'none' }),
    aPair('legal', 'suspect'),
    aPair('illegal', 'legal', { ambiguous: true }),
  ]

  it('counts flagged against legal and leaves ambiguous ones out', () => {
    const { listings, ambiguous, confusion, ...flagged } = evaluate(pairs)
    expect({ listings, ambiguous }).toEqual({ listings: 5, ambiguous: 1 })
    expect(flagged).toMatchObject({
      precision: 2 / 3,
      recall: 2 / 3,
      recallOnIllegal: 0.5,
      falseAlarmRate: 0.5,
    })
    expect(confusion.suspect).toEqual({ illegal: 1, suspect: 0, legal: 0 })
  })

  it('sets the keyword-only baseline beside it', () => {
    expect(evaluate(pairs).baseline).toMatchObject({ precision: 3 / 4, recall: 1, falseAlarmRate: 0.5 })
  })

  it('measures category and offence on what both sides flagged', () => {
    const { categoryAccuracy, offenceAccuracy } = evaluate(pairs)
    expect({ categoryAccuracy, offenceAccuracy }).toEqual({ categoryAccuracy: 0.5, offenceAccuracy: 1 })
  })

  it('says what a night of each length finds, for the program and the baseline', () => {
    const { reviewed, baseline } = evaluate(pairs)
    expect(reviewed.map(({ capacity }) => capacity)).toEqual([50, 100, 200])
    expect(reviewed[0]).toEqual({ capacity: 50, reviewed: 3, precision: 2 / 3 })
    expect(baseline.reviewed[0]).toEqual({ capacity: 50, reviewed: 4, precision: 3 / 4 })
  })

  it('slices by platform, the baseline beside it', () => {
    const { shop, forum } = evaluate(pairs).byPlatform
    expect(shop).toMatchObject({
      listings: 4,
      flagged: 2,
      precision: 1 / 2,
      recall: 1 / 2,
      falseAlarmRate: 1 / 2,
      baseline: { flagged: 3, precision: 2 / 3, recall: 1, falseAlarmRate: 1 / 2 },
      categoryAccuracy: 1,
    })
    // All four score 80: half of them are wanted.
    expect(shop?.calibrationError).toBeCloseTo(0.3)
    expect(forum).toMatchObject({ listings: 1, recall: 1, categoryAccuracy: 0, calibrationError: null })
  })

  it('says of each category how often the program was right to propose it', () => {
    const { 'protected-animal-product': product, 'wild-meat': meat, none } = evaluate(pairs).byCategory
    expect(product).toMatchObject({ listings: 2, recall: 1 / 2, proposed: 3, proposedRight: 1 / 3 })
    expect(meat).toMatchObject({ listings: 1, recall: 1, proposed: 0, proposedRight: null })
    expect(none).toMatchObject({ listings: 2, falseAlarmRate: 1 / 2, proposed: 2, proposedRight: 1 / 2 })
  })

  it('slices by evasion, and says null rather than a number where nothing can be divided', () => {
    expect(evaluate(pairs).byEvasion.pinyin).toMatchObject({
      listings: 1,
      flagged: 1,
      recall: 1,
      falseAlarmRate: null,
    })
    const empty = evaluate([])
    expect(empty.f1).toBeNull()
    expect(empty.reviewed[0]).toEqual({ capacity: 50, reviewed: 0, precision: null })
    expect(empty.calibration.error).toBeNull()
    expect(empty.agencies.exact).toBeNull()
  })
})
