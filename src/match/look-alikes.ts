import { syllableTable } from './syllables.ts'
import { FUNCTION_WORDS } from './tables/function-words.ts'
import { listAttestedLookAlikes, listLookAlikes } from './tables/look-alikes.ts'

let byMeant: LookAlikes | undefined
let withGrammar: LookAlikes | undefined
let attested: LookAlikes | undefined
let byTyped: ReadonlyMap<number, readonly number[]> | undefined

/** What may be typed in place of a character of a word because it looks like it. */
export function lookAlikesOf(meant: string, wordLength: number): readonly string[] {
  return tableFor(wordLength).get(meant) ?? NONE
}

/** In a word of two only what sellers were seen to type is no coincidence; words of grammar (每 for 海) want four. */
function tableFor(wordLength: number): LookAlikes {
  attested ??= withoutHomophones(listAttestedLookAlikes())
  byMeant ??= withoutGrammar(allByMeant())
  if (wordLength === 2) return attested
  return wordLength === 3 ? byMeant : allByMeant()
}

function allByMeant(): LookAlikes {
  withGrammar ??= withoutHomophones(listLookAlikes())
  return withGrammar
}

/** What a character may stand for; folded units. */
export function meantBy(typed: number): readonly number[] {
  byTyped ??= turned(allByMeant())
  return byTyped.get(typed) ?? NOTHING
}

const NONE: readonly string[] = []
const NOTHING: readonly number[] = []

type LookAlikes = ReadonlyMap<string, readonly string[]>

/** Look-alikes that sound alike as well are homophones, and found as such. */
function withoutHomophones(listed: LookAlikes): LookAlikes {
  const { ofUnit } = syllableTable()
  const soundOf = (char: string): number => ofUnit[char.charCodeAt(0)] as number
  return filtered(listed, (meant, other) => other.length === 1 && soundOf(other) !== soundOf(meant))
}

/** Words of grammar stand everywhere: only those that sellers were seen to type count. */
function withoutGrammar(listed: LookAlikes): LookAlikes {
  const seen = listAttestedLookAlikes()
  return filtered(
    listed,
    (meant, other) => !FUNCTION_WORDS.has(other) || (seen.get(meant)?.includes(other) ?? false),
  )
}

function filtered(listed: LookAlikes, keeps: (meant: string, other: string) => boolean): LookAlikes {
  return new Map([...listed].map(([meant, others]) => [meant, others.filter((other) => keeps(meant, other))]))
}

function turned(map: LookAlikes): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, number[]>()
  for (const [meant, others] of map) {
    for (const other of others) {
      const known = found.get(other.charCodeAt(0))
      if (known) known.push(meant.charCodeAt(0))
      else found.set(other.charCodeAt(0), [meant.charCodeAt(0)])
    }
  }
  return found
}
