import {
  type Confidence,
  type DivisionCode,
  levelOfCode,
  liesIn,
  NATION,
  upwards,
} from '../domain/territory.ts'
import type { Gazetteer, NamedDivision } from './gazetteer.ts'

export type TerritoryReading =
  | {
      readonly outcome: 'place'
      readonly code: DivisionCode
      readonly confidence: Confidence
      /** Other places the words may mean. */
      readonly candidates: readonly DivisionCode[]
    }
  /** Places that have no province in common. */
  | { readonly outcome: 'ambiguous'; readonly candidates: readonly DivisionCode[] }
  | { readonly outcome: 'abroad' | 'unknown' | 'empty' }

/** What sites and sellers put before a place. */
const LEAD_IN =
  /^(?:发货地?址?|所在地?区?|地区|地址|产地|坐标|来自|位于|现居|IP|ip|归?属地|城市|人?在|国内|中国|中华人民共和国|大陆)+$/u
/** After such a letter a name is that of a street or a shop: 南昌北京路. */
const OF_A_STREET = /^[东西南北中]?(?:大道|大街|[路街巷镇乡村店桥])/u
const ABROAD =
  /海外|国外|境外|外国|其他国家|缅甸|越南|老挝|泰国|柬埔寨|印尼|印度|马来西亚|菲律宾|新加坡|尼泊尔|巴基斯坦|蒙古国|俄罗斯|朝鲜|韩国|日本|美国|加拿大|墨西哥|巴西|秘鲁|英国|法国|德国|意大利|西班牙|荷兰|非洲|南非|肯尼亚|坦桑尼亚|尼日利亚|津巴布韦|马达加斯加|埃及|澳大利亚|澳洲|新西兰|欧洲|东南亚|阿联酋|迪拜/u

/** The words of a region as one run: sites set spaces, dots, slashes and dashes between the levels, or nothing. */
function settleText(text: string): string {
  return text.normalize('NFKC').replaceAll(/[\s\p{P}\p{S}\p{C}]/gu, '')
}

/**
 * Where a region as sellers write it lies: 福建宁德, 广东省佛山市南海区, 成都, 发货地 浙江义乌.
 *
 * Each name narrows what those before it left open. What stays open is said: the common part of the readings is
 * the answer, and the readings are its candidates.
 */
export function readTerritory(words: string, gazetteer: Gazetteer): TerritoryReading {
  const text = settleText(words)
  if (text === '') return { outcome: 'empty' }
  if (/^\d{6}$/.test(text) && gazetteer.has(text)) return place(text, 'certain')
  const tokens = findNames(text, gazetteer)
  if (tokens.length === 0) return { outcome: ABROAD.test(text) ? 'abroad' : 'unknown' }
  const { readings, rivals, doubtful } = narrow(tokens, text)
  return settle({ readings, rivals, doubtful: doubtful || strayWords(tokens, text) }, gazetteer)
}

interface NameToken {
  readonly start: number
  readonly end: number
  readonly divisions: readonly NamedDivision[]
}

/** From the left, the longest name at each place. */
function findNames(text: string, gazetteer: Gazetteer): NameToken[] {
  const tokens: NameToken[] = []
  for (let start = 0; start < text.length; ) {
    const token = longestName(text, start, gazetteer)
    if (token) tokens.push(token)
    start = token?.end ?? start + 1
  }
  return tokens
}

function longestName(text: string, start: number, gazetteer: Gazetteer): NameToken | undefined {
  for (let end = Math.min(text.length, start + gazetteer.longestName); end >= start + 2; end -= 1) {
    const divisions = gazetteer.find(text.slice(start, end))
    if (divisions.length > 0) return { start, end, divisions }
  }
  return undefined
}

interface Narrowed {
  readonly readings: readonly DivisionCode[]
  /** Places named beside the first and not within it: 广州、深圳. */
  readonly rivals: readonly DivisionCode[]
  readonly doubtful: boolean
}

function narrow(tokens: readonly NameToken[], text: string): Narrowed {
  let readings: readonly DivisionCode[] = []
  const rivals: DivisionCode[] = []
  let doubtful = false
  for (const { divisions, end } of tokens) {
    const codes = divisions.map(({ code }) => code)
    if (readings.length === 0) {
      readings = codes
      continue
    }
    const agreed = agreeing(readings, codes)
    if (agreed.length > 0) readings = agreed
    else if (OF_A_STREET.test(text.slice(end))) continue
    else if (divisions.every(isWeak)) doubtful = true
    else rivals.push(...codes)
  }
  return { readings, rivals, doubtful }
}

/** A county's name without its suffix is a common word too: 和平, 新城, 东风. */
function isWeak({ code, form }: NamedDivision): boolean {
  return form === 'short' && levelOfCode(code) === 'county'
}

/** Readings of both names together: within one another, the narrower of the two. 吉林吉林 is the city in the province. */
function agreeing(readings: readonly DivisionCode[], codes: readonly DivisionCode[]): DivisionCode[] {
  const pairs = readings.flatMap((reading) => codes.map((code) => [reading, code] as const))
  const deeper = pairs.flatMap(([reading, code]) => (reading !== code && liesIn(code, reading) ? code : []))
  if (deeper.length > 0) return [...new Set(deeper)]
  return [...new Set(pairs.flatMap(([reading, code]) => (liesIn(reading, code) ? reading : [])))]
}

/** Words before or between the names that are neither names nor what sites put there. */
function strayWords(tokens: readonly NameToken[], text: string): boolean {
  let from = 0
  for (const { start, end } of tokens) {
    const between = text.slice(from, start)
    if (between !== '' && !LEAD_IN.test(between)) return true
    from = end
  }
  return false
}

function settle({ readings, rivals, doubtful }: Narrowed, gazetteer: Gazetteer): TerritoryReading {
  const plainest = plainestOf(readings)
  if (rivals.length > 0 || plainest.length > 1) return common([...plainest, ...outermost(rivals)], gazetteer)
  const [code = NATION] = plainest
  const others = outermost(readings).filter((other) => other !== code)
  const clear = !doubtful && (others.length === 0 || levelOfCode(code) === 'province')
  return clear ? place(code, 'certain') : place(code, 'likely', others)
}

/**
 * 长沙 is the city, which holds 长沙县 as well; 海南 is the province rather than the district of the same name. Of several
 * counties none is plainer than the others.
 */
function plainestOf(readings: readonly DivisionCode[]): DivisionCode[] {
  const outer = outermost(readings)
  const rank = Math.min(...outer.map((code) => upwards(code).length))
  const highest = outer.filter((code) => upwards(code).length === rank)
  return highest.length === 1 ? highest : outer
}

/** Without those that lie in another of them. */
function outermost(codes: readonly DivisionCode[]): DivisionCode[] {
  return [...new Set(codes)].filter((code) => !codes.some((other) => other !== code && liesIn(code, other)))
}

/** Districts of a municipality share the municipality: there is no city between them, though the digits leave room for one. */
function common(candidates: readonly DivisionCode[], gazetteer: Gazetteer): TerritoryReading {
  const [first = NATION] = candidates
  const shared = upwards(first).find(
    (code) => gazetteer.has(code) && candidates.every((candidate) => liesIn(candidate, code)),
  )
  return shared === undefined || shared === NATION
    ? { outcome: 'ambiguous', candidates }
    : place(shared, 'ambiguous', candidates)
}

function place(
  code: DivisionCode,
  confidence: Confidence,
  candidates: readonly DivisionCode[] = [],
): TerritoryReading {
  return { outcome: 'place', code, confidence, candidates }
}
