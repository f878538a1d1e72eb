import { z } from 'zod'

const Share = z.number().min(0).max(1)

/** Measured on listings that the fitted model had not seen. A share is null where it would divide by nothing. */
export const RankFigures = z.strictObject({
  listings: z.int().nonnegative(),
  /** Listings that were ranked; the others hold nothing to rank and count as 0. */
  ranked: z.int().nonnegative(),
  flagged: z.int().nonnegative(),
  /** At one half. */
  precision: Share.nullable(),
  recall: Share.nullable(),
  f1: Share.nullable(),
  auc: Share.nullable(),
  /** Among the listings that the rules flag: what a reviewer's queue gains. */
  queueAuc: Share.nullable(),
  /** Of ranked listings: mean distance between the rank and the share found unlawful, over ten bins. */
  ece: Share.nullable(),
  /** Share found unlawful among the fifty ranked highest. */
  precisionAt50: Share.nullable(),
})
export type RankFigures = z.infer<typeof RankFigures>

/** Precision, recall and F1 of flagged against legal. */
export const VerdictFigures = z.strictObject({
  precision: Share.nullable(),
  recall: Share.nullable(),
  f1: Share.nullable(),
  falseAlarmRate: Share.nullable(),
})
export type VerdictFigures = z.infer<typeof VerdictFigures>

/** A rank from here on, or down to here, may move a verdict by one step; null: it may not. */
export const RankLimits = z.strictObject({ raiseFrom: Share.nullable(), lowerTo: Share.nullable() })
export type RankLimits = z.infer<typeof RankLimits>

/**
 * A trained ranker as it is reviewed and shipped: models/ranker.json.
 *
 * The log odds of the rank are `intercept` plus, for each feature of the listing, its value times its weight;
 * calibration is already multiplied in. A feature that is not named weighs nothing.
 */
export const Ranker = z.strictObject({
  format: z.literal('qingshao-ranker/1'),
  trainedAt: z.iso.datetime(),
  program: z.string(),
  data: z.strictObject({
    /** SHA-256 over the training listings and their answers, in order. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    sources: z.array(
      z.strictObject({
        name: z.string(),
        listings: z.int().nonnegative(),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    ),
    listings: z.int().positive(),
    flagged: z.int().positive(),
    /** Near-duplicates count as one. */
    groups: z.int().positive(),
  }),
  method: z.strictObject({
    l2: z.number().positive(),
    folds: z.int().min(2),
    /** Features seen in fewer training listings are left out. */
    minListings: z.int().positive(),
    /** 0: no n-grams. Their hash: see models/README.md. */
    ngramBuckets: z.int().nonnegative(),
  }),
  intercept: z.number(),
  weights: z.record(z.string(), z.number()),
  limits: RankLimits,
  /** All of it cross-validated. */
  figures: z.strictObject({
    ranker: RankFigures,
    /** The same listings ordered by the score of the rules. */
    ruleScore: RankFigures,
    /** Folds that keep goods together: what is ranked is of goods no fold's model has seen. */
    otherGoods: RankFigures,
    verdicts: z.strictObject({
      rules: VerdictFigures,
      moved: VerdictFigures,
      otherGoodsMoved: VerdictFigures,
    }),
    folds: z.array(RankFigures),
  }),
})
export type Ranker = z.infer<typeof Ranker>

/** A chance for people to read: nothing learned is certain. */
export function chanceLabel(rank: number): string {
  return `${Math.min(99, Math.max(1, Math.round(rank * 100)))}%`
}
