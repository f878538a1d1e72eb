import { type Assessment, isFlagged } from '../domain/assessment.ts'
import type { LabelledListing } from '../domain/labelled-listing.ts'
import type { TermKind } from '../domain/lexicon.ts'
import type { Verdict } from '../domain/vocabulary.ts'

export interface LabelledAssessment {
  readonly truth: LabelledListing
  readonly assessment: Assessment
}

/** Flagged (illegal or suspect) against legal. A share is null where it would divide by nothing. */
export interface FlagCounts {
  readonly truePositives: number
  readonly falsePositives: number
  readonly falseNegatives: number
  readonly trueNegatives: number
  readonly precision: number | null
  readonly recall: number | null
  readonly f1: number | null
  /** Share of illegal listings that are flagged. */
  readonly recallOnIllegal: number | null
  /** Share of legal listings that are flagged. */
  readonly falseAlarmRate: number | null
}

/** Something that flags listings and says which of them to look at first. */
export interface Detector {
  flags(pair: LabelledAssessment): boolean
  /** Higher is looked at first. */
  rank(pair: LabelledAssessment): number
}

export const PROGRAM: Detector = {
  flags: ({ assessment }) => isFlagged(assessment),
  rank: ({ assessment }) => assessment.score,
}

const GOODS: ReadonlySet<TermKind> = new Set(['species', 'product', 'gear', 'code-word'])

/** A bare word list: flags whatever holds a goods term, whatever stands around it; more different terms come first. */
export const KEYWORD_ONLY: Detector = {
  flags: (pair) => goodsTerms(pair) > 0,
  rank: goodsTerms,
}

function goodsTerms({ assessment }: LabelledAssessment): number {
  return new Set(assessment.matches.filter(({ kind }) => GOODS.has(kind)).map(({ termId }) => termId)).size
}

/** A person says that somebody must look at it. */
export function isWanted({ truth }: LabelledAssessment): boolean {
  return truth.label !== 'legal'
}

export function countFlags(pairs: readonly LabelledAssessment[], { flags }: Detector): FlagCounts {
  const count = (wanted: (label: Verdict) => boolean, flagged: boolean) =>
    pairs.filter((pair) => wanted(pair.truth.label) && flags(pair) === flagged).length
  const truePositives = count((label) => label !== 'legal', true)
  const falsePositives = count((label) => label === 'legal', true)
  const falseNegatives = count((label) => label !== 'legal', false)
  const trueNegatives = count((label) => label === 'legal', false)
  const illegal = pairs.filter(({ truth }) => truth.label === 'illegal').length
  return {
    truePositives,
    falsePositives,
    falseNegatives,
    trueNegatives,
    precision: share(truePositives, truePositives + falsePositives),
    recall: share(truePositives, truePositives + falseNegatives),
    f1: share(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives),
    recallOnIllegal: share(
      count((label) => label === 'illegal', true),
      illegal,
    ),
    falseAlarmRate: share(falsePositives, falsePositives + trueNegatives),
  }
}

export function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}
