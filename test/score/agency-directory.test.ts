import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadTerritory } from '../../src/adapters/files/load-territory.ts'
import { AgencyUnit } from '../../src/domain/agency-unit.ts'
import type { Agency } from '../../src/domain/vocabulary.ts'
import { buildAgencyDirectory, resolveUnit } from '../../src/score/agency-directory.ts'
import { buildGazetteer } from '../../src/score/gazetteer.ts'
import { ROOT } from '../support/run-cli.ts'

const gazetteer = buildGazetteer(loadTerritory(join(ROOT, 'data/territory')))

/** Fictional bodies: no office of these names exists. */
const unit = (
  id: string,
  agency: Agency,
  level: AgencyUnit['level'],
  territory: string,
  covers: string[] = [],
) => AgencyUnit.parse({ id, agency, name: `演练${id}`, level, territory, covers, queue: id })

const directory = buildAgencyDirectory([
  unit('yiwu-forest', 'forestry', 'county', '330782'),
  unit('jinhua-forest', 'forestry', 'city', '330700'),
  unit('zhejiang-forest', 'forestry', 'province', '330000', ['360000']),
  unit('jiangxi-market', 'market-supervision', 'province', '360000'),
  unit('nation-customs', 'customs', 'national', '000000'),
])
const resolve = (agency: Agency, code: string | undefined, from = directory) =>
  resolveUnit(
    agency,
    code ? { code, name: gazetteer.pathOf(code) } : { note: '卖家所写地区没有载明' },
    from,
    gazetteer,
  )

describe('resolveUnit', () => {
  it.each<[string, Agency, string | undefined, string, string]>([
    ['the county', 'forestry', '330782', 'yiwu-forest', '330782'],
    ['the city where the county has none', 'forestry', '330781', 'jinhua-forest', '330700'],
    ['the province where the city has none', 'forestry', '330102', 'zhejiang-forest', '330000'],
    ['the province of a place known no better', 'forestry', '330000', 'zhejiang-forest', '330000'],
    ['a body that covers another division', 'forestry', '360102', 'zhejiang-forest', '360000'],
    ['the nation where the province has none', 'customs', '330782', 'nation-customs', '000000'],
    ['the nation where nothing says where', 'customs', undefined, 'nation-customs', '000000'],
  ])('finds the body of %s', (_what, agency, code, id, territory) => {
    expect(resolve(agency, code)).toMatchObject({ unit: { id, territory } })
  })

  it('says what it asked for where there is no body, and loses nothing', () => {
    expect(resolve('postal', '330782')).toEqual({
      unrouted:
        '名录中没有浙江省金华市义乌市的邮政管理部门，也没有其上级的（已查 330782、330700、330000、全国），须由人指定接收单位',
    })
    expect(resolve('forestry', undefined)).toEqual({
      unrouted:
        '属地不明（卖家所写地区没有载明），名录中也没有国家级的林业和草原主管部门，须由人指定接收单位',
    })
    expect(resolve('forestry', '330782', buildAgencyDirectory([]))).toEqual({
      unrouted: '单位名录为空，须由人指定接收单位',
    })
  })
})
