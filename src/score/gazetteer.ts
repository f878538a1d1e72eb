import { type Division, type DivisionCode, NATION, upwards } from '../domain/territory.ts'
import { shortName } from './division-names.ts'

/** How a name was written: `full` with its suffix, `short` as people say it. */
export type NameForm = 'full' | 'short'

export interface NamedDivision {
  readonly code: DivisionCode
  readonly form: NameForm
}

/** The divisions by every name they go by. */
export interface Gazetteer {
  /** In the order of the codes. */
  find(name: string): readonly NamedDivision[]
  has(code: DivisionCode): boolean
  /** 浙江省金华市义乌市; 全国 for the nation. */
  pathOf(code: DivisionCode): string
  /** The code and what it lies in, without numbers that nothing stands for. */
  chainOf(code: DivisionCode): readonly DivisionCode[]
  readonly longestName: number
}

/** Said and written, and in no table. */
const OTHER_NAMES = [
  ['内蒙', '150000'],
  // 东乡族 is a people as well, so that nothing is left of 东乡族自治县 by rule.
  ['东乡', '622926'],
] as const

export function buildGazetteer(divisions: readonly Division[]): Gazetteer {
  const inUse = divisions.filter(({ former }) => !former)
  const names = new Map(inUse.map(({ code, name }) => [code, name]))
  const byName = indexNames(divisions)
  const chainOf = (code: DivisionCode) => upwards(code).filter((each) => each === NATION || names.has(each))
  const pathOf = (code: DivisionCode) => {
    const named = chainOf(code).filter((each) => each !== NATION)
    return named.length === 0
      ? '全国'
      : named
          .reverse()
          .map((each) => names.get(each))
          .join('')
  }
  return {
    find: (name) => byName.get(name) ?? [],
    has: (code) => code === NATION || names.has(code),
    chainOf,
    pathOf,
    longestName: Math.max(0, ...[...byName.keys()].map((name) => name.length)),
  }
}

function indexNames(divisions: readonly Division[]): Map<string, NamedDivision[]> {
  const byName = new Map<string, NamedDivision[]>()
  for (const { code, name } of divisions.filter(({ former }) => !former)) {
    add(byName, name, { code, form: 'full' })
    add(byName, shortName(name), { code, form: 'short' })
  }
  for (const [name, code] of OTHER_NAMES)
    if (divisions.some((division) => division.code === code)) add(byName, name, { code, form: 'short' })
  // A name out of use gives way to one in use.
  const taken = new Set(byName.keys())
  for (const { code, name } of divisions.filter(({ former }) => former)) {
    const short = shortName(name)
    if (!taken.has(name)) add(byName, name, { code, form: 'full' })
    if (short && !taken.has(short)) add(byName, short, { code, form: 'short' })
  }
  return byName
}

function add(byName: Map<string, NamedDivision[]>, name: string | undefined, division: NamedDivision): void {
  if (name === undefined) return
  const known = byName.get(name) ?? []
  if (!known.some(({ code }) => code === division.code)) byName.set(name, [...known, division])
}
