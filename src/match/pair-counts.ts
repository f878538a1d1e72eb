import { foldTable } from './fold-table.ts'
import { PAIR_COUNTS } from './tables/pair-counts.ts'

/** How often ordinary Chinese puts one character directly before another. */
export const PAIR = { unseen: 0, once: 1, seldom: 2, often: 3 } as const
export type PAIR = (typeof PAIR)[keyof typeof PAIR]

/** Pairs by hash, the next free place taken: asked for every guess, so no string is made. */
interface PairTable {
  /** Both units of the pair in one number, 0 for a free place. */
  readonly keys: Uint32Array
  readonly counts: Uint8Array
}

const PLACES = 1 << 19

let built: PairTable | undefined

/** Both characters as they are folded. */
export function pairCount(first: string, second: string): PAIR {
  return countOf(first.charCodeAt(0), second.charCodeAt(0))
}

function countOf(first: number, second: number): PAIR {
  built ??= buildTable()
  const { keys, counts } = built
  const key = ((first << 16) | second) >>> 0
  for (let at = placeOf(key); keys[at] !== 0; at = (at + 1) & (PLACES - 1)) {
    if (keys[at] === key) return counts[at] as PAIR
  }
  return PAIR.unseen
}

function buildTable(): PairTable {
  const keys = new Uint32Array(PLACES)
  const counts = new Uint8Array(PLACES)
  for (const line of PAIR_COUNTS.trim().split('\n')) {
    const first = line.charCodeAt(0)
    // A blank stands before each group, the first one too.
    let count: number = PAIR.often + 1
    for (let index = 1; index < line.length; index += 1) {
      const second = line.charCodeAt(index)
      if (second === BLANK) {
        count -= 1
        continue
      }
      const key = ((first << 16) | second) >>> 0
      let at = placeOf(key)
      while (keys[at] !== 0) at = (at + 1) & (PLACES - 1)
      keys[at] = key
      counts[at] = count
    }
  }
  return { keys, counts }
}

const BLANK = 0x20

function placeOf(key: number): number {
  return (Math.imul(key ^ (key >>> 15), 0x2c1b3c6d) >>> 8) & (PLACES - 1)
}

/**
 * How ordinary the neighbours of the character at an offset are: 教 in 价教器 stands beside neither of them in ordinary
 * Chinese. A dictionary cannot say that: most of what it knows hardly anybody writes. Where no Chinese stands beside it
 * nothing speaks against it.
 */
export function neighbourCount(text: string, at: number): PAIR {
  return countBetween(hanAt(text, at - 1), hanAt(text, at), hanAt(text, at + 1))
}

/** As `neighbourCount`, of folded units; 0 for none. */
export function countBetween(before: number, own: number, after: number): PAIR {
  const left = before === 0 || LOOSE.has(before) ? PAIR.unseen : countOf(before, own)
  const right = after === 0 || LOOSE.has(after) ? PAIR.unseen : countOf(own, after)
  return left > right ? left : right
}

/** True when a character beside such neighbours may be put there for another one; of three a rare neighbour is one too many. */
export function isRareBeside(count: PAIR, length: number): boolean {
  return count < (length > 3 ? PAIR.often : PAIR.seldom)
}

/** The folded character at an offset; 0 when it is none of Chinese. */
function hanAt(text: string, at: number): number {
  const folded = at >= 0 && at < text.length ? (foldTable().to[text.charCodeAt(at)] as number) : 0
  return folded >= FIRST_HAN && folded <= LAST_HAN ? folded : 0
}

/** Behind these any word may begin, and before them end. */
const LOOSE: ReadonlySet<number> = new Set([...'的了出收卖求买有要'].map((char) => char.charCodeAt(0)))
const FIRST_HAN = 0x3400
const LAST_HAN = 0x9fff
