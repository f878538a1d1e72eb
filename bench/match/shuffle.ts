/** A shuffled copy; the same seed gives the same order on every machine. */
export function shuffle<T>(items: readonly T[], seed: number): T[] {
  const random = mulberry32(seed)
  const copy = [...items]
  for (let last = copy.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1))
    const moved = copy[last] as T
    copy[last] = copy[other] as T
    copy[other] = moved
  }
  return copy
}

function mulberry32(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
