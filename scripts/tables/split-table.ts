import { foldText } from '../../src/match/fold-text.ts'
import { COMMON_WORDS } from '../../src/match/tables/common-words.ts'
import { MARKS, radicalSpellings } from '../../src/match/tables/radical-forms.ts'
import { goodsCharacters, LEVEL_ONE, LEVEL_TWO, readCompositions, wrap } from './han-data.ts'

/** Writes out how characters are typed in parts. Compositions come from cjk-decomp. */

const TYPEABLE = /^(?=\p{Script=Han}$)[\u2e80-\u2fdf\u3400-\u9fff]$/u
const SURROUNDING = new Set(['stl', 'sbl', 'str', 's', 'st'])
/** Written last and drawn around: people type them before the rest as well as behind it. */
const UNDERLINING = new Set(['辶', '廴'])
/** 林 as 木木, 森 as 木木木. */
const REPEATING: Readonly<Record<string, number>> = { ra: 2, rd: 2, r3a: 3, r3tr: 3 }
/** Forms that only a font of radicals has, by what a keyboard gives for them. */
const TYPED: Readonly<Record<string, string>> = { '⺮': '竹' }
const MOST_PARTS = 3
const EVERYDAY = new Set(COMMON_WORDS.trim().split(/\s+/))

export function splitsModule(): string {
  const splits = wholeCharacters().map((whole) => ({ whole, ways: waysOf(whole) }))
  const ways = splits.flatMap((split) => split.ways)
  const entries = splits.flatMap((split) => (split.ways.length > 0 ? [entryOf(split)] : []))
  const rare = new Set(ways.flat().filter(isRare))
  const typed = ways.flatMap((way) => radicalSpellings(way))
  const ordinary = new Set(typed.filter(isOrdinary).map((parts) => parts.join('')))
  return `/**
 * How characters are composed, for undoing words typed in parts. Written by scripts/tables from
 * cjk-decomp (Apache-2.0, one of the licences it is offered under) as it comes with hanzi 3.2.0.
 * A character, its parts behind it, further ways after \`/\`.
 */
export const COMPOSED = \`
${wrap(entries, 24)}
\`

/** Parts that no ordinary text is written with. */
export const RARE_PARTS = \`
${wrap([...rare], 40)}
\`

/** Parts that are an everyday word when they stand side by side: they say nothing about the character. */
export const ORDINARY_WORDS = \`
${wrap([...ordinary].sort(), 30)}
\`
`
}

function entryOf({ whole, ways }: { whole: string; ways: readonly string[][] }): string {
  return whole + ways.map((way) => way.join('')).join('/')
}

/** What folds to another character is never what a term is made of. */
function wholeCharacters(): string[] {
  const all = new Set([...LEVEL_ONE, ...LEVEL_TWO, ...goodsCharacters()])
  return [...all].filter((char) => foldText(char).join('') === char && !MARKS.has(char))
}

/** Ways of taking a character apart, each at most once, none with the character itself in it. */
function waysOf(whole: string): string[][] {
  const found = new Map<string, string[]>()
  for (const way of [...directWays(whole), ...deeperWays(whole)]) {
    const parts = way.flatMap((part) => foldText(TYPED[part] ?? part))
    // A stroke that folds to nothing would leave too little to recognize anything by.
    if (parts.length !== way.length || parts.length > MOST_PARTS || parts.includes(whole)) continue
    if (parts.length > 1 && way.every((part) => TYPEABLE.test(part))) found.set(parts.join(''), parts)
  }
  return [...found.values()]
}

function directWays(whole: string): string[][] {
  const { type, parts } = readCompositions().get(whole) ?? { type: '', parts: [] }
  const [first = '', second = ''] = parts
  if (type === 'a' || type === 'd') return [parts.flatMap((part) => resolved(part, type))]
  const copies = REPEATING[type]
  if (copies !== undefined) return [Array.from({ length: copies }, () => first)]
  // 天 is no 一大: where the parts touch, strokes say nothing.
  if (type.startsWith('d/')) return parts.includes('一') ? [] : [[...parts]]
  if (!SURROUNDING.has(type)) return []
  return UNDERLINING.has(first)
    ? [
        [first, second],
        [second, first],
      ]
    : [[first, second]]
}

/** 树 as 木又寸 and 权寸, 猫 as 犭艹田. */
function deeperWays(whole: string): string[][] {
  const { type, parts } = readCompositions().get(whole) ?? { type: '', parts: [] }
  const [first, second] = parts
  if ((type !== 'a' && type !== 'd') || parts.length !== 2 || !first || !second) return []
  const inFirst = split(first)
  const inSecond = split(second)
  const ways = [...inFirst.map((inner) => [...inner, second]), ...inSecond.map((inner) => [first, ...inner])]
  return type === 'a' ? [...ways, ...regrouped(first, inSecond)] : ways
}

function split(part: string): string[][] {
  const { type, parts } = readCompositions().get(part) ?? { type: '', parts: [] }
  return (type === 'a' || type === 'd') && parts.length === 2 && isCommon(parts) ? [[...parts]] : []
}

function regrouped(first: string, inSecond: readonly string[][]): string[][] {
  return inSecond.flatMap(([middle = '', last = '']) => {
    const joined = sideBySide().get(first + middle)
    return joined === undefined ? [] : [[joined, last]]
  })
}

let joined: ReadonlyMap<string, string> | undefined

/** Common characters by the two parts that stand side by side in them. */
function sideBySide(): ReadonlyMap<string, string> {
  joined ??= new Map(
    [...LEVEL_ONE, ...LEVEL_TWO].flatMap((char) => {
      const { type, parts } = readCompositions().get(char) ?? { type: '', parts: [] }
      return type === 'a' && parts.length === 2 ? [[parts.join(''), char] as const] : []
    }),
  )
  return joined
}

/** A numbered part is no character, but may be a row or a stack of characters. */
function resolved(part: string, type: string): string[] {
  if (!/^\d+$/.test(part)) return [part]
  const inner = readCompositions().get(part)
  return inner?.type === type ? [...inner.parts] : [part]
}

function isCommon(parts: readonly string[]): boolean {
  return parts.every((part) => LEVEL_ONE.has(part) || LEVEL_TWO.has(part) || MARKS.has(part))
}

function isRare(part: string): boolean {
  return !LEVEL_ONE.has(part) && !LEVEL_TWO.has(part)
}

function isOrdinary(typed: readonly string[]): boolean {
  if (typed.some((part) => MARKS.has(part) || isRare(part))) return false
  return EVERYDAY.has(typed.join(''))
}
