import type { Term } from '../../../src/domain/lexicon.ts'
import { drawCarrier } from './carrier.ts'
import { type Disguised, plainCells, written } from './cells.ts'
import { type Half, halfOf } from './halves.ts'
import { evasionsOf, KINDS, type Kind, type Way } from './kinds.ts'
import { pick, type Random, randomFrom, weighted } from './random.ts'
import { readingsOf } from './readings.ts'
import { traditionalLine } from './shape.ts'
import { type Goods, plainFinder, themeOf } from './terms.ts'

export interface Line {
  readonly id: string
  readonly kind: string
  readonly evasions: readonly string[]
  readonly termId: string
  readonly term: string
  readonly text: string
  readonly start: number
  readonly end: number
  readonly disguised: string
  readonly heldOut: boolean
  readonly how: string
}

const SEED = 'qingshao-disguise-1'
/** Products and gear are what is hidden most. */
const KIND_SHARES = [
  { kind: 'product', share: 0.5 },
  { kind: 'gear', share: 0.28 },
  { kind: 'species', share: 0.16 },
  { kind: 'code-word', share: 0.06 },
]

interface Maker {
  readonly goods: Goods
  readonly findPlain: (text: string) => string | undefined
  readonly texts: Set<string>
  readonly disguises: Set<string>
}

export function makeLines(goods: Goods): Line[] {
  const maker = {
    goods,
    findPlain: plainFinder(goods.all),
    texts: new Set<string>(),
    disguises: new Set<string>(),
  }
  return KINDS.flatMap((kind) => [...kindLines(maker, kind, false), ...kindLines(maker, kind, true)])
}

function kindLines(maker: Maker, kind: Kind, half: Half): Line[] {
  const random = randomFrom(`${SEED} ${kind.name} ${half}`)
  const wanted = kind.lines / 2
  const lines: Line[] = []
  for (let tries = 0; lines.length < wanted && tries < wanted * 400; tries++) {
    const id = `${kind.name}-${half ? 'h' : 'd'}-${String(lines.length + 1).padStart(3, '0')}`
    const line = tryLine(maker, kind, half, random, id)
    if (line) lines.push(line)
  }
  return lines
}

function tryLine(maker: Maker, kind: Kind, half: Half, random: Random, id: string): Line | undefined {
  const way = weighted(random, kind.ways)
  const term = drawTerm(maker.goods, random, way)
  if ([...term.text].length < way.least) return undefined
  if (way.splitByTerm && halfOf(term.text) !== half) return undefined
  const state = disguise(term, way, half, random)
  if (!state) return undefined
  const disguised = written(state)
  const key = `${kind.name} ${disguised}`
  if (way.script === 'han' && maker.disguises.has(key)) return undefined
  const line = placed(kind, half, random, term, state, disguised)
  if (!isGood(maker, way, line)) return undefined
  maker.disguises.add(key)
  maker.texts.add(line.text)
  return { id, ...line }
}

function drawTerm(goods: Goods, random: Random, way: Way): Term {
  if (way.script === 'latin') return pick(random, goods.latin)
  return pick(random, goods.han.get(weighted(random, KIND_SHARES).kind) ?? [])
}

function disguise(term: Term, way: Way, half: Half, random: Random): Disguised | undefined {
  const asked = { random, half, readings: readingsOf(term.text) }
  let state: Disguised | undefined = plainCells(term.text)
  for (const step of way.steps) state = state && step(state, asked)
  return state && written(state) !== term.text ? state : undefined
}

function placed(
  kind: Kind,
  half: Half,
  random: Random,
  term: Term,
  state: Disguised,
  disguised: string,
): Omit<Line, 'id'> {
  const drawn = drawCarrier(random, half, themeOf(term))
  const apart = state.apart ? ' ' : ''
  const all = kind.name === 'traditional' && traditionalLine(disguised) === disguised && random() < 0.35
  const dress = all ? traditionalLine : (text: string) => text
  const before = withSpace(dress(drawn.before), apart, 'after')
  const after = withSpace(dress(drawn.after), apart, 'before')
  const how = all ? [...state.how, 'line in traditional characters'] : state.how
  return {
    kind: kind.name,
    evasions: evasionsOf(state),
    termId: term.id,
    term: term.text,
    text: before + disguised + after,
    start: before.length,
    end: before.length + disguised.length,
    disguised,
    heldOut: half,
    how: how.join('; '),
  }
}

function withSpace(text: string, space: string, side: 'before' | 'after'): string {
  if (text === '') return text
  if (side === 'before') return text.startsWith(' ') ? text : space + text
  return text.endsWith(' ') ? text : text + space
}

/** New, and nothing plain left in it that would be found without undoing anything. */
function isGood(maker: Maker, way: Way, line: Omit<Line, 'id'>): boolean {
  if (maker.texts.has(line.text) || line.disguised === line.term) return false
  const rest = `${line.text.slice(0, line.start)}\u0000${line.text.slice(line.end)}`
  if (maker.findPlain(rest)) return false
  return way.mayLeavePlain === true || maker.findPlain(line.text) === undefined
}
