import { countShared, SHINGLE_CHARS } from './shingles.ts'
import type { TextClass } from './text-class.ts'

/** Below this likeness two texts only have the trade's words in common. */
const LEAST_LIKENESS = 0.25
/** A text within a longer one is the same text with something added, nearly. */
const WITHIN = 0.85
/** Shared letters, and how sure as many, word for word, make us. */
const BY_LENGTH: readonly (readonly [letters: number, strength: number])[] = [
  [40, 0.95],
  [25, 0.9],
  [15, 0.75],
  [10, 0.5],
  [0, 0.25],
]

/** How sure the likeness of two texts makes us that one hand wrote both. */
export function textStrength(a: TextClass, b: TextClass): number {
  const shared = a === b ? a.shingles.length : countShared(a.shingles, b.shingles)
  if (shared === 0) return 0
  const least = Math.min(a.shingles.length, b.shingles.length)
  const likeness = Math.max(
    shared / (a.shingles.length + b.shingles.length - shared),
    (WITHIN * shared) / least,
  )
  if (likeness < LEAST_LIKENESS) return 0
  const letters = shared + SHINGLE_CHARS - 1
  const [, strength] = BY_LENGTH.find(([from]) => letters >= from) as readonly [number, number]
  return strength * Math.min(1, 0.4 + 0.75 * likeness)
}
