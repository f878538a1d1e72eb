import type { Verdict } from '../domain/vocabulary.ts'
import { type Calibration, calibrate } from './calibration.ts'
import {
  countFlags,
  type Detector,
  type FlagCounts,
  isWanted,
  KEYWORD_ONLY,
  type LabelledAssessment,
  PROGRAM,
  share,
} from './flag-counts.ts'
import { precisionAt, REVIEW_CAPACITIES, type ReviewPrecision } from './review-precision.ts'
import { type RoutingAccuracy, routingAccuracy } from './routing-accuracy.ts'

export interface DetectorFigures extends FlagCounts {
  readonly reviewed: readonly ReviewPrecision[]
}

type SliceFlags = Pick<FlagCounts, 'precision' | 'recall' | 'falseAlarmRate'> & { readonly flagged: number }

/** Shares are of the listings of the slice. */
export interface SliceFigures extends SliceFlags {
  readonly listings: number
  readonly baseline: SliceFlags
  readonly categoryAccuracy: number | null
  readonly routing: Pick<RoutingAccuracy, 'covered' | 'exact' | 'primaryProposed' | 'primaryFirst'>
  /** Null where all listings are wanted, or none: then a share of them says nothing about the score. */
  readonly calibrationError: number | null
}

export interface CategoryFigures extends SliceFigures {
  /** Of the listings that the program put into this category, whatever they are. */
  readonly proposed: number
  /** Share of those that a person put there too. */
  readonly proposedRight: number | null
}

/** The counts at the top are the program's own. */
export interface Evaluation extends DetectorFigures {
  readonly listings: number
  /** Left out: two careful people would argue about them. */
  readonly ambiguous: number
  /** `keyword-only`: flags whatever holds a goods term, whatever stands around it. */
  readonly baseline: DetectorFigures
  /** Rows are the truth, columns what was proposed. */
  readonly confusion: Readonly<Record<Verdict, Readonly<Record<Verdict, number>>>>
  /** By the category of the truth, so that innocent listings are under `none`. */
  readonly byCategory: Readonly<Record<string, CategoryFigures>>
  readonly byPlatform: Readonly<Record<string, SliceFigures>>
  /** A listing with several evasions is in several slices. */
  readonly byEvasion: Readonly<Record<string, SliceFigures>>
  /** Shares of the listings that both a person and the machine flagged. */
  readonly categoryAccuracy: number | null
  readonly offenceAccuracy: number | null
  readonly agencies: RoutingAccuracy
  readonly calibration: Calibration
}

export function evaluate(pairs: readonly LabelledAssessment[]): Evaluation {
  const clear = pairs.filter(({ truth }) => !truth.ambiguous)
  return {
    listings: clear.length,
    ambiguous: pairs.length - clear.length,
    ...figuresOf(clear, PROGRAM),
    baseline: figuresOf(clear, KEYWORD_ONLY),
    confusion: confusionOf(clear),
    byCategory: categories(clear),
    byPlatform: slices(clear, ({ truth }) => [truth.platform]),
    byEvasion: slices(clear, ({ truth }) => (truth.evasion.length > 0 ? truth.evasion : ['none'])),
    categoryAccuracy: rightOf(clear, 'category'),
    offenceAccuracy: rightOf(clear, 'offence'),
    agencies: routingAccuracy(clear),
    calibration: calibrate(clear),
  }
}

function figuresOf(pairs: readonly LabelledAssessment[], detector: Detector): DetectorFigures {
  return {
    ...countFlags(pairs, detector),
    reviewed: REVIEW_CAPACITIES.map((capacity) => precisionAt(pairs, detector, capacity)),
  }
}

function rightOf(pairs: readonly LabelledAssessment[], key: 'category' | 'offence'): number | null {
  const both = pairs.filter((pair) => isWanted(pair) && PROGRAM.flags(pair))
  return share(both.filter(({ truth, assessment }) => truth[key] === assessment[key]).length, both.length)
}

function confusionOf(pairs: readonly LabelledAssessment[]): Evaluation['confusion'] {
  const row = () => ({ illegal: 0, suspect: 0, legal: 0 })
  const table = { illegal: row(), suspect: row(), legal: row() }
  for (const { truth, assessment } of pairs) table[truth.label][assessment.verdict] += 1
  return table
}

function slices(
  pairs: readonly LabelledAssessment[],
  keysOf: (pair: LabelledAssessment) => readonly string[],
): Record<string, SliceFigures> {
  const groups = new Map<string, LabelledAssessment[]>()
  for (const pair of pairs) {
    for (const key of keysOf(pair)) groups.set(key, [...(groups.get(key) ?? []), pair])
  }
  return Object.fromEntries(
    [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, group]) => [key, sliceOf(group)]),
  )
}

function sliceOf(group: readonly LabelledAssessment[]): SliceFigures {
  const { covered, exact, primaryProposed, primaryFirst } = routingAccuracy(group)
  const wanted = group.filter(isWanted).length
  const isMixed = wanted > 0 && wanted < group.length
  return {
    listings: group.length,
    ...sliceFlags(group, PROGRAM),
    baseline: sliceFlags(group, KEYWORD_ONLY),
    categoryAccuracy: rightOf(group, 'category'),
    routing: { covered, exact, primaryProposed, primaryFirst },
    calibrationError: isMixed ? calibrate(group).error : null,
  }
}

function sliceFlags(group: readonly LabelledAssessment[], detector: Detector): SliceFlags {
  const { truePositives, falsePositives, precision, recall, falseAlarmRate } = countFlags(group, detector)
  return { flagged: truePositives + falsePositives, precision, recall, falseAlarmRate }
}

function categories(pairs: readonly LabelledAssessment[]): Record<string, CategoryFigures> {
  const byTruth = slices(pairs, ({ truth }) => [truth.category])
  return Object.fromEntries(
    Object.entries(byTruth).map(([category, figures]) => {
      const proposed = pairs.filter(({ assessment }) => assessment.category === category)
      const right = proposed.filter(({ truth }) => truth.category === category).length
      return [
        category,
        { ...figures, proposed: proposed.length, proposedRight: share(right, proposed.length) },
      ]
    }),
  )
}
