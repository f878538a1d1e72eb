import { foldText } from '../../src/match/fold-text.ts'
import {
  type Composition,
  goodsCharacters,
  LEVEL_ONE,
  LEVEL_TWO,
  readCompositions,
  soundAlike,
  wrap,
} from './han-data.ts'

/** Writes out which characters a reader takes for one another. Compositions come from cjk-decomp. */

const MOST = 12
/** Below this a reader sees two characters. */
const LEAST_LIKE = 0.58
/** Characters outside GB 2312 are harder to type, so there must be a reason to take one. */
const LEAST_LIKE_RARE = 0.7
/** 屾 for 山. */
const LIKENESS_OF_DOUBLE = 1
/** 每 for 海. */
const LIKENESS_WITHOUT_RADICAL = 0.7
/** A radical that two characters share must be so much of them. */
const LEAST_OF_RADICAL = 0.6
/** Single strokes and dots. */
const STROKE = /^[一丨丶丿乚乛亅乙㇀-㇣⺀]$/u
/** Parts that stand beside, above or around each other, not through each other. */
const ARRANGED = /^(?:[adsrw]|lock)/
const TYPEABLE = /^(?=\p{Script=Han}$)[\u4e00-\u9fa5]$/u
/** What is exchanged while the rest of the character is kept, by its number of strokes. */
const RADICALS_BY_STROKES: Readonly<Record<number, string>> = {
  1: '一丨丶丿乚乛亅乙',
  2: '冫讠亻刂阝廴力又厂冂勹匚人八十卩几刀⺈丷𠂉龴亠',
  3: '䒑氵扌艹饣彳纟忄犭辶宀囗土口女弓马广尸大寸山巾门工夂小士',
  4: '龶礻牛攵爫灬王木火日月车贝户心父方斤',
  5: '钅衤疒穴鸟罒目石禾立皿田白',
  6: '覀虫虍⺮竹米羊页耳衣舟糸',
  7: '足⻊酉豸走身角',
  8: '鱼雨隹金',
  9: '革骨食',
  11: '鹿麻',
  13: '鼠',
}
const RADICALS: ReadonlyMap<string, number> = new Map(
  Object.entries(RADICALS_BY_STROKES).flatMap(([strokes, chars]) =>
    [...chars].map((char) => [char, Number(strokes)] as const),
  ),
)
/** Radicals that are taken for one another at a glance. */
const LIKE_RADICALS =
  '氵冫 犭豸 木禾米 土王工 目日月 亻彳 讠氵 忄巾 礻衤 扌牛 艹竹⺮ 宀穴 广厂疒 饣钅 口日 鸟隹 火米 刂寸 又文攵 阝月'.split(
    ' ',
  )

interface Scored {
  readonly other: string
  readonly rank: number
}

export function lookAlikesModule(): string {
  const entries = meantCharacters().flatMap((meant) => {
    const others = likenessesOf(meant)
    return others.length > 0 ? [meant + others.join('')] : []
  })
  return `/**
 * Characters that are taken for one another by their composition. Written by scripts/build-glyph-tables.ts from
 * cjk-decomp (Apache-2.0, one of the licences it is offered under) as it comes with hanzi 3.2.0.
 * The character that is meant, those that are typed for it behind it, the likest and commonest first. Pairs that sound
 * alike are left out: they are homophones.
 */
export const COMPOSED_ALIKE = \`
${wrap(entries, 12)}
\`
`
}

function meantCharacters(): string[] {
  return [...new Set([...LEVEL_ONE, ...goodsCharacters()])].filter(isPlain)
}

function isPlain(char: string): boolean {
  return foldText(char).join('') === char
}

function likenessesOf(meant: string): string[] {
  const scored: Scored[] = []
  for (const other of candidatesFor(meant)) {
    const likeness = other === meant || soundAlike(meant, other) ? 0 : likenessOf(meant, other)
    const least = commonness(other) > 0 ? LEAST_LIKE : LEAST_LIKE_RARE
    if (likeness >= least) scored.push({ other, rank: likeness + commonness(other) })
  }
  scored.sort((a, b) => b.rank - a.rank || (a.other < b.other ? -1 : 1))
  const isPart = ({ other }: Scored): boolean => partsOf(meant).includes(other)
  // What is left out of a character is typed oftener than what is exchanged.
  return [...scored.filter(isPart), ...scored.filter((each) => !isPart(each)).slice(0, MOST)].map(
    ({ other }) => other,
  )
}

function commonness(char: string): number {
  if (LEVEL_ONE.has(char)) return 0.25
  return LEVEL_TWO.has(char) ? 0.15 : 0
}

/** Characters that share a part that is no mere radical, or hold one that is a stroke away from it. */
function candidatesFor(meant: string): ReadonlySet<string> {
  const { byPart } = indexes()
  const found = new Set<string>()
  for (const part of [meant, ...partsOf(meant)].filter((part) => !isMinor(part, meant))) {
    for (const key of [part, ...strokeAway(part)]) {
      if (isTypeable(key)) found.add(key)
      for (const other of byPart.get(key) ?? []) found.add(other)
    }
  }
  return found
}

/**
 * A radical that is the smaller part of a character is shared by too many to say anything; of two radicals the second
 * one is what the eye goes to: 工 in 红 and 江.
 */
function isMinor(part: string, whole: string): boolean {
  if (part === whole || !RADICALS.has(part) || share(part, whole) >= LEAST_OF_RADICAL) return false
  const parts = partsOf(whole)
  return !(parts.length === 2 && parts[1] === part && RADICALS.has(parts[0] ?? ''))
}

interface Indexes {
  readonly byPart: ReadonlyMap<string, readonly string[]>
  /** Characters that are another one and a stroke, by that other one: 太 and 犬 under 大. */
  readonly byBody: ReadonlyMap<string, readonly string[]>
}

let built: Indexes | undefined

function indexes(): Indexes {
  if (built) return built
  const byPart = new Map<string, string[]>()
  const byBody = new Map<string, string[]>()
  for (const char of readCompositions().keys()) {
    const body = bodyOf(char)
    if (body !== undefined) append(byBody, body, char)
    if (isTypeable(char)) for (const part of new Set(partsOf(char))) append(byPart, part, char)
  }
  built = { byPart, byBody }
  return built
}

/** What is left of a character without its one loose stroke. */
function bodyOf(char: string): string | undefined {
  const { type, parts } = compositionOf(char)
  const [body, stroke] = parts
  if (type.startsWith('m')) return body
  return parts.length === 2 && STROKE.test(stroke ?? '') && type !== 'a' ? body : undefined
}

/** Characters with a stroke more, a stroke less, or another stroke. */
function strokeAway(char: string): string[] {
  const { byBody } = indexes()
  const body = bodyOf(char)
  const siblings = body === undefined ? [] : [body, ...(byBody.get(body) ?? [])]
  return [...(byBody.get(char) ?? []), ...siblings].filter((other) => other !== char)
}

function append(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}

const typeable = new Map<string, boolean>()

function isTypeable(char: string): boolean {
  let known = typeable.get(char)
  if (known === undefined) {
    known = TYPEABLE.test(char) && isPlain(char)
    typeable.set(char, known)
  }
  return known
}

function compositionOf(char: string): Composition {
  return readCompositions().get(char) ?? { type: '', parts: [] }
}

function partsOf(char: string): readonly string[] {
  return compositionOf(char).parts
}

/** 0 … 1. */
function likenessOf(a: string, b: string): number {
  return Math.max(containment(a, b), containment(b, a), exchange(a, b), strokeLikeness(a, b))
}

/** 枪 for 仓, 墅 for 野: nothing but something more. A radical alone is not taken for its character. */
function containment(whole: string, part: string): number {
  const { type, parts } = compositionOf(whole)
  if (parts.includes(part) && type.startsWith('r')) return LIKENESS_OF_DOUBLE
  if (!parts.includes(part) || isMinor(part, whole) || !ARRANGED.test(type)) return 0
  const isWithoutRadical = parts.every((other) => other === part || RADICALS.has(other))
  return Math.max(0.25 + 0.7 * share(part, whole), isWithoutRadical ? LIKENESS_WITHOUT_RADICAL : 0)
}

/** 猪 for 堵: the same but for one part. */
function exchange(a: string, b: string): number {
  const first = compositionOf(a)
  const second = compositionOf(b)
  if (first.parts.length < 2 || first.parts.length !== second.parts.length) return 0
  if (!ARRANGED.test(first.type) || !ARRANGED.test(second.type)) return 0
  const alike = first.parts.reduce((sum, part, index) => {
    const likeness = likenessOfParts(part, second.parts[index] ?? '')
    return sum + Math.max(likeness, second.parts.includes(part) ? 0.6 : 0) * share(part, a)
  }, 0)
  // The eye goes to what is no radical: 豹 and 约 are taken for one another, 狼 and 狗 are not.
  const keeps = (part: string): boolean =>
    second.parts.includes(part) && !isMinor(part, a) && !isMinor(part, b)
  const likeness = first.parts.some(keeps) ? 0.5 + alike / 2 : alike
  const isSameOrder = first.type.charAt(0) === second.type.charAt(0)
  return likeness * (isSameOrder ? 1 : 0.75) - difference(a, b)
}

function likenessOfParts(a: string, b: string): number {
  if (a === b) return 1
  if (LIKE_RADICALS.some((group) => group.includes(a) && group.includes(b))) return 0.7
  return strokeLikeness(a, b)
}

function strokeLikeness(a: string, b: string): number {
  if (isSameStrokes(a, b)) return 0.95
  return strokeAway(a).includes(b) ? 0.85 : 0
}

/** 土 and 士 differ only by the length of their strokes. */
function isSameStrokes(a: string, b: string): boolean {
  const parts = partsOf(a)
  return parts.length > 1 && parts.join(' ') === partsOf(b).join(' ')
}

function difference(a: string, b: string): number {
  return 0.02 * Math.abs(strokesOf(a) - strokesOf(b))
}

function share(part: string, whole: string): number {
  return strokesOf(part) / strokesOf(whole)
}

const counts = new Map<string, number>()
const COPIES: Readonly<Record<string, number>> = { r3a: 3, r3d: 3, r3tr: 3, r4sq: 4 }

/** About how many strokes a character has: those of its parts. */
function strokesOf(char: string): number {
  const known = RADICALS.get(char) ?? counts.get(char)
  if (known !== undefined) return known
  counts.set(char, 1)
  const { type, parts } = compositionOf(char)
  const once = parts.reduce((sum, part) => sum + strokesOf(part), 0)
  const copies = type.startsWith('r') ? (COPIES[type] ?? 2) : 1
  const strokes = Math.max(once * copies, 1)
  counts.set(char, strokes)
  return strokes
}
