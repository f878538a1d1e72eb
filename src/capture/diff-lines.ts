import type { Comparison } from '../domain/comparison.ts'

/** Lines named on either side; a page that is altogether another says enough with these. */
const MAX_NAMED = 200
const MAX_LINE_CHARS = 500
/** Beyond this many cells the table of common lines is not worth its memory: lines are then compared as sets. */
const MAX_CELLS = 4_000_000

/** Lines that went and lines that came, in their order; blanks do not count. */
export function diffLines(before: string, after: string): Comparison['text'] {
  const [old, now] = trimCommon(linesOf(before), linesOf(after))
  const { removed, added } = old.length * now.length > MAX_CELLS ? asSets(old, now) : byOrder(old, now)
  return {
    removed: removed.slice(0, MAX_NAMED).map(shorten),
    added: added.slice(0, MAX_NAMED).map(shorten),
    more: Math.max(0, removed.length - MAX_NAMED) + Math.max(0, added.length - MAX_NAMED),
  }
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.replaceAll(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
}

function shorten(line: string): string {
  return line.length > MAX_LINE_CHARS ? `${line.slice(0, MAX_LINE_CHARS)}…` : line
}

function trimCommon(old: string[], now: string[]): [string[], string[]] {
  let start = 0
  while (start < old.length && start < now.length && old[start] === now[start]) start++
  let end = 0
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end++
  return [old.slice(start, old.length - end), now.slice(start, now.length - end)]
}

interface Difference {
  readonly removed: string[]
  readonly added: string[]
}

function asSets(old: readonly string[], now: readonly string[]): Difference {
  const [had, has] = [new Set(old), new Set(now)]
  return { removed: old.filter((line) => !has.has(line)), added: now.filter((line) => !had.has(line)) }
}

/** The longest common subsequence stays; the rest went or came. */
function byOrder(old: readonly string[], now: readonly string[]): Difference {
  const stays = commonLines(old, now)
  return {
    removed: old.filter((_, index) => !stays.old.has(index)),
    added: now.filter((_, index) => !stays.now.has(index)),
  }
}

/** Which lines of either side belong to the longest common subsequence. */
function commonLines(old: readonly string[], now: readonly string[]): { old: Set<number>; now: Set<number> } {
  const longest = lengthTable(old, now)
  const stays = { old: new Set<number>(), now: new Set<number>() }
  let [i, j] = [0, 0]
  while (i < old.length && j < now.length) {
    if (old[i] === now[j]) {
      stays.old.add(i++)
      stays.now.add(j++)
    } else if (longest(i + 1, j) >= longest(i, j + 1)) i++
    else j++
  }
  return stays
}

/** Of the rest of both sides from these lines on. */
function lengthTable(old: readonly string[], now: readonly string[]): (i: number, j: number) => number {
  const width = now.length + 1
  const longest = new Uint32Array((old.length + 1) * width)
  const at = (i: number, j: number) => longest[i * width + j] ?? 0
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      longest[i * width + j] = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  return at
}
