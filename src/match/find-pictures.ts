import type { Candidate } from './candidate.ts'
import type { CompiledLexicon } from './compiled-lexicon.ts'
import { graphemeEnd } from './read-span.ts'

/** Spellings with an emoji in them, as an analyst wrote them down. Few terms have one, and few texts hold an emoji. */
export function findPictures(text: string, { pictures }: CompiledLexicon): Candidate[] {
  if (pictures.length === 0 || !PICTURE.test(text)) return []
  const found: Candidate[] = []
  for (const { term, text: spelling, mask } of pictures) {
    for (let at = text.indexOf(spelling); at >= 0; at = text.indexOf(spelling, at + spelling.length)) {
      found.push({ term, start: at, end: graphemeEnd(text, at + spelling.length), mask, guessed: false })
    }
  }
  return found
}

const PICTURE = /\p{Extended_Pictographic}/u
