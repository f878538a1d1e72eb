import { syllableTable } from './syllables.ts'
import { FUNCTION_WORDS } from './tables/function-words.ts'
import { listAttestedLookAlikes, listLookAlikes } from './tables/look-alikes.ts'

let byMeant: ReadonlyMap<string, readonly string[]> | undefined
let attested: ReadonlyMap<string, readonly string[]> | undefined
let byTyped: ReadonlyMap<number, readonly number[]> | undefined

/** What may be typed in place of a character of a word because it looks like it. */
export function lookAlikesOf(meant: string, wordLength: number): readonly string[] {
  byMeant ??= withoutHomophones(listLookAlikes())
  attested ??= withoutHomophones(listAttestedLookAlikes())
  return (wordLength === 2 ? attested : byMeant).get(meant) ?? NONE
}

/** What a character may stand for; folded units. */
export function meantBy(typed: number): readonly number[] {
  byMeant ??= withoutHomophones(listLookAlikes())
  byTyped ??= turned(byMeant)
  return byTyped.get(typed) ?? NOTHING
}

const NONE: readonly string[] = []
const NOTHING: readonly number[] = []

/**
 * Look-alikes that sound alike as well are homophones, and found as such. Words of grammar stand everywhere: only those
 * that sellers were seen to type count.
 */
function withoutHomophones(
  listed: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly string[]> {
  const { ofUnit } = syllableTable()
  const soundOf = (char: string): number => ofUnit[char.charCodeAt(0)] as number
  const seen = listAttestedLookAlikes()
  const isLookAlike = (meant: string, other: string): boolean =>
    other.length === 1 &&
    soundOf(other) !== soundOf(meant) &&
    (!FUNCTION_WORDS.has(other) || (seen.get(meant)?.includes(other) ?? false))
  return new Map(
    [...listed].map(([meant, others]) => [meant, others.filter((other) => isLookAlike(meant, other))]),
  )
}

function turned(map: ReadonlyMap<string, readonly string[]>): ReadonlyMap<number, readonly number[]> {
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
