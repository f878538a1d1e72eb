import type { Paragraph, TextRun } from 'docx'
import type { Match } from '../domain/match.ts'
import type { Field } from '../domain/vocabulary.ts'
import { quoteLine, quoteRun } from './document-parts.ts'

/** A post longer than this is quoted up to here; the whole text is in the evidence. */
const MAX_QUOTED = 6000

interface Span {
  readonly start: number
  readonly end: number
}

export interface Quote {
  readonly lines: readonly Paragraph[]
  /** How many characters were left out. */
  readonly omitted: number
}

/** The original words, line by line, with the hits highlighted. */
export function quoteText(text: string, field: Field, matches: readonly Match[]): Quote {
  const spans = mergeSpans(matches.filter((match) => match.field === field))
  const end = quoteEnd(text)
  const lines: Paragraph[] = []
  let start = 0
  while (start <= end) {
    const breakAt = text.indexOf('\n', start)
    const lineEnd = breakAt < 0 || breakAt > end ? end : breakAt
    lines.push(quoteLine(highlightRuns(text, { start, end: lineEnd }, spans)))
    start = lineEnd + 1
  }
  return { lines, omitted: text.length - end }
}

/** The title on one line. */
export function quoteTitle(text: string, matches: readonly Match[]): TextRun[] {
  const spans = mergeSpans(matches.filter(({ field }) => field === 'title'))
  return highlightRuns(text, { start: 0, end: text.length }, spans)
}

function highlightRuns(text: string, { start, end }: Span, spans: readonly Span[]): TextRun[] {
  const runs: TextRun[] = []
  let at = start
  for (const span of spans) {
    if (span.end <= at) continue
    if (span.start >= end) break
    const from = Math.max(span.start, at)
    if (from > at) runs.push(quoteRun(text.slice(at, from), false))
    at = Math.min(span.end, end)
    runs.push(quoteRun(text.slice(from, at), true))
  }
  if (at < end) runs.push(quoteRun(text.slice(at, end), false))
  return runs
}

export function mergeSpans(spans: readonly Span[]): Span[] {
  const merged: Span[] = []
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = merged.at(-1)
    if (last && start <= last.end)
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, end) }
    else merged.push({ start, end })
  }
  return merged
}

/** Never between the halves of one character. */
function quoteEnd(text: string): number {
  if (text.length <= MAX_QUOTED) return text.length
  const unit = text.charCodeAt(MAX_QUOTED - 1)
  return unit >= 0xd800 && unit < 0xdc00 ? MAX_QUOTED - 1 : MAX_QUOTED
}
