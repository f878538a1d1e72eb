import { sigmoid } from './fit-logistic.ts'

export interface Calibration {
  readonly slope: number
  readonly shift: number
}

const ROUNDS = 100
const HALVINGS = 20

interface Point {
  readonly value: number
  readonly target: number
}

/**
 * Platt's scaling: the logistic curve through scores of listings that the model had not seen, with his smoothed
 * targets, so that a few perfect scores do not make certainty. Newton's method with halved steps, which cannot run away
 * (Lin, Lin and Weng 2007); the slope never turns the order round.
 */
export function calibrate(scores: readonly number[], flagged: readonly boolean[]): Calibration {
  const positive = flagged.filter(Boolean).length
  const negative = flagged.length - positive
  const high = (positive + 1) / (positive + 2)
  const low = 1 / (negative + 2)
  const points = scores.map((value, index) => ({ value, target: flagged[index] ? high : low }))
  let curve: Calibration = { slope: 0, shift: Math.log((positive + 1) / (negative + 1)) }
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = improve(curve, points)
    if (!next) break
    curve = next
  }
  return curve.slope > 0 ? curve : { slope: 1, shift: 0 }
}

/** One step downhill; undefined at the bottom. */
function improve(curve: Calibration, points: readonly Point[]): Calibration | undefined {
  const step = newtonStep(curve, points)
  const before = loss(curve, points)
  for (let halving = 0, size = 1; halving < HALVINGS; halving += 1, size /= 2) {
    const next = { slope: curve.slope - size * step.slope, shift: curve.shift - size * step.shift }
    if (loss(next, points) < before - 1e-10) return next
  }
  return undefined
}

function newtonStep({ slope, shift }: Calibration, points: readonly Point[]): Calibration {
  let [g0, g1, h00, h01, h11] = [0, 0, 1e-9, 0, 1e-9]
  for (const { value, target } of points) {
    const chance = sigmoid(slope * value + shift)
    const spread = chance * (1 - chance)
    g0 += (chance - target) * value
    g1 += chance - target
    h00 += spread * value * value
    h01 += spread * value
    h11 += spread
  }
  const determinant = h00 * h11 - h01 * h01
  return { slope: (h11 * g0 - h01 * g1) / determinant, shift: (h00 * g1 - h01 * g0) / determinant }
}

function loss({ slope, shift }: Calibration, points: readonly Point[]): number {
  let total = 0
  for (const { value, target } of points) {
    const odds = slope * value + shift
    // log(1 + exp(odds)) without overflow.
    total += Math.max(odds, 0) + Math.log1p(Math.exp(-Math.abs(odds))) - target * odds
  }
  return total
}
