import { type Fingerprint, indexMarks } from './fingerprint.ts'
import { bandKeys } from './min-hash.ts'
import type { TextClass } from './text-class.ts'

/** How many of those before it each text of a crowded bucket is compared with: a bucket of n costs n, not n². */
const NEIGHBOURS = 5

export type Pair = readonly [earlier: number, later: number]

/**
 * Pairs of leads worth a comparison. Of n leads with one mark each is paired with the first and with the one before it, which
 * is enough to join them all; texts meet in the buckets of a locality-sensitive hash.
 */
export function findCandidates(prints: readonly Fingerprint[], classes: readonly TextClass[]): Pair[] {
  const pairs = new PairSet(prints.length)
  const indices = [
    indexMarks(prints, ({ account }) => (account ? [account.key] : [])),
    indexMarks(prints, ({ name }) => (name && name.strength > 0 ? [name.key] : [])),
    indexMarks(prints, ({ contacts }) => contacts.map(({ key }) => key)),
    indexMarks(prints, ({ pictures }) => pictures.map(({ key }) => key)),
  ]
  for (const index of indices) for (const holders of index.values()) pairs.addChain(holders)
  for (const { members } of classes) pairs.addChain(members)
  for (const bucket of bucketsOf(classes)) pairs.addBucket(bucket)
  return pairs.list()
}

/** The first member of each class stands for it. */
function bucketsOf(classes: readonly TextClass[]): Iterable<readonly number[]> {
  const buckets = new Map<number, number[]>()
  for (const { shingles, members } of classes) {
    const first = members[0] as number
    for (const key of new Set(bandKeys(shingles))) {
      const known = buckets.get(key)
      if (known) known.push(first)
      else buckets.set(key, [first])
    }
  }
  return buckets.values()
}

class PairSet {
  readonly #size: number
  readonly #keys = new Set<number>()

  constructor(size: number) {
    this.#size = size
  }

  addChain(members: readonly number[]): void {
    for (let at = 1; at < members.length; at += 1) {
      this.#add(members[0] as number, members[at] as number)
      this.#add(members[at - 1] as number, members[at] as number)
    }
  }

  addBucket(members: readonly number[]): void {
    for (let at = 1; at < members.length; at += 1) {
      for (let other = 0; other < Math.min(at, NEIGHBOURS); other += 1) {
        this.#add(members[other] as number, members[at] as number)
        this.#add(members[at - 1 - other] as number, members[at] as number)
      }
    }
  }

  list(): Pair[] {
    return [...this.#keys]
      .sort((a, b) => a - b)
      .map((key) => [Math.floor(key / this.#size), key % this.#size] as const)
  }

  #add(a: number, b: number): void {
    if (a !== b) this.#keys.add(Math.min(a, b) * this.#size + Math.max(a, b))
  }
}
