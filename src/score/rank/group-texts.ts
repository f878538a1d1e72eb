/** Texts that share this much of their three-character sequences are one text told twice. */
const ALIKE = 0.5
/** A sequence in more texts than this is a way of speaking, and says nothing about copies. */
const MAX_SHARED = 60

/** For each text the number of its group: near-duplicates, and chains of them, share one. */
export function groupTexts(texts: readonly string[]): Int32Array {
  const shingles = texts.map(shinglesOf)
  const holders = new Map<string, number[]>()
  const group = Int32Array.from(texts, (_, index) => index)
  const rootOf = (index: number): number => {
    let root = index
    while (group[root] !== root) root = group[root] as number
    return root
  }
  for (const [index, own] of shingles.entries()) {
    for (const [other, shared] of countShared(own, holders)) {
      const size = Math.min(own.size, (shingles[other] as Set<string>).size)
      if (shared < ALIKE * size) continue
      const [a, b] = [rootOf(index), rootOf(other)]
      group[Math.max(a, b)] = Math.min(a, b)
    }
    for (const shingle of own)
      holders.set(shingle, [...(holders.get(shingle) ?? []), index].slice(0, MAX_SHARED))
  }
  return group.map((_, index) => rootOf(index))
}

function countShared(own: ReadonlySet<string>, holders: ReadonlyMap<string, number[]>): Map<number, number> {
  const shared = new Map<number, number>()
  for (const shingle of own)
    for (const other of holders.get(shingle) ?? []) shared.set(other, (shared.get(other) ?? 0) + 1)
  return shared
}

function shinglesOf(text: string): Set<string> {
  const plain = text.replaceAll(/[\s\d\p{P}]+/gu, '')
  const shingles = new Set<string>()
  for (let at = 0; at + 3 <= plain.length; at += 1) shingles.add(plain.slice(at, at + 3))
  if (shingles.size === 0) shingles.add(plain)
  return shingles
}
