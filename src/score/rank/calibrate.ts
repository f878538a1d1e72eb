import { sigmoid } from './fit-logistic.ts'

export interface Calibration {
  readonly slope: number
  readonly shift: number
}

const ROUNDS = 50

/**
 * Platt's scaling: the logistic curve through scores of listings that the model had not seen, with his smoothed
 * targets, so that a few perfect scores do not make certainty. Newton's method; the slope never turns the order round.
 */
export function calibrate(scores: readonly number[], flagged: readonly boolean[]): Calibration {
  const positive = flagged.filter(Boolean).length
  const high = (positive + 1) / (positive + 2)
  const low = 1 / (flagged.length - positive + 2)
  let slope = 1
  let shift = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    let [g0, g1, h00, h01, h11] = [0, 0, 1e-6, 0, 1e-6]
    for (const [index, value] of scores.entries()) {
      const chance = sigmoid(slope * value + shift)
      const miss = chance - (flagged[index] ? high : low)
      const spread = chance * (1 - chance)
      g0 += miss * value
      g1 += miss
      h00 += spread * value * value
      h01 += spread * value
      h11 += spread
    }
    const determinant = h00 * h11 - h01 * h01
    if (determinant < 1e-12) break
    slope -= (h11 * g0 - h01 * g1) / determinant
    shift -= (h00 * g1 - h01 * g0) / determinant
  }
  return Number.isFinite(slope) && slope > 0 ? { slope, shift } : { slope: 1, shift: 0 }
}
