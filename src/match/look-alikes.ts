import { syllableTable } from './syllables.ts'
import { FUNCTION_WORDS } from './tables/function-words.ts'
import { listLookAlikes } from './tables/look-alikes.ts'

let byMeant: ReadonlyMap<string, readonly string[]> | undefined
let byTyped: ReadonlyMap<string, readonly string[]> | undefined

/** Of a word of two characters only the likest are looked for: with one character left, more are mere coincidence. */
const CLOSEST = 3

/** What may be typed in place of a character of a word because it looks like it, the likest first. */
export function lookAlikesOf(meant: string, wordLength: number): readonly string[] {
  byMeant ??= withoutHomophones()
  const others = byMeant.get(meant) ?? NONE
  return wordLength === 2 ? others.slice(0, CLOSEST) : others
}

/** What a character may stand for. */
export function meantBy(typed: string): readonly string[] {
  byMeant ??= withoutHomophones()
  byTyped ??= turned(byMeant)
  return byTyped.get(typed) ?? NONE
}

const NONE: readonly string[] = []

/** Look-alikes that sound alike as well are homophones, and found as such; a word of grammar is no disguise. */
function withoutHomophones(): ReadonlyMap<string, readonly string[]> {
  const { ofUnit } = syllableTable()
  const soundOf = (char: string): number => ofUnit[char.charCodeAt(0)] as number
  const isLookAlike = (meant: string, other: string): boolean =>
    other.length === 1 && soundOf(other) !== soundOf(meant) && !FUNCTION_WORDS.has(other)
  const entries = [...listLookAlikes()].map(
    ([meant, others]) => [meant, others.filter((other) => isLookAlike(meant, other))] as const,
  )
  return new Map(entries)
}

function turned(map: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const [meant, others] of map) {
    for (const other of others) {
      const known = found.get(other)
      if (known) known.push(meant)
      else found.set(other, [meant])
    }
  }
  return found
}
