import { syllableTable } from './syllables.ts'
import { listLookAlikes } from './tables/look-alikes.ts'

let byMeant: ReadonlyMap<string, readonly string[]> | undefined
let byTyped: ReadonlyMap<string, readonly string[]> | undefined

/** What may be typed in place of a character because it looks like it. */
export function lookAlikesOf(meant: string): readonly string[] {
  byMeant ??= withoutHomophones()
  return byMeant.get(meant) ?? NONE
}

/** What a character may stand for. */
export function meantBy(typed: string): readonly string[] {
  byMeant ??= withoutHomophones()
  byTyped ??= turned(byMeant)
  return byTyped.get(typed) ?? NONE
}

const NONE: readonly string[] = []

/** Look-alikes that sound alike as well are homophones, and found as such. */
function withoutHomophones(): ReadonlyMap<string, readonly string[]> {
  const { ofUnit } = syllableTable()
  const soundOf = (char: string): number => ofUnit[char.charCodeAt(0)] as number
  const entries = [...listLookAlikes()].map(
    ([meant, others]) =>
      [meant, others.filter((other) => other.length === 1 && soundOf(other) !== soundOf(meant))] as const,
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
