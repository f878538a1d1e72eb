import { describe, expect, it } from 'vitest'
import { Assessment } from '../../../src/domain/assessment.ts'
import type { Ranker } from '../../../src/domain/ranker.ts'
import type { Rule } from '../../../src/domain/rule.ts'
import { assessListing } from '../../../src/score/assess-listing.ts'
import { explainAssessment } from '../../../src/score/explain.ts'
import { compileRanker } from '../../../src/score/rank/rank-listing.ts'
import { aListing } from '../../support/builders.ts'
import { aPolicy, aRule, find } from '../score-support.ts'
import { aRanker } from './rank-support.ts'

const OFFER = '象牙手串 转让'
const WEAK = '穿山甲'
const CLAIM = aRule({ detection: { all: [{ kinds: ['product', 'species'] }] }, points: 20 })

function assess(title: string, ranker?: Partial<Ranker>, rules: Rule[] = [aRule()]): Assessment {
  const listing = aListing({ title, body: '' })
  const policy = { ...aPolicy(rules), ...(ranker && { ranker: compileRanker(aRanker(ranker)) }) }
  return assessListing(listing, find(listing), policy)
}

const sum = ({ findings }: Assessment) => findings.reduce((total, { points }) => total + points, 0)

describe('the rank of an assessment', () => {
  const weights = {
    score: 0.9,
    'signal.sale': 1.2,
    'goods.product': -0.4,
    'goods.weight': 0.3,
    'verdict.illegal': 0.2,
  }

  it('is the chance whose log odds are the sum of the reasons shown', () => {
    const { rank, rankReasons } = assess(OFFER, {
      intercept: -2,
      weights: { ...weights, 'rules.against': 0.1 },
    })
    const logOdds = Math.log((rank ?? 0) / (1 - (rank ?? 0)))
    expect((rankReasons ?? []).reduce((total, { weight }) => total + weight, 0)).toBeCloseTo(logOdds, 2)
    expect(rankReasons?.map(({ feature }) => feature).slice(-2)).toEqual(['rest', 'base'])
    expect(rankReasons?.[0]?.feature).toBe('score')
  })

  it('is explained in Chinese', () => {
    const listing = aListing({ title: OFFER })
    const text = explainAssessment(assess(OFFER, { weights }), listing)
    expect(text).toMatch(/排序：\n {2}可能性 \d+%/)
    expect(text).toContain('出售用语')
  })

  it('adds nothing where there is nothing to rank', () => {
    expect(assess('茶壶 转让', { weights })).not.toHaveProperty('rank')
  })

  it('leaves the assessment as it was without a ranker, and with one that may move nothing', () => {
    const before = assess(OFFER)
    expect(before).not.toHaveProperty('rank')
    const { rank, rankReasons: _, ...after } = assess(OFFER, { intercept: -9 })
    expect(rank).toBeLessThan(0.01)
    expect(after).toEqual(before)
  })

  it('reads the characters beside a good as one reason', () => {
    const ngrams = Object.fromEntries(Array.from({ length: 512 }, (_, bucket) => [`ngram.${bucket}`, 1]))
    const method = { l2: 1, folds: 3, minListings: 1, ngramBuckets: 512 }
    const { rankReasons } = assess(OFFER, { weights: ngrams, method })
    expect(rankReasons?.map(({ feature }) => feature)).toEqual(['ngrams', 'rest', 'base'])
  })
})

describe('the limits of a rank', () => {
  const limits = { raiseFrom: 0.8, lowerTo: 0.2 }

  it('shows a person what the rules passed over, where a good was found', () => {
    const raised = assess(WEAK, { intercept: 3, limits }, [])
    expect(assess(WEAK, undefined, []).verdict).toBe('legal')
    expect(raised).toMatchObject({ verdict: 'suspect', score: 35 })
    expect(raised.findings.map(({ ruleId }) => ruleId)).toContain('base.rank-raise')
    expect(sum(raised)).toBe(35)
    expect(Assessment.parse(raised)).toEqual(raised)
  })

  it('never raises further than suspect, and not below its limit', () => {
    expect(assess(WEAK, { intercept: 20, limits }, []).verdict).toBe('suspect')
    expect(assess(WEAK, { intercept: 1, limits }, []).verdict).toBe('legal')
    const suspect = assess('穿山甲 转让', { intercept: 20, limits }, [CLAIM])
    expect(suspect.verdict).toBe('suspect')
  })

  it('lowers a suspect listing, and shows that it did', () => {
    const lowered = assess(WEAK, { intercept: -5, limits }, [CLAIM])
    expect(assess(WEAK, undefined, [CLAIM]).verdict).toBe('suspect')
    expect(lowered).toMatchObject({ verdict: 'legal', score: 34, level: 'none', agencies: [] })
    expect(sum(lowered)).toBe(34)
  })

  it('never lowers what the rules call illegal', () => {
    expect(assess(OFFER, { intercept: -20, limits })).toMatchObject({ verdict: 'illegal', score: 68 })
  })

  it.each([{ floor: 'suspect' as const }, { ceiling: 'suspect' as const }])(
    'never lowers what a rule insists on (%o)',
    (insists) => {
      const rule = { ...CLAIM, ...insists }
      expect(assess(WEAK, { intercept: -20, limits }, [rule]).verdict).toBe('suspect')
    },
  )
})
