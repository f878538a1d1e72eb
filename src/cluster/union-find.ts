/** Disjoint sets of 0 … size − 1. The root of a set is its least member, so the order of unions cannot be seen. */
export class UnionFind {
  readonly #parent: Int32Array

  constructor(size: number) {
    this.#parent = Int32Array.from({ length: size }, (_, index) => index)
  }

  find(member: number): number {
    const parent = this.#parent
    let root = member
    while (parent[root] !== root) root = parent[root] as number
    for (let at = member; at !== root; ) {
      const next = parent[at] as number
      parent[at] = root
      at = next
    }
    return root
  }

  union(a: number, b: number): void {
    const [rootA, rootB] = [this.find(a), this.find(b)]
    this.#parent[Math.max(rootA, rootB)] = Math.min(rootA, rootB)
  }
}
