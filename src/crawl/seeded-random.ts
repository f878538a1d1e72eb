/** Numbers in [0, 1) that look random and are the same for the same seed. */
export type Random = () => number

/** FNV-1a over UTF-16 units: a seed of 32 bits from words, the same everywhere. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash >>> 0
}

/** mulberry32: 32 bits of state are plenty for some thousand draws a night. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A draw from the gamma distribution with this shape and mean `shape / rate` (Marsaglia and Tsang, 2000). */
export function drawGamma(shape: number, rate: number, random: Random): number {
  // Below 1, one more in the shape and a power of a uniform draw.
  if (shape < 1) return drawGamma(shape + 1, rate, random) * nonZero(random) ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = drawNormal(random)
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(nonZero(random)) < (x * x) / 2 + d - d * v + d * Math.log(v)) return (d * v) / rate
  }
}

function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(nonZero(random))) * Math.cos(2 * Math.PI * random())
}

function nonZero(random: Random): number {
  return 1 - random()
}
