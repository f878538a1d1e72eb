import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadAgencyUnits } from '../../../src/adapters/files/load-agency-units.ts'

const isDivision = (code: string) => ['330000', '330782', '000000'].includes(code)

describe('loadAgencyUnits', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'agencies-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))
  const write = (...rows: string[]) =>
    writeFileSync(join(folder, 'units.yml'), `units:\n${rows.map((row) => `  - {${row}}`).join('\n')}\n`)
  const load = () => loadAgencyUnits(folder, isDivision)
  const row = "id: a, agency: forestry, name: 演练甲局, level: county, territory: '330782', queue: a"

  it('reads every file but routing.yml, and no folder as no directory', () => {
    writeFileSync(join(folder, 'routing.yml'), 'rules: []\n')
    write(row)
    expect(load()).toEqual([expect.objectContaining({ id: 'a', territory: '330782', covers: [] })])
    expect(loadAgencyUnits(join(folder, 'none'), isDivision)).toEqual([])
  })

  it.each([
    [
      'a division that does not exist',
      row.replace('330782', '339999'),
      /units\.yml:2: units\.0\.territory: there is no division 339999/,
    ],
    [
      'a level that is not that of the division',
      row.replace('county', 'city'),
      /units\.0\.level: 330782 is of level county/,
    ],
    ['a number in place of a code', row.replace("'330782'", '330782'), /units\.0\.territory/],
    ['a queue that leaves its folder', row.replace('queue: a', 'queue: ../a'), /units\.0\.queue/],
    ['a kind of body that does not exist', row.replace('forestry', 'police'), /units\.0\.agency/],
  ])('refuses %s, at its line', (_what, wrong, message) => {
    write(wrong)
    expect(load).toThrow(message)
  })

  it('refuses two bodies of one kind for one division, and an id twice', () => {
    write(row, row.replace('id: a', 'id: b'))
    expect(load).toThrow(
      /units\.yml:3: units\.1\.territory: a forestry body for 330782 is there already, as at .*units\.yml:2/,
    )
    write(row, row.replace('forestry', 'postal'))
    expect(load).toThrow(/units\.1\.id: a is taken/)
  })
})
