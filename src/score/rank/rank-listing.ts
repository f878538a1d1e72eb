import type { RankReason } from '../../domain/assessment.ts'
import type { MatchSet } from '../../domain/match.ts'
import type { Ranker } from '../../domain/ranker.ts'
import type { CompiledRanker } from '../policy.ts'
import type { Weighed } from '../weigh-listing.ts'
import { describeFeature } from './describe-feature.ts'
import { sigmoid } from './fit-logistic.ts'
import { rankFeatures } from './rank-features.ts'

export interface Ranking {
  readonly rank: number
  /** The strongest first, then `rest` and `base`; together the log odds of the rank. */
  readonly reasons: readonly RankReason[]
  readonly limits: Ranker['limits']
}

const SHOWN = 5

export function compileRanker({ intercept, weights, method, limits }: Ranker): CompiledRanker {
  return { intercept, weights: new Map(Object.entries(weights)), ngrams: method.ngramBuckets > 0, limits }
}

export function rankListing(weighed: Weighed, found: MatchSet, ranker: CompiledRanker): Ranking {
  const parts: { feature: string; weight: number }[] = []
  let sum = ranker.intercept
  let ngrams = 0
  for (const [feature, value] of rankFeatures(weighed, found, ranker.ngrams)) {
    const weight = value * (ranker.weights.get(feature) ?? 0)
    if (weight === 0) continue
    sum += weight
    // One hashed pair of characters says nothing to a reader; all of them are one reason.
    if (feature.startsWith('ngram.')) ngrams += weight
    else parts.push({ feature, weight })
  }
  if (ngrams !== 0) parts.push({ feature: 'ngrams', weight: ngrams })
  parts.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
  const shown = parts.slice(0, SHOWN).map(({ feature, weight }) => reason(feature, weight))
  const rest = sum - ranker.intercept - shown.reduce((total, { weight }) => total + weight, 0)
  return {
    rank: Number(sigmoid(sum).toFixed(6)),
    reasons: [...shown, reason('rest', rest), reason('base', ranker.intercept)],
    limits: ranker.limits,
  }
}

function reason(feature: string, weight: number): RankReason {
  return { feature, why: describeFeature(feature), weight: Number(weight.toFixed(4)) }
}
