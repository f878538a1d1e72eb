import type { Evasion } from '../../../src/domain/vocabulary.ts'
import type { Half } from './halves.ts'
import { pick, type Random, shuffled } from './random.ts'

/** A character of a term and what is written for it. A disguise touches a cell at most once. */
export interface Cell {
  readonly plain: string
  readonly written: string
  readonly touched: boolean
}

export interface Disguised {
  readonly cells: readonly Cell[]
  readonly evasions: readonly Evasion[]
  readonly how: readonly string[]
  /** The line around needs a space on both sides. */
  readonly apart?: boolean
}

export interface Asked {
  readonly random: Random
  readonly half: Half
  readonly readings: readonly (string | undefined)[]
}

/** Changes a term, or says that it cannot with the entries of this half. */
export type Disguise = (state: Disguised, asked: Asked) => Disguised | undefined

export function plainCells(term: string): Disguised {
  const cells = [...term].map((character) => ({ plain: character, written: character, touched: false }))
  return { cells, evasions: [], how: [] }
}

export function written(state: Disguised): string {
  return state.cells.map((cell) => cell.written).join('')
}

export function untouched(state: Disguised): number[] {
  return state.cells.flatMap((cell, index) => (cell.touched ? [] : [index]))
}

/** Writes `count` cells anew, each by what `candidates` offers for it; the cells are drawn. */
export function rewrite(
  state: Disguised,
  asked: Asked,
  count: number,
  candidates: (character: string, index: number) => readonly string[],
): { cells: Cell[]; changes: string[] } | undefined {
  const open = untouched(state)
    .map((index) => ({ index, offered: candidates(state.cells[index]?.plain ?? '', index) }))
    .filter(({ offered }) => offered.length > 0)
  if (open.length < count) return undefined
  const cells = [...state.cells]
  const chosen = worthFirst(asked.random, open, state.cells).slice(0, count)
  const changes = chosen
    .sort((left, right) => left.index - right.index)
    .map(({ index, offered }) => {
      const plain = cells[index]?.plain ?? ''
      const text = pick(asked.random, offered)
      cells[index] = { plain, written: text, touched: true }
      return `${plain}→${text}`
    })
  return { cells, changes }
}

/** Characters that no seller bothers to hide while a telling one stands beside them. */
const DULL = new Set(
  '的大小标本体活野生老真一整干新鲜苗手串件摆原料天然品货子头只个全套装自制工具器机有上山下地成片块',
)

/** In a random order, mostly with the telling characters first. */
function worthFirst<T extends { readonly index: number }>(
  random: Random,
  open: readonly T[],
  cells: readonly Cell[],
): T[] {
  const order = shuffled(random, open)
  if (random() < 0.15) return order
  const dull = (one: T) => DULL.has(cells[one.index]?.plain ?? '')
  return [...order.filter((one) => !dull(one)), ...order.filter(dull)]
}

/** As `rewrite`, with the evasion and the note filled in. */
export function rewritten(
  state: Disguised,
  asked: Asked,
  evasion: Evasion,
  count: number,
  candidates: (character: string, index: number) => readonly string[],
): Disguised | undefined {
  const result = rewrite(state, asked, count, candidates)
  if (!result) return undefined
  return {
    ...state,
    cells: result.cells,
    evasions: [...state.evasions, evasion],
    how: [...state.how, result.changes.join(' ')],
  }
}

export function added(state: Disguised, cells: readonly Cell[], evasion: Evasion, how: string): Disguised {
  return { ...state, cells, evasions: [...state.evasions, evasion], how: [...state.how, how] }
}
