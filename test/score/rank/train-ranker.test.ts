import { describe, expect, it } from 'vitest'
import { assignFolds } from '../../../src/score/rank/assign-folds.ts'
import { calibrate } from '../../../src/score/rank/calibrate.ts'
import { sigmoid } from '../../../src/score/rank/fit-logistic.ts'
import { groupTexts } from '../../../src/score/rank/group-texts.ts'
import { measureRanking } from '../../../src/score/rank/measure-ranking.ts'
import { chooseLimits } from '../../../src/score/rank/rank-limits.ts'
import { checkRanker, trainRanker } from '../../../src/score/rank/train-ranker.ts'
import { aPolicy } from '../score-support.ts'
import { answeredListings } from './rank-support.ts'

const OPTIONS = { folds: 4, ngrams: false }

describe('trainRanker', () => {
  const answered = answeredListings(80)

  it('gives the same ranker from the same data, byte for byte', () => {
    const once = JSON.stringify(trainRanker(answered, aPolicy(), OPTIONS))
    expect(JSON.stringify(trainRanker(answered, aPolicy(), OPTIONS))).toBe(once)
  })

  it('learns what tells an offer from a report, and measures every listing by a model that had not seen it', () => {
    const { weights, figures, groups } = trainRanker(answered, aPolicy(), OPTIONS)
    expect(weights['signal.sale']).toBeGreaterThan(0)
    expect(weights['signal.reporting']).toBeLessThan(0)
    expect(groups).toBe(80)
    expect(figures.ranker).toMatchObject({ listings: 80, ranked: 80, flagged: 40 })
    expect(figures.ranker.auc).toBe(1)
    expect(figures.folds.reduce((sum, { listings }) => sum + listings, 0)).toBe(80)
  })

  it('reports chance where the answers are chance', () => {
    // Answers that have nothing to do with the texts: a training-set figure would look far better.
    const noise = answered.map((one, index) => ({ ...one, flagged: (index * 7919) % 13 < 6 }))
    expect(trainRanker(noise, aPolicy(), { folds: 4, ngrams: true }).figures.ranker.auc).toBeLessThan(0.7)
  })

  it('names no single good, rule or platform, so that others are judged by the same facts', () => {
    const { weights } = trainRanker(answered, aPolicy(), OPTIONS)
    for (const name of Object.keys(weights))
      expect(name).toMatch(
        /^(score|benign|price|(rules|goods|verdict|signal|near|evasion|floor|ceiling)\.[a-z-]+)$/,
      )
  })

  it('can be checked on a set it has not seen', () => {
    const trained = trainRanker(answered, aPolicy(), OPTIONS)
    const { ranker, ruleScore } = checkRanker(answeredListings(20), aPolicy(), trained)
    expect(ranker.listings).toBe(20)
    expect(ruleScore.flagged).toBe(10)
  })
})

describe('groupTexts', () => {
  it('puts near-duplicates together, and chains of them', () => {
    const text = '自家存的老料手串包浆到位懂的来不议价'
    expect([
      ...groupTexts([text, '白瓷盖碗功夫茶具单只清仓处理', `${text} 急出`, `便宜 ${text.slice(4)}`]),
    ]).toEqual([0, 1, 0, 0])
  })
})

describe('assignFolds', () => {
  it('keeps a key in one fold, and does not hang on the order of the file', () => {
    const examples = Array.from({ length: 60 }, (_, index) => ({
      key: `k${index % 23}`,
      flagged: index % 3 === 0,
    }))
    const folds = assignFolds(examples, 5)
    const byKey = new Map(examples.map(({ key }, index) => [key, folds[index]]))
    expect(examples.every(({ key }, index) => byKey.get(key) === folds[index])).toBe(true)
    expect(assignFolds(examples.toReversed(), 5)).toEqual(folds.toReversed())
    expect(new Set(folds).size).toBe(5)
  })
})

describe('calibrate', () => {
  it('draws overconfident scores back to what was found, and never turns the order round', () => {
    const scores = Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? 6 : -6))
    const { slope, shift } = calibrate(
      scores,
      scores.map((score, index) => (index % 10 < 2 ? score < 0 : score > 0)),
    )
    expect(sigmoid(slope * 6 + shift)).toBeCloseTo(0.8, 1)
    const reversed = calibrate(
      scores,
      scores.map((score) => score < 0),
    )
    expect(reversed.slope).toBeGreaterThan(0)
  })
})

describe('measureRanking', () => {
  const one = (rank: number | undefined, flagged: boolean, queued = true) => ({ rank, flagged, queued })

  it('counts a tie as half, and what is not ranked as last', () => {
    expect(measureRanking([one(0.9, true), one(0.4, true), one(0.4, false), one(undefined, false)]).auc).toBe(
      0.875,
    )
  })

  it('measures calibration as the distance from what was found', () => {
    expect(measureRanking([one(0.75, true), one(0.75, true), one(0.75, true), one(0.75, false)]).ece).toBe(0)
    expect(measureRanking([one(0.9, false), one(0.9, false)]).ece).toBeCloseTo(0.9)
  })

  it('is null where it would divide by nothing', () => {
    expect(measureRanking([])).toMatchObject({ auc: null, ece: null, f1: null, precisionAt50: null })
  })
})

describe('chooseLimits', () => {
  const tried = (verdict: 'legal' | 'suspect', rank: number, flagged: boolean) => ({
    rank,
    example: { verdict, flagged, mayRaise: true, mayLower: true },
  })

  it('moves nothing on too little proof', () => {
    expect(chooseLimits([tried('legal', 0.9, true), tried('suspect', 0.1, false)])).toEqual({
      raiseFrom: null,
      lowerTo: null,
    })
  })

  it('reaches as far as the moves were right on unseen listings', () => {
    const right = Array.from({ length: 10 }, (_, index) => tried('legal', 0.9 - index / 100, true))
    const wrong = Array.from({ length: 10 }, (_, index) => tried('legal', 0.6 - index / 100, false))
    const { raiseFrom } = chooseLimits([...right, ...wrong])
    expect(raiseFrom).toBeGreaterThan(0.5)
    expect(raiseFrom).toBeLessThanOrEqual(0.81)
  })
})
