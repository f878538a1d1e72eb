import { hasBit, setBit } from './bits.ts'

/**
 * Aho–Corasick over small integers in a double array: the child of state `s` by code `c` is `base(s) + c` when the
 * parent kept in that slot is `s`. State 0 is the root. Plain data, so that it can be kept in a file or sent to
 * another thread.
 */
export interface Automaton {
  /** Two numbers a state, side by side so that one cache line answers: base × 4 + ENDS + OWN, and the parent. */
  readonly cells: Int32Array
  readonly fail: Int32Array
  /** By state: the entry of the longest pattern that ends here or in a suffix; 0 for none. */
  readonly entryOf: Int32Array
  /** By entry: its patterns stand in `patterns` from here to where the next entry's begin. */
  readonly entryFrom: Int32Array
  /** By entry: the entry of the next shorter suffix that is a pattern too, 0 for none. */
  readonly shorter: Int32Array
  readonly patterns: Int32Array
  /** By code: the child of the root × 2, + 1 when a pattern ends there. */
  readonly rootNext: Int32Array
  /** A bit for each pair of codes that some pattern begins with, at `pairBit`. Further bits may be set by accident. */
  readonly pairs: Uint32Array
  readonly pairFactor: number
  readonly pairMask: number
  /** A bit for each three codes that some pattern begins with, at `tripleBit`; a pattern of two has 0 for its third. */
  readonly triples: Uint32Array
}

/** A pattern ends in the state or in one of its suffixes. */
export const ENDS = 1
/** A pattern ends in the state itself. */
export const OWN = 2

/** Slots tried before a node goes to the end of the array; more of them save memory and cost time. */
const MAX_PROBES = 1024

/** A pattern is a string whose units are its codes, 1 … `codeCount`; an empty one is never found. */
export function buildAutomaton(patterns: readonly string[], codeCount: number): Automaton {
  return new Builder(patterns, codeCount).build()
}

/** The next state. The scanner's loop has this in place; here it is for everything that is not hot. */
export function step({ cells, fail }: Automaton, from: number, code: number): number {
  let state = from
  for (;;) {
    const next = ((cells[2 * state] as number) >> 2) + code
    if (cells[2 * next + 1] === state) return next
    if (state === 0) return 0
    state = fail[state] as number
  }
}

/** The child of a state, 0 for none. */
export function childOf({ cells }: Automaton, state: number, code: number): number {
  const next = ((cells[2 * state] as number) >> 2) + code
  return cells[2 * next + 1] === state ? next : 0
}

/** Where the bit of a pair of codes stands. The scanner's loop has this in place. */
export function pairBit({ pairFactor, pairMask }: Automaton, first: number, second: number): number {
  return (first * pairFactor + second) & pairMask
}

/** Where the bit of three codes stands; `pair` is the place of the bit of the first two. */
export function tripleBit(pair: number, third: number): number {
  return (Math.imul(pair, 0x9e3779b1) >>> (32 - TRIPLE_BITS)) ^ third
}

const TRIPLE_BITS = 19

/** False when no pattern begins with the two codes. */
export function mayBegin(automaton: Automaton, first: number, second: number): boolean {
  return hasBit(automaton.pairs, pairBit(automaton, first, second))
}

/** True when a pattern ends in the state itself. */
export function isOwnEnd({ cells }: Automaton, state: number): boolean {
  return ((cells[2 * state] as number) & OWN) !== 0
}

/** The patterns that end in the state itself; ask `isOwnEnd` first. */
export function ownPatterns({ entryOf, entryFrom, patterns }: Automaton, state: number): Int32Array {
  const entry = entryOf[state] as number
  return patterns.subarray(entryFrom[entry], entryFrom[entry + 1])
}

class Builder {
  readonly #sorted: readonly string[]
  readonly #order: Int32Array
  readonly #codeCount: number
  #cells = new Int32Array(0)
  #entryOf = new Int32Array(0)
  #nextFree = new Int32Array(0)
  #prevFree = new Int32Array(0)
  #size = 0
  #firstFree = 1
  /** The free slot at which several children are tried first. */
  #cursor = 1
  /** One more than the last slot in use. */
  #used = 1
  #entryFrom: number[] = [0, 0]

  constructor(patterns: readonly string[], codeCount: number) {
    const order = patterns.map((_, index) => index).filter((index) => patterns[index] !== '')
    order.sort((a, b) => compare(patterns[a] as string, patterns[b] as string))
    this.#order = Int32Array.from(order)
    this.#sorted = order.map((index) => patterns[index] as string)
    this.#codeCount = codeCount
    this.#grow(Math.max(1024, 2 * codeCount + 2))
  }

  build(): Automaton {
    // Patterns from … to of the sorted order share the first `depth` codes, which lead to `state`.
    let level = [{ state: 0, from: 0, to: this.#sorted.length }]
    const visited: number[] = []
    for (let depth = 0; level.length > 0; depth += 1) {
      const next: typeof level = []
      for (const { state, from, to } of level) {
        visited.push(state)
        this.#placeChildren(state, this.#takeOwn(state, from, to, depth), to, depth, next)
      }
      level = next
    }
    return this.#finish(visited)
  }

  /** Shorter strings come first, so the patterns that end in the state do too. Gives the first that goes on. */
  #takeOwn(state: number, from: number, to: number, depth: number): number {
    let at = from
    while (at < to && (this.#sorted[at] as string).length === depth) at += 1
    if (at === from) return at
    // Breadth first is not the sorted order: `#entryFrom` remembers where an entry's patterns stand in it.
    this.#entryOf[state] = this.#entryFrom.length / 2
    this.#entryFrom.push(from, at)
    this.#cells[2 * state] = (this.#cells[2 * state] as number) | OWN
    return at
  }

  #placeChildren(
    state: number,
    from: number,
    to: number,
    depth: number,
    next: { state: number; from: number; to: number }[],
  ): void {
    const codes: number[] = []
    const starts: number[] = []
    let last = 0
    for (let at = from; at < to; at += 1) {
      const code = (this.#sorted[at] as string).charCodeAt(depth)
      if (code === last) continue
      codes.push(code)
      starts.push(at)
      last = code
    }
    if (codes.length === 0) return
    const base = this.#place(codes)
    this.#cells[2 * state] = (base << 2) | ((this.#cells[2 * state] as number) & OWN)
    for (let index = 0; index < codes.length; index += 1) {
      const child = base + (codes[index] as number)
      this.#cells[2 * child + 1] = state
      next.push({ state: child, from: starts[index] as number, to: starts[index + 1] ?? to })
    }
  }

  /**
   * Finds room for children by these codes and takes it; gives the base. A single child fits any hole, so those fill
   * what the others leave; the search for several goes on where the last one gave up.
   */
  #place(codes: readonly number[]): number {
    const first = codes[0] as number
    let slot = codes.length === 1 ? this.#firstFree : this.#cursor
    for (let probes = 0; slot < this.#size && probes < MAX_PROBES; probes += 1) {
      const base = slot - first
      if (base >= 0 && this.#fits(base, codes)) return this.#take(base, codes)
      slot = this.#nextFree[slot] as number
    }
    if (codes.length > 1) this.#cursor = slot
    return this.#take(Math.max(this.#used, first) - first, codes)
  }

  #fits(base: number, codes: readonly number[]): boolean {
    if (base + this.#codeCount >= this.#size) this.#grow(base + this.#codeCount + 1)
    for (let index = 0; index < codes.length; index += 1) {
      if (this.#cells[2 * (base + (codes[index] as number)) + 1] !== -1) return false
    }
    return true
  }

  #take(base: number, codes: readonly number[]): number {
    if (base + this.#codeCount >= this.#size) this.#grow(base + this.#codeCount + 1)
    for (const code of codes) {
      const slot = base + code
      this.#cells[2 * slot + 1] = -2
      const next = this.#nextFree[slot] as number
      const prev = this.#prevFree[slot] as number
      if (slot === this.#cursor) this.#cursor = next
      if (prev === 0) this.#firstFree = next
      else this.#nextFree[prev] = next
      if (next < this.#size) this.#prevFree[next] = prev
      this.#used = Math.max(this.#used, slot + 1)
    }
    return base
  }

  /** New slots are joined to the end of the list of free ones, whose end is the size. */
  #grow(least: number): void {
    const old = Math.max(this.#size, 1)
    const size = Math.max(least, this.#size * 2)
    const cells = new Int32Array(2 * size)
    cells.set(this.#cells)
    for (let slot = old; slot < size; slot += 1) cells[2 * slot + 1] = -1
    cells[1] = -2
    this.#cells = cells
    this.#entryOf = grown(this.#entryOf, size)
    this.#nextFree = grown(this.#nextFree, size)
    this.#prevFree = grown(this.#prevFree, size)
    let last = 0
    if (this.#size > 0) {
      for (let slot = this.#firstFree; slot < old; slot = this.#nextFree[slot] as number) last = slot
    }
    for (let slot = old; slot < size; slot += 1) {
      this.#prevFree[slot] = slot === old ? last : slot - 1
      this.#nextFree[slot] = slot + 1
    }
    if (last === 0) this.#firstFree = old
    else this.#nextFree[last] = old
    this.#size = size
  }

  /** `visited` is in order of depth, so a state's fail link is known before its children ask for it. */
  #finish(visited: readonly number[]): Automaton {
    // The scanner adds any code to any base without asking for the length.
    const size = this.#used + this.#codeCount + 1
    const cells = new Int32Array(2 * size).fill(-1)
    cells.set(this.#cells.subarray(0, 2 * Math.min(size, this.#size)))
    const entries = this.#entryFrom.length / 2
    const automaton = {
      cells,
      fail: new Int32Array(this.#used),
      entryOf: this.#entryOf.slice(0, this.#used),
      entryFrom: new Int32Array(entries + 1),
      shorter: new Int32Array(entries),
      patterns: new Int32Array(this.#order.length),
      rootNext: new Int32Array(this.#codeCount + 1),
      ...this.#pairTable(),
      triples: new Uint32Array((1 << TRIPLE_BITS) / 32),
    }
    this.#orderPatterns(automaton.patterns, automaton.entryFrom)
    for (const state of visited) if (state !== 0) linkState(automaton, state)
    for (let code = 1; code <= this.#codeCount; code += 1) {
      const child = childOf(automaton, 0, code)
      automaton.rootNext[code] = child === 0 ? 0 : child * 2 + ((cells[2 * child] as number) & ENDS)
    }
    for (const pattern of this.#sorted) {
      if (pattern.length === 1) continue
      const pair = pairBit(automaton, pattern.charCodeAt(0), pattern.charCodeAt(1))
      setBit(automaton.pairs, pair)
      setBit(automaton.triples, tripleBit(pair, pattern.length === 2 ? 0 : pattern.charCodeAt(2)))
    }
    return automaton
  }

  /** Syllables have a bit for every pair; larger alphabets share bits, in a table that still fits a core's cache. */
  #pairTable(): Pick<Automaton, 'pairs' | 'pairFactor' | 'pairMask'> {
    const isSmall = this.#codeCount < 512
    const bits = isSmall ? 1 << 18 : 1 << 20
    return { pairs: new Uint32Array(bits / 32), pairFactor: isSmall ? 512 : 1031, pairMask: bits - 1 }
  }

  #orderPatterns(patterns: Int32Array, entryFrom: Int32Array): void {
    let filled = 0
    for (let entry = 1; entry < entryFrom.length - 1; entry += 1) {
      entryFrom[entry] = filled
      const to = this.#entryFrom[2 * entry + 1] as number
      for (let at = this.#entryFrom[2 * entry] as number; at < to; at += 1) {
        patterns[filled] = this.#order[at] as number
        filled += 1
      }
    }
    entryFrom[entryFrom.length - 1] = filled
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function grown(array: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(length)
  longer.set(array)
  return longer
}

function linkState(automaton: Automaton, state: number): void {
  const { cells, fail, entryOf, shorter } = automaton
  const parent = cells[2 * state + 1] as number
  const code = state - ((cells[2 * parent] as number) >> 2)
  const link = parent === 0 ? 0 : step(automaton, fail[parent] as number, code)
  fail[state] = link
  const ofSuffix = entryOf[link] as number
  const own = entryOf[state] as number
  if (own === 0) entryOf[state] = ofSuffix
  else shorter[own] = ofSuffix
  if (own !== 0 || ofSuffix !== 0) cells[2 * state] = (cells[2 * state] as number) | ENDS
}
