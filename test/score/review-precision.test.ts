import { describe, expect, it } from 'vitest'
import { KEYWORD_ONLY, PROGRAM } from '../../src/score/flag-counts.ts'
import { precisionAt } from '../../src/score/review-precision.ts'
import { aMatch } from '../support/builders.ts'
import { aPair } from './labelled-pair.ts'

describe('precisionAt', () => {
  const scored = [
    aPair('legal', 'suspect', {}, { score: 40 }),
    aPair('illegal', 'illegal', {}, { score: 90 }),
    aPair('legal', 'illegal', {}, { score: 70 }),
    aPair('suspect', 'illegal', {}, { score: 80 }),
    aPair('illegal', 'legal', {}, { score: 20 }),
  ]

  it('looks at the highest scores first', () => {
    expect(precisionAt(scored, PROGRAM, 2)).toEqual({ capacity: 2, reviewed: 2, precision: 1 })
    expect(precisionAt(scored, PROGRAM, 3)).toEqual({ capacity: 3, reviewed: 3, precision: 2 / 3 })
  })

  it('says how many there were when fewer are flagged', () => {
    expect(precisionAt(scored, PROGRAM, 50)).toEqual({ capacity: 50, reviewed: 4, precision: 2 / 4 })
  })

  it('counts equals by their share, whatever the order of the file', () => {
    const equals = [
      aPair('illegal', 'illegal', {}, { score: 90 }),
      aPair('illegal', 'illegal', {}, { score: 60 }),
      aPair('legal', 'illegal', {}, { score: 60 }),
      aPair('legal', 'illegal', {}, { score: 60 }),
      aPair('legal', 'illegal', {}, { score: 60 }),
    ]
    // The first, and two of four of which a quarter is wanted.
    expect(precisionAt(equals, PROGRAM, 3).precision).toBeCloseTo(1.5 / 3)
    expect(precisionAt(equals.toReversed(), PROGRAM, 3).precision).toBeCloseTo(1.5 / 3)
  })

  it('ranks the bare word list by different terms', () => {
    const two = [aMatch(), aMatch({ termId: 'product.ivory' })]
    const twice = [aMatch(), aMatch({ start: 7, end: 11 })]
    const listed = [
      aPair('legal', 'legal', {}, { matches: twice }),
      aPair('illegal', 'legal', {}, { matches: two }),
      aPair('illegal', 'illegal', {}, { matches: [] }),
    ]
    expect(precisionAt(listed, KEYWORD_ONLY, 1)).toEqual({ capacity: 1, reviewed: 1, precision: 1 })
    expect(precisionAt(listed, KEYWORD_ONLY, 9)).toEqual({ capacity: 9, reviewed: 2, precision: 1 / 2 })
  })
})
