import type { Cell } from './cell.ts'
import { foldPoint, startBefore } from './text-units.ts'

/** The last `count` characters before an offset, noise looked through. */
export function hanCells(text: string, before: number, count: number): Cell[] {
  const cells: Cell[] = []
  for (let end = before; end > 0 && cells.length < count; ) {
    const start = startBefore(text, end)
    const read = foldPoint(text.codePointAt(start) ?? 0)
    if (read !== '') cells.push({ start, end, kind: 'han', read, opens: true, closes: true })
    end = start
  }
  return cells.reverse()
}
