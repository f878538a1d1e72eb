import type { Signal } from '../../domain/assessment.ts'
import type { Listing } from '../../domain/listing.ts'
import type { Field, SignalKind } from '../../domain/vocabulary.ts'

/** At most this many of one pattern are kept in a field: a page of prices says no more than a few. */
export const MAX_PER_PATTERN = 6

export const TEXT_FIELDS: readonly Field[] = ['title', 'body']

/** Where the patterns stand in title and body. Patterns are global and linear: no nested or adjacent repeats. */
export function collectPatterns(
  kind: SignalKind,
  listing: Pick<Listing, Field>,
  patterns: readonly RegExp[],
): Signal[] {
  const signals: Signal[] = []
  for (const field of TEXT_FIELDS) {
    const text = listing[field]
    if (text === '') continue
    for (const pattern of patterns) collectPattern(signals, { kind, field, text, pattern })
  }
  return signals
}

function collectPattern(
  signals: Signal[],
  { kind, field, text, pattern }: { kind: SignalKind; field: Field; text: string; pattern: RegExp },
): void {
  let kept = 0
  for (const found of text.matchAll(pattern)) {
    signals.push(signalAt(kind, field, found))
    kept += 1
    if (kept === MAX_PER_PATTERN) return
  }
}

export function signalAt(kind: SignalKind, field: Field, found: RegExpExecArray): Signal {
  const [text] = found
  return { kind, field, start: found.index, end: found.index + text.length, text: text.trim() }
}
