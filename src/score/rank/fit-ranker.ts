import type { RankLimits } from '../../domain/ranker.ts'
import type { Verdict } from '../../domain/vocabulary.ts'
import { calibrate } from './calibrate.ts'
import { fitLogistic, type Row, sigmoid } from './fit-logistic.ts'
import type { RankFeature } from './rank-features.ts'
import { chooseLimits } from './rank-limits.ts'

/** One listing to learn from or to measure on. */
export interface Example {
  /** Undefined: nothing to rank. Such a listing is measured, never learned from. */
  readonly features: readonly RankFeature[] | undefined
  readonly flagged: boolean
  /** What the rules propose, and which way a rank could move it. */
  readonly verdict: Verdict
  readonly mayRaise: boolean
  readonly mayLower: boolean
}

export interface Method {
  readonly l2: number
  readonly minListings: number
}

/** A linear model over named features whose sum is calibrated log odds. */
export interface Linear {
  readonly intercept: number
  readonly weights: ReadonlyMap<string, number>
}

export interface FittedRanker extends Linear {
  readonly limits: RankLimits
}

/**
 * Fits on the examples given and on nothing else: calibration and limits come from inner folds, on scores of examples
 * that the fold's model had not seen.
 *
 * @param folds for each example the fold it belongs to; near-duplicates must share one.
 */
export function fitRanker(
  examples: readonly Example[],
  folds: readonly number[],
  method: Method,
): FittedRanker {
  const scored = scoreUnseen(examples, folds, method)
  const { slope, shift } = calibrate(
    scored.map(({ score }) => score),
    scored.map(({ example }) => example.flagged),
  )
  const limits = chooseLimits(
    scored.map(({ score, example }) => ({ rank: sigmoid(slope * score + shift), example })),
  )
  const raw = fitLinear(examples, method)
  const weights = new Map([...raw.weights].map(([name, weight]) => [name, slope * weight]))
  return { intercept: slope * raw.intercept + shift, weights, limits }
}

export function logOddsOf(features: readonly RankFeature[], { intercept, weights }: Linear): number {
  let sum = intercept
  for (const [name, value] of features) sum += value * (weights.get(name) ?? 0)
  return sum
}

function scoreUnseen(
  examples: readonly Example[],
  folds: readonly number[],
  method: Method,
): { score: number; example: Example }[] {
  const scored: { score: number; example: Example }[] = []
  for (const fold of [...new Set(folds)].sort((a, b) => a - b)) {
    const model = fitLinear(
      examples.filter((_, index) => folds[index] !== fold),
      method,
    )
    for (const [index, example] of examples.entries()) {
      if (folds[index] === fold && example.features)
        scored.push({ score: logOddsOf(example.features, model), example })
    }
  }
  return scored
}

function fitLinear(examples: readonly Example[], { l2, minListings }: Method): Linear {
  const seen = new Map<string, number>()
  const usable = examples.filter((example) => example.features !== undefined)
  for (const { features } of usable)
    for (const [name] of features ?? []) seen.set(name, (seen.get(name) ?? 0) + 1)
  // Sorted, so that the order of the examples' features does not reach the sums.
  const names = [...seen].flatMap(([name, count]) => (count >= minListings ? [name] : [])).sort()
  const columns = new Map(names.map((name, column) => [name, column]))
  const { intercept, weights } = fitLogistic(
    usable.map((example) => toRow(example, columns)),
    names.length,
    l2,
  )
  return { intercept, weights: new Map(names.map((name, column) => [name, weights[column] ?? 0])) }
}

function toRow({ features, flagged }: Example, columns: ReadonlyMap<string, number>): Row {
  const known = (features ?? []).flatMap(([name, value]) => {
    const column = columns.get(name)
    return column === undefined ? [] : [{ column, value }]
  })
  known.sort((a, b) => a.column - b.column)
  return {
    columns: Int32Array.from(known, ({ column }) => column),
    values: Float64Array.from(known, ({ value }) => value),
    flagged,
  }
}
