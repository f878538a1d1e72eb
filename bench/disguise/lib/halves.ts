import { hash } from './random.ts'

/** Development (false) or held out (true). */
export type Half = boolean

/** Which half an entry of a large table is in, by its own text. */
export function halfOf(entry: string): Half {
  return (hash(entry) & 1) === 1
}

/** For short tables, where a hash would fall unevenly: every second entry is held out. */
export function everySecond<T>(entries: readonly T[], half: Half): T[] {
  return entries.filter((_, index) => (index % 2 === 1) === half)
}
