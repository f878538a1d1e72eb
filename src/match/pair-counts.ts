import { foldTable } from './fold-table.ts'
import { PAIR_COUNTS } from './tables/pair-counts.ts'

/** How often ordinary Chinese puts one character directly before another. */
export const PAIR = { unseen: 0, once: 1, seldom: 2, often: 3 } as const
export type PAIR = (typeof PAIR)[keyof typeof PAIR]

let followers: ReadonlyMap<string, string> | undefined

/** Both characters as they are folded. */
export function pairCount(first: string, second: string): PAIR {
  followers ??= new Map(
    PAIR_COUNTS.trim()
      .split('\n')
      .map((line) => [line.charAt(0), line.slice(1)]),
  )
  const line = followers.get(first) ?? ''
  const at = line.indexOf(second)
  if (at < 0) return PAIR.unseen
  const seldom = line.indexOf(' ', 1)
  if (seldom < 0 || at < seldom) return PAIR.often
  const once = line.indexOf(' ', seldom + 1)
  return once < 0 || at < once ? PAIR.seldom : PAIR.once
}

/**
 * How ordinary the neighbours of the character at an offset are: 教 in 价教器 stands beside neither of them in ordinary
 * Chinese. A dictionary cannot say that: most of what it knows hardly anybody writes. Where no Chinese stands beside it
 * nothing speaks against it.
 */
export function neighbourCount(text: string, at: number): PAIR {
  const before = hanAt(text, at - 1)
  const own = hanAt(text, at)
  const after = hanAt(text, at + 1)
  const left = before === '' || LOOSE.has(before) ? PAIR.unseen : pairCount(before, own)
  const right = after === '' || LOOSE.has(after) ? PAIR.unseen : pairCount(own, after)
  return left > right ? left : right
}

/** The folded character at an offset; empty when it is none of Chinese. */
function hanAt(text: string, at: number): string {
  const folded = at >= 0 && at < text.length ? (foldTable().to[text.charCodeAt(at)] as number) : 0
  return folded >= FIRST_HAN && folded <= LAST_HAN ? String.fromCharCode(folded) : ''
}

/** Behind these any word may begin, and before them end. */
const LOOSE: ReadonlySet<string> = new Set('的了出收卖求买有要')
const FIRST_HAN = 0x3400
const LAST_HAN = 0x9fff
