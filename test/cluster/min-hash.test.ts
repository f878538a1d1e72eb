import { describe, expect, it } from 'vitest'
import { bandKeys } from '../../src/cluster/min-hash.ts'
import { countShared, shinglesOf } from '../../src/cluster/shingles.ts'

/** `count` runs of characters of which the first `shared` are the same in all. */
function setOf(seed: number, shared: number, count: number): Uint32Array {
  const letters = (from: number, many: number) =>
    Array.from({ length: many }, (_, at) =>
      shinglesOf(String.fromCodePoint(from + at, from + at + 7, from + at + 13)),
    )
  const all = [...letters(0x4e00, shared), ...letters(0x5e00 + seed * 200, count - shared)]
  return Uint32Array.from(all.flatMap((one) => [...one])).sort()
}

function meet(a: Uint32Array, b: Uint32Array): boolean {
  const keys = new Set(bandKeys(a))
  return bandKeys(b).some((key) => keys.has(key))
}

describe('bandKeys', () => {
  it('brings together nearly all texts of which half is the same, and few that have little in common', () => {
    const share = (shared: number) =>
      Array.from({ length: 100 }, (_, at) =>
        meet(setOf(2 * at, shared, 60), setOf(2 * at + 1, shared, 60)),
      ).filter(Boolean).length
    // 40 of 60 shared: 40 of 80 in all are common to both.
    expect(share(40)).toBeGreaterThanOrEqual(93)
    expect(share(6)).toBeLessThanOrEqual(12)
  })
})

describe('shinglesOf', () => {
  it('counts what two texts share', () => {
    const [a, b] = [shinglesOf('出画眉一只叫口好'), shinglesOf('出画眉一只叫口不错')]
    expect(a).toHaveLength(6)
    expect(countShared(a, b)).toBe(5)
    expect(shinglesOf('画眉')).toHaveLength(0)
  })
})
