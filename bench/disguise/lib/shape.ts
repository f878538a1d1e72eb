import { tify } from 'chinese-conv'
import { PICTURES } from '../tables/emoji.ts'
import { LOOK_ALIKE_LIST } from '../tables/look-alikes.ts'
import { SHAPE_LIST } from '../tables/shapes.ts'
import { LETTER_STYLES, RADICALS_SUPPLEMENT, STAND_INS } from '../tables/signs.ts'
import { SPLIT_LIST } from '../tables/splits.ts'
import { type Asked, added, type Cell, type Disguise, type Disguised, rewritten } from './cells.ts'
import { everySecond, type Half, halfOf } from './halves.ts'
import { pick } from './random.ts'
import { dictionaryReadings } from './readings.ts'

function byCharacter(entries: readonly (readonly [string, string])[]): Map<string, string[]> {
  const table = new Map<string, string[]>()
  for (const [character, text] of entries) {
    const list = table.get(character) ?? []
    if (!list.includes(text)) list.push(text)
    table.set(character, list)
  }
  return table
}

function inHalf(
  table: ReadonlyMap<string, readonly string[]>,
  half: Half,
): (character: string) => readonly string[] {
  return (character) => (table.get(character) ?? []).filter((text) => halfOf(character + text) === half)
}

const SPLITS = byCharacter(SPLIT_LIST.map((split) => [split.character, split.parts]))

export const splitCharacter: Disguise = (state, asked) => {
  const two = state.cells.length > 2 && asked.random() < 0.35
  const split = (count: number) => rewritten(state, asked, 'split-char', count, inHalf(SPLITS, asked.half))
  return (two ? split(2) : undefined) ?? split(1)
}

/** Pictures for one character or a word of the term; a second picture when there is one. */
export const emoji: Disguise = (state, asked) => {
  const first = onePicture(state, asked)
  if (!first || asked.random() < 0.5) return first
  const second = onePicture(first, asked)
  return second ? { ...second, evasions: first.evasions } : first
}

export const emojiOne: Disguise = (state, asked) => onePicture(state, asked)

function onePicture(state: Disguised, asked: Asked): Disguised | undefined {
  const places = everySecond(PICTURES, asked.half).flatMap((picture) =>
    placesOf(state.cells, [...picture.meant]).map((at) => ({ ...picture, at })),
  )
  if (places.length === 0) return undefined
  const { meant, emoji: image, at } = pick(asked.random, places)
  const cells = [...state.cells]
  cells.splice(at, [...meant].length, { plain: meant, written: image, touched: true })
  return added(state, cells, 'emoji', `${meant}→${image}`)
}

function placesOf(cells: readonly Cell[], meant: readonly string[]): number[] {
  return cells.flatMap((_, at) =>
    meant.every((character, step) => cells[at + step]?.plain === character && !cells[at + step]?.touched)
      ? [at]
      : [],
  )
}

/** Conversions of the one-to-one converter that are wrong in names of goods. */
const MISCONVERTED = new Set('吁蝰后里占桔发')
const HAND_SHAPES = byCharacter(SHAPE_LIST.map((shape) => [shape.character, shape.written]))

function traditionalForm(character: string): string {
  return MISCONVERTED.has(character) ? character : tify(character)
}

/** The whole term in traditional characters; in a third of the lines one shape of another region. */
export const traditional: Disguise = (state, asked) => {
  const shapes = (character: string) => inHalf(HAND_SHAPES, asked.half)(character)
  if (asked.random() < 0.35) {
    const regional = rewritten(state, asked, 'traditional', 1, shapes)
    if (regional) return regional
  }
  const forms = (character: string) => {
    const form = traditionalForm(character)
    return form !== character && halfOf(character + form) === asked.half ? [form] : []
  }
  const open = state.cells.filter((cell) => !cell.touched)
  const count = open.filter((cell) => forms(cell.plain).length > 0).length
  const partly = open.some(
    (cell) => traditionalForm(cell.plain) !== cell.plain && forms(cell.plain).length === 0,
  )
  if (partly && asked.random() < 0.7) return undefined
  return count > 0
    ? rewritten(state, asked, 'traditional', count, forms)
    : rewritten(state, asked, 'traditional', 1, shapes)
}

export function traditionalLine(text: string): string {
  return [...text].map(traditionalForm).join('')
}

/** Code points that Unicode itself folds to one character: Kangxi radicals, compatibility ideographs, circled ones. */
function foldedByUnicode(): [string, string][] {
  const blocks = [
    [0x2e80, 0x2fdf],
    [0x3200, 0x32ff],
    [0xf900, 0xfaff],
    [0x1f200, 0x1f2ff],
    [0x2f800, 0x2fa1f],
  ] as const
  return blocks.flatMap(([first, last]) => {
    const found: [string, string][] = []
    for (let code = first; code <= last; code++) {
      const sign = String.fromCodePoint(code)
      const folded = sign.normalize('NFKC')
      if (folded !== sign && /^\p{Script=Han}$/u.test(folded)) found.push([folded, sign])
    }
    return found
  })
}

function handPairs(text: string): [string, string][] {
  return text.split(' ').map((entry) => {
    const [character, ...sign] = [...entry]
    return [character as string, sign.join('')]
  })
}

const GLYPHS = byCharacter([...foldedByUnicode(), ...handPairs(RADICALS_SUPPLEMENT), ...handPairs(STAND_INS)])
const LOOK_ALIKES = byCharacter(
  LOOK_ALIKE_LIST.filter(({ character, written }) => !soundsAlike(character, written)).map((entry) => [
    entry.character,
    entry.written,
  ]),
)

function soundsAlike(one: string, other: string): boolean {
  const readings = dictionaryReadings(one)
  return dictionaryReadings(other).some((reading) => readings.includes(reading))
}

/** Other code points for the same shape, as many as there are in a term. */
export const glyphs: Disguise = (state, asked) => {
  const count = asked.random() < 0.3 ? 2 : 1
  const offered = inHalf(GLYPHS, asked.half)
  return (
    rewritten(state, asked, 'variant-glyph', count, offered) ??
    rewritten(state, asked, 'variant-glyph', 1, offered)
  )
}

/** One character that looks alike, in terms of three and more; two-character terms keep too little. */
export const lookAlike: Disguise = (state, asked) =>
  rewritten(state, asked, 'variant-glyph', 1, inHalf(LOOK_ALIKES, asked.half))

/** Latin letters and digits of a term in one of the fancy alphabets, or some of them. */
export const letters: Disguise = (state, asked) => {
  const style = pick(asked.random, everySecond(LETTER_STYLES, asked.half))
  const open = state.cells.filter((cell) => style.letters.has(cell.plain)).length
  if (open === 0) return undefined
  const count = asked.random() < 0.7 ? open : Math.max(1, Math.ceil(open / 2))
  const result = rewritten(state, asked, 'variant-glyph', count, (character) => {
    const written = style.letters.get(character)
    return written ? [written] : []
  })
  return result && { ...result, how: [...state.how, `${style.name} letters`] }
}

/** Full-width letters and digits: all, or every one but a few. */
export const fullwidth: Disguise = (state, asked) => {
  const open = state.cells.filter((cell) => /^[A-Za-z0-9.]$/.test(cell.plain)).length
  if (open === 0) return undefined
  const upper = asked.random() < 0.25
  const count = asked.random() < 0.75 ? open : Math.max(1, open - 1 - Math.floor(asked.random() * 3))
  const wideSpace = asked.random() < 0.5
  const result = rewritten(state, asked, 'fullwidth', count, (character) =>
    /^[A-Za-z0-9.]$/.test(character) ? [wide(upper ? character.toUpperCase() : character)] : [],
  )
  if (!result) return undefined
  const cells = result.cells.map((cell) =>
    cell.plain === ' ' && wideSpace ? { ...cell, written: '\u3000' } : cell,
  )
  return { ...result, cells, how: [...state.how, count === open ? 'all letters wide' : 'some letters wide'] }
}

export function wide(text: string): string {
  return [...text]
    .map((one) => (/^[!-~]$/.test(one) ? String.fromCodePoint((one.codePointAt(0) ?? 0) + 0xfee0) : one))
    .join('')
}
