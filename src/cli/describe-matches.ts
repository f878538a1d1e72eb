import { TERM_KIND_LABEL } from '../domain/lexicon.ts'
import type { Match, MatchSet } from '../domain/match.ts'
import { EVASION_LABEL } from '../domain/vocabulary.ts'
import type { CompiledLexicon } from '../match/compile-lexicon.ts'

/** What a text matches, a line each: place, words, what they stand for, term, and how it was disguised. */
export function describeMatches({ matches, benign }: MatchSet, { terms }: CompiledLexicon): string {
  const plain = new Map(terms.map(({ term }) => [term.id, term.text]))
  const line = (match: Match): string => {
    const { start, end, text, termId, kind } = match
    const meant = plain.get(termId) ?? text
    const words = meant === text ? `「${text}」` : `「${text}」即“${meant}”`
    return `${start}–${end} ${words} ${termId}（${TERM_KIND_LABEL[kind]}） ${evasionsOf(match)}`
  }
  const lines = [...matches, ...benign].map(line)
  return lines.join('\n') || '没有命中'
}

function evasionsOf({ evasions }: Match): string {
  return evasions.map((evasion) => EVASION_LABEL[evasion]).join('、') || '原文'
}
