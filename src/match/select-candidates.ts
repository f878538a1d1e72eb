import type { Candidate } from './candidate.ts'
import type { CompiledLexicon } from './compiled-lexicon.ts'
import { countBits } from './evasion-mask.ts'
import { isPlain } from './judge-glyphs.ts'

/** Spans kept of one term in one field: a page that repeats a word a thousand times says it once. */
const MAX_SPANS = 50

export interface Selection {
  readonly matches: readonly Candidate[]
  readonly benign: readonly Candidate[]
}

/** Settles what several readings of the same characters mean. */
export function selectCandidates(
  candidates: readonly Candidate[],
  { terms }: CompiledLexicon,
  length: number,
): Selection {
  const isBenign = ({ term }: Candidate): boolean => terms[term]?.term.kind === 'benign'
  const benign = oncePerPlace(candidates.filter(isBenign))
  const all = oncePerPlace(candidates.filter((candidate) => !isBenign(candidate)))
  const innocent = spanIndex(benign, length)
  const written = spanIndex(
    benign.filter(({ mask }) => isPlain(mask)),
    length,
  )
  const excused = all.filter(({ start, end, mask, guessed }) => {
    if (isPlain(mask)) return innocent(start) < end
    // A guess is a way of reading, not a disguise somebody put on: where the words themselves are known to be
    // innocent (橡皮擦 read as 象皮), the guess is wrong. Noise and the like are never excused: 象*牙白 stays.
    return !guessed || written(start) < end
  })
  return { matches: withoutWeak(excused, length), benign }
}

/** Gives for an offset the furthest end of the spans that begin at or before it. */
function spanIndex(candidates: readonly Candidate[], length: number): (start: number) => number {
  if (candidates.length === 0) return () => 0
  const furthest = new Int32Array(length + 1)
  for (const { start, end } of candidates) furthest[start] = Math.max(furthest[start] ?? 0, end)
  for (let at = 1; at <= length; at += 1) furthest[at] = Math.max(furthest[at] ?? 0, furthest[at - 1] ?? 0)
  return (start) => furthest[start] ?? 0
}

/** Of overlapping readings of one term the plainest is kept, then the longest. */
function oncePerPlace(candidates: readonly Candidate[]): Candidate[] {
  const byTerm = new Map<number, Candidate[]>()
  for (const candidate of candidates) {
    const known = byTerm.get(candidate.term)
    if (known) known.push(candidate)
    else byTerm.set(candidate.term, [candidate])
  }
  return [...byTerm.values()].flatMap((same) => settle(same).slice(0, MAX_SPANS))
}

function settle(same: Candidate[]): Candidate[] {
  const kept: Candidate[] = []
  for (const candidate of same.sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = kept.at(-1)
    if (last === undefined || candidate.start >= last.end) kept.push(candidate)
    else if (isBetter(candidate, last)) kept[kept.length - 1] = candidate
  }
  return kept
}

function isBetter(a: Candidate, b: Candidate): boolean {
  const difference = countBits(a.mask) - countBits(b.mask)
  return difference === 0 ? a.end - a.start > b.end - b.start : difference < 0
}

/** A guess gives way to another term that is surely written over it and is no shorter. */
function withoutWeak(candidates: readonly Candidate[], length: number): Candidate[] {
  if (!candidates.some(({ guessed }) => guessed)) return [...candidates]
  const longest = new Uint16Array(length + 1)
  for (const { start, end, guessed } of candidates) {
    if (guessed) continue
    for (let at = start; at < end; at += 1) longest[at] = Math.max(longest[at] ?? 0, end - start)
  }
  return candidates.filter(({ start, end, guessed }) => {
    if (!guessed) return true
    for (let at = start; at < end; at += 1) if ((longest[at] ?? 0) >= end - start) return false
    return true
  })
}
