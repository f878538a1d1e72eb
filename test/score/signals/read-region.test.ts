import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadSignalTables } from '../../../src/adapters/files/load-signal-tables.ts'
import { loadTerritory } from '../../../src/adapters/files/load-territory.ts'
import { buildGazetteer } from '../../../src/score/gazetteer.ts'
import { readRegion } from '../../../src/score/signals/read-region.ts'

const data = join(import.meta.dirname, '../../../data')
const divisions = loadTerritory(join(data, 'territory'))
const gazetteer = buildGazetteer(divisions)
const { regions } = loadSignalTables(join(data, 'signals'), (code) => gazetteer.has(code))
const read = (region?: string) => readRegion(region === undefined ? {} : { region }, regions, gazetteer)

describe('readRegion', () => {
  it.each([
    ['云南瑞丽', ['border-region', 'port-region']],
    ['广西 崇左', ['border-region']],
    ['云南省', []],
    ['上海浦东', []],
    ['缅甸', []],
    ['火星', []],
  ])('reads %s by the table', (region, kinds) => {
    expect(read(region).map(({ kind }) => kind)).toEqual(kinds)
  })

  it('quotes the words of the seller and the place they were read as', () => {
    expect(read('云南瑞丽')[0]?.text).toBe('云南瑞丽（云南省德宏傣族景颇族自治州瑞丽市）')
    expect(read()).toEqual([])
  })
})

describe('data/signals/regions.yml', () => {
  it('names each division as the table of divisions does, and none twice', () => {
    const names = new Map(divisions.filter(({ former }) => !former).map(({ code, name }) => [code, name]))
    for (const { code, name } of regions) expect(names.get(code)).toBe(name)
    const rows = regions.map(({ code, kind }) => `${kind} ${code}`)
    expect(new Set(rows).size).toBe(rows.length)
  })
})
