import type { Match, MatchSet } from '../domain/match.ts'
import { EVASION_LABEL } from '../domain/vocabulary.ts'
import type { CompiledLexicon } from '../match/compile-lexicon.ts'

/** What a text matches, a line each: place, words, what they stand for, term, and how it was disguised. */
export function describeMatches({ matches, benign }: MatchSet, { terms }: CompiledLexicon): string {
  const plain = new Map(terms.map(({ term }) => [term.id, term.text]))
  const line = (match: Match, kind: string): string => {
    const { start, end, text, termId } = match
    const meant = plain.get(termId) ?? text
    const words = meant === text ? `「${text}」` : `「${text}」即“${meant}”`
    return `${start}–${end} ${words} ${termId}（${kind}） ${evasionsOf(match)}`
  }
  const lines = [
    ...matches.map((match) => line(match, match.kind)),
    ...benign.map((match) => line(match, '无害用语')),
  ]
  return lines.join('\n') || '没有命中'
}

function evasionsOf({ evasions }: Match): string {
  return evasions.map((evasion) => EVASION_LABEL[evasion]).join('、') || '原文'
}
