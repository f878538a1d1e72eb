import { type Detector, isWanted, type LabelledAssessment, share } from './flag-counts.ts'

/** Flagged listings that one to four reviewers get through in a night. */
export const REVIEW_CAPACITIES = [50, 100, 200] as const

export interface ReviewPrecision {
  readonly capacity: number
  /** Fewer than the capacity where fewer are flagged. */
  readonly reviewed: number
  /** Share of those reviewed that a person wanted flagged. */
  readonly precision: number | null
}

/**
 * Precision of what is reviewed when the flagged listings are looked at by rank and the night ends at the capacity.
 * Of listings with one rank that do not all fit, each is as likely to be looked at: their share counts, not the order
 * in which the file happens to have them.
 */
export function precisionAt(
  pairs: readonly LabelledAssessment[],
  detector: Detector,
  capacity: number,
): ReviewPrecision {
  const byRank = Map.groupBy(
    pairs.filter((pair) => detector.flags(pair)),
    (pair) => detector.rank(pair),
  )
  let reviewed = 0
  let wanted = 0
  for (const [, equals] of [...byRank].sort(([a], [b]) => b - a)) {
    const taken = Math.min(equals.length, capacity - reviewed)
    reviewed += taken
    wanted += (equals.filter(isWanted).length * taken) / equals.length
  }
  return { capacity, reviewed, precision: share(wanted, reviewed) }
}
