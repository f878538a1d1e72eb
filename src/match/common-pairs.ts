import { foldTable } from './fold-table.ts'
import { COMMON_PAIRS } from './tables/common-pairs.ts'

let followers: ReadonlyMap<string, string> | undefined

/** True when ordinary Chinese puts the one character directly before the other; both as they are folded. */
export function isCommonPair(first: string, second: string): boolean {
  followers ??= new Map(
    COMMON_PAIRS.trim()
      .split('\n')
      .map((line) => [line.charAt(0), line.slice(1)]),
  )
  return followers.get(first)?.includes(second) ?? false
}

/**
 * True when ordinary Chinese puts the character at an offset beside neither of its neighbours (教 in 价教器), of which one
 * at least must be Chinese. A dictionary cannot say that: most of what it knows hardly anybody writes.
 */
export function isStrange(text: string, at: number): boolean {
  const before = hanAt(text, at - 1)
  const own = hanAt(text, at)
  const after = hanAt(text, at + 1)
  if (before === '' && after === '') return false
  return !(before !== '' && isCommonPair(before, own)) && !(after !== '' && isCommonPair(own, after))
}

/** The folded character at an offset; empty when it is none of Chinese. */
function hanAt(text: string, at: number): string {
  const folded = at >= 0 && at < text.length ? (foldTable().to[text.charCodeAt(at)] as number) : 0
  return folded >= FIRST_HAN && folded <= LAST_HAN ? String.fromCharCode(folded) : ''
}

const FIRST_HAN = 0x3400
const LAST_HAN = 0x9fff
