/** Characters of one shingle. */
export const SHINGLE_CHARS = 3

/** Hashes of all runs of three characters, ascending, each once. */
export function shinglesOf(letters: string): Uint32Array {
  const hashes = new Set<number>()
  for (let at = 0; at + SHINGLE_CHARS <= letters.length; at += 1) {
    let hash = 0x811c9dc5
    for (let next = at; next < at + SHINGLE_CHARS; next += 1)
      hash = Math.imul(hash ^ letters.charCodeAt(next), 0x01000193)
    hashes.add(mixed(hash))
  }
  return Uint32Array.from(hashes).sort()
}

/** Spreads all bits over all bits (the last step of MurmurHash3). */
export function mixed(hash: number): number {
  let bits = hash
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}

export function countShared(a: Uint32Array, b: Uint32Array): number {
  let shared = 0
  for (let at = 0, other = 0; at < a.length && other < b.length; ) {
    const difference = (a[at] as number) - (b[other] as number)
    if (difference === 0) shared += 1
    if (difference <= 0) at += 1
    if (difference >= 0) other += 1
  }
  return shared
}
