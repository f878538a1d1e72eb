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

const NOTHING: Selection = { matches: [], benign: [] }

/** Settles what several readings of the same characters mean. */
export function selectCandidates(
  candidates: readonly Candidate[],
  { terms }: CompiledLexicon,
  length: number,
): Selection {
  if (candidates.length === 0) return NOTHING
  const settled = oncePerPlace(candidates)
  const benign = settled.filter(({ term }) => terms[term]?.term.kind === 'benign')
  if (benign.length === 0) return { matches: withoutWeak(settled, length), benign }
  const innocent = spanIndex(benign, length)
  const written = benign.filter(({ mask }) => isPlain(mask))
  // A word that says something about the good (仿象牙: an imitation) says it though it is an innocent phrase too.
  const whole = new Set(benign.map(({ start, end }) => `${start}-${end}`))
  const isFact = (term: number, start: number, end: number): boolean =>
    terms[term]?.deep === false && whole.has(`${start}-${end}`)
  const excused = settled.filter(({ term, start, end, mask, guessed }) => {
    if (terms[term]?.term.kind === 'benign') return false
    if (isPlain(mask)) return innocent(start) < end || isFact(term, start, end)
    // A guess is a way of reading, not a disguise somebody put on: where the words themselves are known to be
    // innocent (橡皮擦 read as 象皮), or two of its characters (化象牙 in 德化象牙白), the guess is wrong. Noise and the
    // like are never excused: 象*牙白 stays.
    return !guessed || !written.some((phrase) => excuses(phrase, start, end))
  })
  return { matches: withoutWeak(excused, length), benign }
}

/** An innocent phrase that holds a guess, or two of its characters and goes on outside; one within it says nothing. */
function excuses(phrase: Candidate, start: number, end: number): boolean {
  if (phrase.start <= start && phrase.end >= end) return true
  const isWithin = phrase.start >= start && phrase.end <= end
  return !isWithin && Math.min(end, phrase.end) - Math.max(start, phrase.start) >= 2
}

/** Gives for an offset the furthest end of the spans that begin at or before it. */
function spanIndex(candidates: readonly Candidate[], length: number): (start: number) => number {
  if (candidates.length === 0) return () => 0
  const furthest = new Int32Array(length + 1)
  for (const { start, end } of candidates) furthest[start] = Math.max(furthest[start] ?? 0, end)
  for (let at = 1; at <= length; at += 1) furthest[at] = Math.max(furthest[at] ?? 0, furthest[at - 1] ?? 0)
  return (start) => furthest[start] ?? 0
}

/** Of overlapping readings of one term the surest is kept, then the plainest, then the longest. */
function oncePerPlace(candidates: readonly Candidate[]): Candidate[] {
  const kept: Candidate[] = []
  let spans = 0
  for (const candidate of candidates.length > 1 ? [...candidates].sort(byTermAndPlace) : candidates) {
    const last = kept.at(-1)
    if (last?.term !== candidate.term) spans = 0
    else if (candidate.start < last.end) {
      if (isBetter(candidate, last)) kept[kept.length - 1] = candidate
      continue
    }
    spans += 1
    if (spans <= MAX_SPANS) kept.push(candidate)
  }
  return kept
}

function byTermAndPlace(a: Candidate, b: Candidate): number {
  return a.term - b.term || a.start - b.start || b.end - a.end
}

function isBetter(a: Candidate, b: Candidate): boolean {
  if (a.guessed !== b.guessed) return b.guessed
  const difference = countBits(a.mask) - countBits(b.mask)
  return difference === 0 ? a.end - a.start > b.end - b.start : difference < 0
}

/** A guess gives way to another term that is surely written over it and is no shorter. */
function withoutWeak(candidates: readonly Candidate[], length: number): readonly Candidate[] {
  if (!candidates.some(({ guessed }) => guessed)) return candidates
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
