import type { Listing } from '../../domain/listing.ts'
import type { MatchSet } from '../../domain/match.ts'
import type { Ranker, RankFigures, VerdictFigures } from '../../domain/ranker.ts'
import type { Policy } from '../policy.ts'
import { GOODS } from '../settle-matches.ts'
import { weighListing } from '../weigh-listing.ts'
import { assignFolds } from './assign-folds.ts'
import { sigmoid } from './fit-logistic.ts'
import { type Example, type FittedRanker, fitRanker, logOddsOf, type Method } from './fit-ranker.ts'
import { groupTexts } from './group-texts.ts'
import { measureRanking, measureVerdicts, type Ranked } from './measure-ranking.ts'
import { mayLower, mayRaise, moveOf } from './move-verdict.ts'
import { isRankable, NGRAM_BUCKETS, rankFeatures } from './rank-features.ts'

/** A listing with its matches and the answer of a person. */
export interface Answered {
  readonly listing: Listing
  readonly found: MatchSet
  readonly flagged: boolean
}

export interface TrainOptions {
  readonly ngrams: boolean
  readonly folds: number
}

export type Trained = Pick<Ranker, 'method' | 'intercept' | 'weights' | 'limits' | 'figures'> & {
  readonly groups: number
}

/** 1 and 3 hardly differ in cross-validation on the practice market. */
const L2 = 3
/** A feature of three listings is an anecdote. */
const MIN_LISTINGS = 4
const WEIGHT_DIGITS = 6

interface Prepared extends Example {
  readonly score: number
  /** Which near-duplicates it belongs to. */
  readonly group: string
  /** Which kind of goods it is about. */
  readonly goods: string
}

/**
 * Trains on all that is given; every figure comes from models that had not seen the listing they are measured on,
 * each with its own calibration and limits. Pure and without chance: the same data give the same ranker.
 */
export function trainRanker(answered: readonly Answered[], policy: Policy, options: TrainOptions): Trained {
  const examples = prepare(answered, policy, options.ngrams)
  const method: Method = { l2: L2, minListings: MIN_LISTINGS }
  const folds = assignFolds(
    examples.map(({ group, flagged }) => ({ key: group, flagged })),
    options.folds,
  )
  const unseen = crossValidate(examples, folds, method)
  const otherGoods = crossValidate(
    examples,
    assignFolds(
      examples.map(({ goods, flagged }) => ({ key: goods, flagged })),
      options.folds,
    ),
    method,
  )
  const { intercept, weights, limits } = fitRanker(examples, folds, method)
  const scores = examples.map((example) => rankedAs(example, example.score / 100))
  return {
    groups: new Set(examples.map(({ group }) => group)).size,
    method: { ...method, folds: options.folds, ngramBuckets: options.ngrams ? NGRAM_BUCKETS : 0 },
    intercept: round(intercept),
    weights: Object.fromEntries([...weights].map(([name, weight]) => [name, round(weight)])),
    limits,
    figures: {
      ranker: rounded(measureRanking(unseen)),
      ruleScore: rounded(measureRanking(scores)),
      otherGoods: rounded(measureRanking(otherGoods)),
      verdicts: {
        rules: rounded(
          measureVerdicts(examples.map(({ flagged, verdict }) => ({ flagged, called: verdict !== 'legal' }))),
        ),
        moved: rounded(measureVerdicts(unseen)),
        otherGoodsMoved: rounded(measureVerdicts(otherGoods)),
      },
      folds: [...new Set(folds)]
        .sort((a, b) => a - b)
        .map((fold) => rounded(measureRanking(unseen.filter((_, index) => folds[index] === fold)))),
    },
  }
}

export interface Checked {
  readonly ranker: RankFigures
  readonly ruleScore: RankFigures
  readonly rules: VerdictFigures
  readonly moved: VerdictFigures
}

/** A trained ranker on a set that it was not trained on. */
export function checkRanker(
  answered: readonly Answered[],
  policy: Policy,
  { intercept, weights, limits, method }: Pick<Ranker, 'intercept' | 'weights' | 'limits' | 'method'>,
): Checked {
  const examples = prepare(answered, policy, method.ngramBuckets > 0)
  const model = { intercept, weights: new Map(Object.entries(weights)), limits }
  const unseen = examples.map((example) => measured(example, model))
  return {
    ranker: rounded(measureRanking(unseen)),
    ruleScore: rounded(measureRanking(examples.map((example) => rankedAs(example, example.score / 100)))),
    rules: rounded(
      measureVerdicts(examples.map(({ flagged, verdict }) => ({ flagged, called: verdict !== 'legal' }))),
    ),
    moved: rounded(measureVerdicts(unseen)),
  }
}

function prepare(answered: readonly Answered[], policy: Policy, ngrams: boolean): Prepared[] {
  const texts = answered.map(({ listing: { title, body } }) => `${title}\n${body}`)
  const groups = groupTexts(texts)
  return answered.map(({ listing, found, flagged }, index) => {
    const weighed = weighListing(listing, found, policy)
    const group = texts[groups[index] ?? index] ?? ''
    const good = weighed.facts.goods[0]?.termId ?? found.matches.find(({ kind }) => GOODS.has(kind))?.termId
    return {
      features: isRankable(weighed, found) ? rankFeatures(weighed, found, ngrams) : undefined,
      flagged,
      verdict: weighed.scored.verdict,
      score: weighed.scored.score,
      mayRaise: mayRaise(found),
      mayLower: mayLower(weighed),
      group,
      // `product.ivory.string` and `product.ivory.seal` are of one kind.
      goods: good?.split('.').slice(0, 2).join('.') ?? group,
    }
  })
}

type Unseen = Ranked & { readonly called: boolean }

function crossValidate(examples: readonly Prepared[], folds: readonly number[], method: Method): Unseen[] {
  const unseen: Unseen[] = []
  for (const fold of new Set(folds)) {
    const others = examples.filter((_, index) => folds[index] !== fold)
    const model = fitRanker(
      others,
      folds.filter((other) => other !== fold),
      method,
    )
    for (const [index, example] of examples.entries()) {
      if (folds[index] === fold) unseen[index] = measured(example, model)
    }
  }
  return unseen
}

function measured(example: Prepared, model: FittedRanker): Unseen {
  const rank = example.features && sigmoid(logOddsOf(example.features, model))
  const move = rank === undefined ? undefined : moveOf(rank, model.limits, example)
  const called = move === 'raise' || (example.verdict !== 'legal' && move !== 'lower')
  return { ...rankedAs(example, rank), called }
}

function rankedAs({ flagged, verdict }: Prepared, rank: number | undefined): Ranked {
  return { rank, flagged, queued: verdict !== 'legal' }
}

function rounded<T extends RankFigures | VerdictFigures>(figures: T): T {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [name, value === null ? null : Number(value.toFixed(4))]),
  ) as T
}

function round(weight: number): number {
  return Number(weight.toFixed(WEIGHT_DIGITS))
}
