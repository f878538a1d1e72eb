import type { Match } from '../domain/match.ts'
import { EVASION_LABEL, type Field } from '../domain/vocabulary.ts'
import { escapeHtml } from './escape-html.ts'

interface Span {
  start: number
  end: number
  note: string
  evasive: boolean
}

/** The original text with every hit marked; overlapping hits become one mark. Everything is escaped. */
export function highlight(text: string, matches: readonly Match[], field: Field): string {
  let html = ''
  let cursor = 0
  for (const span of mergeSpans(matches, field)) {
    html += escapeHtml(text.slice(cursor, span.start))
    const title = span.note ? ` title="${escapeHtml(span.note)}"` : ''
    html += `<mark${span.evasive ? ' class="evasive"' : ''}${title}>${escapeHtml(text.slice(span.start, span.end))}</mark>`
    cursor = span.end
  }
  return html + escapeHtml(text.slice(cursor))
}

function mergeSpans(matches: readonly Match[], field: Field): Span[] {
  const goods = matches.filter((match) => match.field === field && match.kind !== 'context')
  const ordered = goods.toSorted((a, b) => a.start - b.start || b.end - a.end)
  const spans: Span[] = []
  for (const match of ordered) {
    const note = match.evasions.map((evasion) => EVASION_LABEL[evasion]).join('、')
    const last = spans.at(-1)
    if (last && match.start < last.end) {
      last.end = Math.max(last.end, match.end)
      last.evasive ||= match.evasions.length > 0
      if (!last.note) last.note = note
    } else {
      spans.push({ start: match.start, end: match.end, note, evasive: match.evasions.length > 0 })
    }
  }
  return spans
}
