import type { Listing } from '../domain/listing.ts'
import { CLUSTER_LIMITS } from './cluster-limits.ts'

export interface Sentence {
  /** Letters only, lower case: what noise characters, changed prices and numbers cannot change. */
  readonly letters: string
  readonly quote: string
}

const BREAK = /[\n\r\t 　，。！？；,!?;、|]+/

/** What a listing says beside its contacts, piece by piece. */
export function sentencesOf({ title, body, contacts }: Listing): Sentence[] {
  let text = `${title}\n${body}`.slice(0, CLUSTER_LIMITS.textChars)
  for (const { raw } of contacts) text = text.replaceAll(raw, '\n')
  return text.split(BREAK).flatMap((quote) => {
    const letters = lettersOf(quote)
    return letters === '' ? [] : [{ letters, quote }]
  })
}

function lettersOf(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}]/gu, '')
}
