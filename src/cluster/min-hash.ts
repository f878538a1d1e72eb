import { mixed } from './shingles.ts'

/**
 * 32 bands of 3: two texts that share half of their shingles meet in some band with a chance of 98 %, a third with 70 %, a
 * tenth with 3 %. What met is then compared in full, so a needless meeting costs time and nothing else.
 */
const BANDS = 32
const ROWS = 3

/** Odd multipliers and offsets of the permutations; any will do, but they must never change between two runs. */
const MULTIPLIERS = Uint32Array.from({ length: BANDS * ROWS }, (_, row) => mixed(2 * row + 1) | 1)
const OFFSETS = Uint32Array.from({ length: BANDS * ROWS }, (_, row) => mixed(2 * row + 2))

/** One key a band. Similar sets of shingles are likely to have one of their keys in common. */
export function bandKeys(shingles: Uint32Array): Uint32Array {
  const keys = new Uint32Array(BANDS)
  for (let band = 0; band < BANDS; band += 1) {
    let key = band + 1
    for (let row = band * ROWS; row < (band + 1) * ROWS; row += 1) key = mixed(key ^ leastOf(shingles, row))
    keys[band] = key
  }
  return keys
}

function leastOf(shingles: Uint32Array, row: number): number {
  const [multiplier, offset] = [MULTIPLIERS[row] as number, OFFSETS[row] as number]
  let least = 0xffffffff
  for (const shingle of shingles) {
    const value = (Math.imul(shingle, multiplier) + offset) >>> 0
    if (value < least) least = value
  }
  return least
}
