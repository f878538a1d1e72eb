import { isWanted, type LabelledAssessment, share } from './flag-counts.ts'

/** Listings whose score is at least `from` and below `to`; the last bin has 100 in it. */
export interface CalibrationBin {
  readonly from: number
  readonly to: number
  readonly listings: number
  /** Mean score as a probability. */
  readonly claimed: number | null
  /** Share that a person flagged. */
  readonly observed: number | null
}

export interface Calibration {
  /** Mean distance between claimed and observed, weighted by the listings of each bin; null without listings. */
  readonly error: number | null
  readonly bins: readonly CalibrationBin[]
}

const BINS = 10
const WIDTH = 100 / BINS

/** How far the score, read as a probability of illegal or suspect, is from the truth: expected calibration error. */
export function calibrate(pairs: readonly LabelledAssessment[]): Calibration {
  const byBin = Map.groupBy(pairs, ({ assessment }) =>
    Math.min(BINS - 1, Math.floor(assessment.score / WIDTH)),
  )
  const bins = Array.from({ length: BINS }, (_, bin) => binOf(bin, byBin.get(bin) ?? []))
  const distance = bins.reduce(
    (sum, { listings, claimed, observed }) => sum + listings * Math.abs((claimed ?? 0) - (observed ?? 0)),
    0,
  )
  return { error: share(distance, pairs.length), bins }
}

function binOf(bin: number, pairs: readonly LabelledAssessment[]): CalibrationBin {
  const points = pairs.reduce((sum, { assessment }) => sum + assessment.score, 0)
  return {
    from: bin * WIDTH,
    to: (bin + 1) * WIDTH,
    listings: pairs.length,
    claimed: share(points / 100, pairs.length),
    observed: share(pairs.filter(isWanted).length, pairs.length),
  }
}
