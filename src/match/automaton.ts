/**
 * Aho–Corasick over small integers in a double array: the child of state `s` by code `c` is `base[s] + c` when
 * `check` of that slot is `s`. State 0 is the root.
 */
export interface Automaton {
  readonly base: Int32Array
  readonly check: Int32Array
  readonly fail: Int32Array
  /** First pattern that ends in the state, -1 for none; further ones by `nextPattern`. */
  readonly firstPattern: Int32Array
  /** Next pattern with the same codes. */
  readonly nextPattern: Int32Array
  /** Nearest shorter suffix of the state that is a pattern too, 0 for none. */
  readonly shorter: Int32Array
  /** 1 where the state or one of its suffixes ends a pattern. */
  readonly ends: Uint8Array
}

/** Slots tried before a node goes to the end of the array; more of them save memory and cost time. */
const MAX_PROBES = 256

/** Codes are 1 … `codeCount`; an empty pattern is never found. */
export function buildAutomaton(patterns: readonly (readonly number[])[], codeCount: number): Automaton {
  const order = patterns.map((_, index) => index).filter((index) => (patterns[index]?.length ?? 0) > 0)
  order.sort((a, b) => compareCodes(patterns[a] ?? [], patterns[b] ?? []))
  const slots = new Slots(codeCount)
  const nextPattern = new Int32Array(patterns.length).fill(-1)
  let level: TrieNode[] = [{ state: 0, from: 0, to: order.length, depth: 0 }]
  const visited: number[] = []
  while (level.length > 0) {
    const next: TrieNode[] = []
    for (const node of level) {
      visited.push(node.state)
      placeChildren(node, patterns, order, slots, nextPattern, next)
    }
    level = next
  }
  return finish(slots, visited, nextPattern)
}

/** The next state. Small enough for the engine to put it in place in the scanners' loops. */
export function step({ base, check, fail }: Automaton, from: number, code: number): number {
  let state = from
  let next = (base[state] as number) + code
  while (check[next] !== state && state !== 0) {
    state = fail[state] as number
    next = (base[state] as number) + code
  }
  return check[next] === state ? next : 0
}

/** Every pattern that ends in a state, longest first. */
export function patternsAt(automaton: Automaton, state: number): number[] {
  const found: number[] = []
  for (let at = state; at !== 0; at = automaton.shorter[at] ?? 0) {
    for (
      let pattern = automaton.firstPattern[at] ?? -1;
      pattern >= 0;
      pattern = automaton.nextPattern[pattern] ?? -1
    ) {
      found.push(pattern)
    }
  }
  return found
}

/** Patterns `from` … `to` of the sorted order share the first `depth` codes, which lead to `state`. */
interface TrieNode {
  readonly state: number
  readonly from: number
  readonly to: number
  readonly depth: number
}

function placeChildren(
  node: TrieNode,
  patterns: readonly (readonly number[])[],
  order: readonly number[],
  slots: Slots,
  nextPattern: Int32Array,
  next: TrieNode[],
): void {
  let at = node.from
  for (; at < node.to && codeAt(patterns, order, at, node.depth) === 0; at += 1) {
    const pattern = order[at] ?? 0
    nextPattern[pattern] = slots.firstPattern[node.state] ?? -1
    slots.firstPattern[node.state] = pattern
  }
  const codes: number[] = []
  const starts: number[] = []
  for (; at < node.to; at += 1) {
    const code = codeAt(patterns, order, at, node.depth)
    if (code === codes.at(-1)) continue
    codes.push(code)
    starts.push(at)
  }
  if (codes.length === 0) return
  const base = slots.place(node.state, codes)
  codes.forEach((code, index) => {
    const from = starts[index] ?? 0
    next.push({ state: base + code, from, to: starts[index + 1] ?? node.to, depth: node.depth + 1 })
  })
}

function codeAt(
  patterns: readonly (readonly number[])[],
  order: readonly number[],
  at: number,
  depth: number,
): number {
  return patterns[order[at] ?? 0]?.[depth] ?? 0
}

function compareCodes(a: readonly number[], b: readonly number[]): number {
  const shared = Math.min(a.length, b.length)
  for (let index = 0; index < shared; index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** Free slots are a linked list, so that a place is found without walking over the full ones. */
class Slots {
  base = new Int32Array(1024)
  check = new Int32Array(1024).fill(-1)
  firstPattern = new Int32Array(1024).fill(-1)
  #nextFree = new Int32Array(1024)
  #prevFree = new Int32Array(1024)
  #firstFree = 1
  #codeCount: number
  used = 1

  constructor(codeCount: number) {
    this.#codeCount = codeCount
    this.#link(1, 1024)
    this.#ensure(codeCount + 2)
  }

  /** Finds room for the children of a state and takes it; gives the state's base. */
  place(state: number, codes: readonly number[]): number {
    const first = codes[0] ?? 1
    let slot = this.#firstFree
    for (let probes = 0; slot < this.check.length && probes < MAX_PROBES; probes += 1) {
      const base = slot - first
      if (base >= 0 && this.#fits(base, codes)) return this.#take(state, base, codes)
      slot = this.#nextFree[slot] ?? this.check.length
    }
    return this.#take(state, Math.max(this.used, first) - first + 1, codes)
  }

  #fits(base: number, codes: readonly number[]): boolean {
    this.#ensure(base + this.#codeCount + 2)
    return codes.every((code) => this.check[base + code] === -1)
  }

  #take(state: number, base: number, codes: readonly number[]): number {
    this.#ensure(base + this.#codeCount + 2)
    for (const code of codes) {
      this.check[base + code] = state
      this.#unlink(base + code)
      this.used = Math.max(this.used, base + code + 1)
    }
    this.base[state] = base
    return base
  }

  #unlink(slot: number): void {
    const next = this.#nextFree[slot] ?? 0
    const prev = this.#prevFree[slot] ?? 0
    if (prev === 0) this.#firstFree = next
    else this.#nextFree[prev] = next
    if (next < this.check.length) this.#prevFree[next] = prev
  }

  #ensure(size: number): void {
    const old = this.check.length
    if (size <= old) return
    const length = Math.max(size, old * 2)
    this.base = grow(this.base, length, 0)
    this.check = grow(this.check, length, -1)
    this.firstPattern = grow(this.firstPattern, length, -1)
    this.#nextFree = grow(this.#nextFree, length, 0)
    this.#prevFree = grow(this.#prevFree, length, 0)
    this.#link(old, length)
  }

  /** Joins slots `from` … `to` to the end of the free list. The list's end is the length of the arrays. */
  #link(from: number, to: number): void {
    let last = 0
    for (let slot = this.#firstFree; slot < from; slot = this.#nextFree[slot] ?? from) last = slot
    for (let slot = from; slot < to; slot += 1) {
      this.#prevFree[slot] = slot === from ? last : slot - 1
      this.#nextFree[slot] = slot + 1
    }
    if (last !== 0) this.#nextFree[last] = from
    else this.#firstFree = from
  }
}

function grow(array: Int32Array<ArrayBuffer>, length: number, fill: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(length).fill(fill, array.length)
  grown.set(array)
  return grown
}

/** `visited` is in order of depth, so a state's fail link is known before its children ask for it. */
function finish(slots: Slots, visited: readonly number[], nextPattern: Int32Array): Automaton {
  const size = slots.check.length
  const automaton = {
    base: slots.base,
    check: slots.check,
    fail: new Int32Array(size),
    firstPattern: slots.firstPattern,
    nextPattern,
    shorter: new Int32Array(size),
    ends: new Uint8Array(size),
  }
  for (const state of visited) if (state !== 0) linkState(automaton, state)
  return automaton
}

function linkState(automaton: Automaton, state: number): void {
  const { base, check, fail, firstPattern, shorter, ends } = automaton
  const parent = check[state] ?? 0
  const code = state - (base[parent] ?? 0)
  const link = parent === 0 ? 0 : step(automaton, fail[parent] ?? 0, code)
  fail[state] = link
  shorter[state] = (firstPattern[link] ?? -1) >= 0 ? link : (shorter[link] ?? 0)
  ends[state] = (firstPattern[state] ?? -1) >= 0 || shorter[state] !== 0 ? 1 : 0
}
