import { describe, expect, it } from 'vitest'
import { calibrate } from '../../src/score/calibration.ts'
import { aPair } from './labelled-pair.ts'

describe('calibrate', () => {
  it('weighs the distance of each bin by its listings', () => {
    const { error, bins } = calibrate([
      aPair('legal', 'legal', {}, { score: 0 }),
      aPair('legal', 'legal', {}, { score: 8 }),
      aPair('illegal', 'legal', {}, { score: 20 }),
      aPair('illegal', 'illegal', {}, { score: 95 }),
      aPair('suspect', 'illegal', {}, { score: 100 }),
    ])
    expect(bins).toHaveLength(10)
    expect(bins[0]).toEqual({ from: 0, to: 10, listings: 2, claimed: 0.04, observed: 0 })
    expect(bins[1]).toEqual({ from: 10, to: 20, listings: 0, claimed: null, observed: null })
    expect(bins[2]).toEqual({ from: 20, to: 30, listings: 1, claimed: 0.2, observed: 1 })
    expect(bins[9]).toMatchObject({ from: 90, to: 100, listings: 2, observed: 1 })
    expect(bins[9]?.claimed).toBeCloseTo(0.975)
    // (2 × 0.04 + 1 × 0.8 + 2 × 0.025) / 5
    expect(error).toBeCloseTo(0.93 / 5)
  })

  it('is nought for a score that says what happens', () => {
    const pairs = [
      aPair('illegal', 'suspect', {}, { score: 50 }),
      aPair('legal', 'suspect', {}, { score: 50 }),
    ]
    expect(calibrate(pairs).error).toBe(0)
  })
})
