import { readFileSync } from 'node:fs'
import type { Evasion } from '../../src/domain/vocabulary.ts'
import type { CompiledLexicon } from '../../src/match/compile-lexicon.ts'
import { toMask } from '../../src/match/evasion-mask.ts'
import { matchListing } from '../../src/match/match-listing.ts'

export interface Recall {
  readonly lines: number
  readonly found: number
  /** Lines left out: the lexicon says that such a disguise is not to be undone for their term. */
  readonly notUndone: number
}

interface Sentence {
  readonly kind: string
  readonly evasions: readonly Evasion[]
  readonly termId: string
  readonly text: string
  readonly start: number
  readonly end: number
  readonly heldOut: boolean
}

/** Signs and repeats at the edges of a disguise belong to it for a reader, not for the matcher. */
const SIGN = /^[\p{P}\p{S}\p{Z}\p{C}\p{M}]$/u

/** How many of the disguised sentences give their own term at its place, by kind and half. */
export function measureRecall(file: string, lexicon: CompiledLexicon): Map<string, Recall> {
  const allowed = new Map(lexicon.terms.map((compiled) => [compiled.term.id, compiled.allowed]))
  const found = new Map<string, Recall>()
  for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
    const sentence = JSON.parse(line) as Sentence
    const mask = allowed.get(sentence.termId)
    // Terms that the lexicon has dropped since cannot be found.
    if (mask === undefined) continue
    const key = `${sentence.kind} ${sentence.heldOut ? 'held out' : 'development'}`
    const known = found.get(key) ?? { lines: 0, found: 0, notUndone: 0 }
    found.set(
      key,
      (toMask(sentence.evasions) & ~mask) === 0 ? counted(known, isFound(sentence, lexicon)) : leftOut(known),
    )
  }
  return found
}

function counted({ lines, found, notUndone }: Recall, isHit: boolean): Recall {
  return { lines: lines + 1, found: found + (isHit ? 1 : 0), notUndone }
}

function leftOut(known: Recall): Recall {
  return { ...known, notUndone: known.notUndone + 1 }
}

function isFound({ text, termId, start, end }: Sentence, lexicon: CompiledLexicon): boolean {
  return matchListing({ title: text, body: '' }, lexicon).matches.some(
    (match) => match.termId === termId && covers(text, match, { start, end }),
  )
}

interface Span {
  readonly start: number
  readonly end: number
}

function covers(text: string, match: Span, whole: Span): boolean {
  if (match.start < whole.start || match.end > whole.end) return false
  const before = [...text.slice(whole.start, match.start)]
  const after = [...text.slice(match.end, whole.end)]
  const first = text.charAt(match.start)
  const last = text.charAt(match.end - 1)
  return (
    before.every((char) => SIGN.test(char) || char === first) &&
    after.every((char) => SIGN.test(char) || char === last)
  )
}
