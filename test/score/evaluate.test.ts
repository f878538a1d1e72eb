import { describe, expect, it } from 'vitest'
import { LabelledListing } from '../../src/domain/labelled-listing.ts'
import { evaluate, type LabelledAssessment } from '../../src/score/evaluate.ts'
import { anAssessment } from '../support/builders.ts'

function aPair(
  label: 'illegal' | 'suspect' | 'legal',
  verdict: 'illegal' | 'suspect' | 'legal',
  overrides: Record<string, unknown> = {},
): LabelledAssessment {
  const truth = LabelledListing.parse({
    id: '1',
    platform: 'shop',
    title: 't',
    label,
    category: label === 'legal' ? 'none' : 'protected-animal-product',
    offence: label === 'legal' ? 'none' : 'sale',
    expected_agencies: label === 'legal' ? [] : ['forestry', 'customs'],
    evasion: [],
    ...overrides,
  })
  return { truth, assessment: anAssessment({ verdict }) }
}

describe('evaluate', () => {
  const pairs = [
    aPair('illegal', 'illegal', { evasion: ['pinyin'] }),
    aPair('illegal', 'legal'),
    aPair('suspect', 'illegal', { category: 'wild-meat' }),
    aPair('legal', 'legal'),
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
    expect(evaluate(pairs).baseline).toMatchObject({ recall: 1, falseAlarmRate: 1 })
  })

  it('measures category, offence and agencies on what both sides flagged', () => {
    const { categoryAccuracy, offenceAccuracy, agencies } = evaluate(pairs)
    expect({ categoryAccuracy, offenceAccuracy }).toEqual({ categoryAccuracy: 0.5, offenceAccuracy: 1 })
    expect(agencies).toEqual({ covered: 0.5, meanExtras: 1 })
  })

  it('slices by evasion, and says null rather than a number where nothing can be divided', () => {
    expect(evaluate(pairs).byEvasion.pinyin).toEqual({
      listings: 1,
      flagged: 1,
      recall: 1,
      falseAlarmRate: null,
    })
    expect(evaluate([]).f1).toBeNull()
  })
})
