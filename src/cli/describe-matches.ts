import type { Match, MatchSet } from '../domain/match.ts'
import { EVASION_LABEL } from '../domain/vocabulary.ts'

/** What a text matches, a line each: place, words, term, and how it was disguised. */
export function describeMatches({ matches, benign }: MatchSet): string {
  const lines = [
    ...matches.map((match) => matchLine(match, match.kind, evasionsOf(match))),
    ...benign.map((match) => matchLine(match, '无害用语', evasionsOf(match))),
  ]
  return lines.join('\n') || '没有命中'
}

function matchLine({ start, end, text, termId }: Match, kind: string, how: string): string {
  return `${start}–${end} 「${text}」 ${termId}（${kind}） ${how}`
}

function evasionsOf({ evasions }: Match): string {
  return evasions.map((evasion) => EVASION_LABEL[evasion]).join('、') || '原文'
}
