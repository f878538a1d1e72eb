import { UnionFind } from './union-find.ts'

export interface Join {
  readonly a: number
  readonly b: number
  readonly strength: number
}

/**
 * Joins from the strongest link down, and never two that a person has cut: a cut holds through any third lead. The weakest
 * link of a chain between the two is the one that is refused.
 */
export function joinLinks(
  size: number,
  joins: readonly Join[],
  cuts: readonly (readonly [number, number])[],
): UnionFind {
  const sets = new UnionFind(size)
  const foes = new Map<number, Set<number>>()
  for (const [a, b] of cuts) {
    foesOf(foes, a).add(b)
    foesOf(foes, b).add(a)
  }
  for (const join of [...joins].sort((x, y) => y.strength - x.strength || x.a - y.a || x.b - y.b)) {
    const [a, b] = [sets.find(join.a), sets.find(join.b)]
    if (a === b || areFoes(a, b, foes, sets)) continue
    const all = new Set([...(foes.get(a) ?? []), ...(foes.get(b) ?? [])])
    sets.union(a, b)
    if (all.size > 0) foes.set(sets.find(a), all)
  }
  return sets
}

function areFoes(a: number, b: number, foes: ReadonlyMap<number, Set<number>>, sets: UnionFind): boolean {
  const [few, other] = (foes.get(a)?.size ?? 0) <= (foes.get(b)?.size ?? 0) ? [a, b] : [b, a]
  const against = foes.get(few)
  return against !== undefined && [...against].some((foe) => sets.find(foe) === other)
}

function foesOf(foes: Map<number, Set<number>>, member: number): Set<number> {
  const known = foes.get(member) ?? new Set<number>()
  foes.set(member, known)
  return known
}
