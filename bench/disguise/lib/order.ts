import { BRACKETS, INVISIBLE, NOISE, STOPPING_NOISE } from '../tables/signs.ts'
import { type Asked, added, type Cell, type Disguise, type Disguised } from './cells.ts'
import { everySecond } from './halves.ts'
import { pick, shuffled } from './random.ts'

/** Signs between characters: the same in all gaps, one to three in one gap, or brackets around each character. */
export const noise: Disguise = (state, asked) => {
  const draw = asked.random()
  if (draw < 0.12) return bracketed(state, asked)
  const signs = noiseFor(state, asked)
  const sign = pick(asked.random, signs)
  if (draw < 0.5) return inGaps(state, 'noise', gaps(state), () => sign, `${shown(sign)} in all gaps`)
  const count = sign.length > 2 ? 1 : 1 + Math.floor(asked.random() * 3)
  const text = asked.random() < 0.6 ? sign.repeat(count) : pickSome(asked, signs, count)
  return inGaps(state, 'noise', [pick(asked.random, gaps(state))], () => text, `${shown(text)} in one gap`)
}

function noiseFor(state: Disguised, asked: Asked): string[] {
  const signs = everySecond(NOISE, asked.half)
  return state.cells.length > 2 ? [...signs, ...everySecond(STOPPING_NOISE, asked.half)] : signs
}

function pickSome(asked: Asked, signs: readonly string[], count: number): string {
  const short = signs.filter((sign) => sign.length <= 2)
  return Array.from({ length: count }, () => pick(asked.random, short)).join('')
}

function bracketed(state: Disguised, asked: Asked): Disguised {
  const [open, close] = [...pick(asked.random, everySecond(BRACKETS, asked.half))] as [string, string]
  const all = asked.random() < 0.6
  const only = Math.floor(asked.random() * state.cells.length)
  const cells = state.cells.map((cell, index) =>
    all || index === only ? { ...cell, written: `${open}${cell.written}${close}` } : cell,
  )
  return added(state, cells, 'noise', `${open}${close} around ${all ? 'each' : 'one'}`)
}

function shown(sign: string): string {
  return sign.trim() === '' ? 'space' : sign
}

/** Gaps between cells, by the index of the cell before. */
function gaps(state: Disguised): number[] {
  return state.cells.slice(1).map((_, index) => index)
}

function inGaps(
  state: Disguised,
  evasion: 'noise' | 'zero-width',
  at: readonly number[],
  text: () => string,
  how: string,
): Disguised {
  const cells = state.cells.map((cell, index) =>
    at.includes(index) ? { ...cell, written: cell.written + text() } : cell,
  )
  return added(state, cells, evasion, how)
}

/** Code points without width, or marks over a character. */
export const zeroWidth: Disguise = (state, asked) => {
  const entries = everySecond(INVISIBLE, asked.half)
  const { name, text } = pick(asked.random, entries)
  const other = pick(asked.random, entries)
  const draw = asked.random()
  if (draw < 0.45) return inGaps(state, 'zero-width', gaps(state), () => text, `${name} in all gaps`)
  const at = pick(asked.random, gaps(state))
  if (draw < 0.8) return inGaps(state, 'zero-width', [at], () => text, `${name} in one gap`)
  return inGaps(state, 'zero-width', [at], () => text + other.text, `${name}, ${other.name}`)
}

export const reversed: Disguise = (state) => {
  const cells = [...state.cells].reverse()
  const same = cells.every((cell, index) => cell.written === state.cells[index]?.written)
  return same ? undefined : added(state, cells, 'reversed', 'whole term reversed')
}

/** One character or each one written two or three times. */
export const repeated: Disguise = (state, asked) => {
  const draw = asked.random()
  const times = asked.random() < 0.7 ? 2 : 3
  const open = state.cells.flatMap((cell, index) => (isAlone(state.cells, cell, index) ? [index] : []))
  if (open.length === 0) return undefined
  const count = draw < 0.55 ? 1 : draw < 0.8 ? open.length : Math.min(2, open.length)
  const chosen = shuffled(asked.random, open).slice(0, count)
  const cells = state.cells.map((cell, index) =>
    chosen.includes(index) ? { ...cell, written: cell.written.repeat(times), touched: true } : cell,
  )
  return added(state, cells, 'noise', `${count} of ${state.cells.length} written ${times} times`)
}

/** A character that the term itself doubles says nothing when doubled. */
function isAlone(cells: readonly Cell[], cell: Cell, index: number): boolean {
  return cells[index - 1]?.plain !== cell.plain && cells[index + 1]?.plain !== cell.plain
}

/** First letters or syllables already in a term, in full width. */
export const widened: Disguise = (state) => {
  const cells = state.cells.map((cell) => ({ ...cell, written: wideAscii(cell.written) }))
  const changed = cells.some((cell, index) => cell.written !== state.cells[index]?.written)
  return changed ? added(state, cells, 'fullwidth', 'letters wide') : undefined
}

function wideAscii(text: string): string {
  return text.replaceAll(/[A-Za-z0-9]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0))
}
