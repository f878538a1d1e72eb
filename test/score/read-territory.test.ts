import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadTerritory } from '../../src/adapters/files/load-territory.ts'
import { upwards } from '../../src/domain/territory.ts'
import { buildGazetteer } from '../../src/score/gazetteer.ts'
import { readTerritory } from '../../src/score/read-territory.ts'
import { settleTerritory } from '../../src/score/settle-territory.ts'
import { ROOT } from '../support/run-cli.ts'

const divisions = loadTerritory(join(ROOT, 'data/territory'))
const gazetteer = buildGazetteer(divisions)

describe('readTerritory', () => {
  it.each([
    ['福建宁德', '350900'],
    ['湖北洪湖', '421083'],
    ['广东省佛山市南海区', '440605'],
    ['成都', '510100'],
    ['内蒙古赤峰翁牛特旗', '150426'],
    ['内蒙 赤峰', '150400'],
    ['香港', '810000'],
    ['中国台湾', '710000'],
    ['发货地 浙江义乌', '330782'],
    ['IP属地：云南', '530000'],
    ['义乌 浙江', '330782'],
    ['上海·浦东', '310115'],
    ['天津和平', '120101'],
    ['北京通州', '110112'],
    ['吉林', '220000'],
    ['吉林吉林', '220200'],
    ['海南', '460000'],
    ['海南海口', '460100'],
    ['海南区', '150303'],
    ['长沙', '430100'],
    ['湖南省长沙县', '430121'],
    ['云南大理', '532900'],
    ['云南西双版纳', '532800'],
    ['甘肃东乡', '622926'],
    ['湖北潜江', '429005'],
    ['新疆石河子', '659001'],
    ['广东东莞虎门', '441900'],
    ['330782', '330782'],
    ['江西省南昌市东湖区北京西路', '360102'],
  ])('reads %s', (words, code) => {
    expect(readTerritory(words, gazetteer)).toEqual({
      outcome: 'place',
      code,
      confidence: 'certain',
      candidates: [],
    })
  })

  it.each([
    ['江干区', '330100'],
    ['湖北襄樊', '420600'],
    ['北京崇文区', '110000'],
    ['福建沙县', '350405'],
    ['山西太谷县', '140703'],
  ])('knows the former name %s', (words, code) => {
    expect(readTerritory(words, gazetteer)).toMatchObject({ code, confidence: 'certain' })
  })

  it('takes the city before districts elsewhere of the same name, and names them', () => {
    expect(readTerritory('朝阳', gazetteer)).toEqual({
      outcome: 'place',
      code: '211300',
      confidence: 'likely',
      candidates: ['110105', '220104'],
    })
  })

  it('says no more than what all readings have in common', () => {
    expect(readTerritory('江苏鼓楼', gazetteer)).toMatchObject({ code: '320000', confidence: 'ambiguous' })
    expect(readTerritory('广东 广州/深圳', gazetteer)).toEqual({
      outcome: 'place',
      code: '440000',
      confidence: 'ambiguous',
      candidates: ['440100', '440300'],
    })
    expect(readTerritory('和平', gazetteer)).toEqual({
      outcome: 'ambiguous',
      candidates: ['120101', '210102', '441624'],
    })
    expect(readTerritory('浙江、江苏', gazetteer)).toMatchObject({ outcome: 'ambiguous' })
  })

  it('takes the municipality for two of its districts, which no city holds together', () => {
    const reading = readTerritory('潼南区武隆县', gazetteer)
    expect(reading).toMatchObject({ outcome: 'place', code: '500000', confidence: 'ambiguous' })
  })

  it('is less sure where words stand around the name', () => {
    expect(readTerritory('老家浙江那边', gazetteer)).toMatchObject({ code: '330000', confidence: 'likely' })
  })

  it.each([
    ['', 'empty'],
    [' ・ ', 'empty'],
    ['海外', 'abroad'],
    ['缅甸', 'abroad'],
    ['演练', 'unknown'],
    ['全国包邮', 'unknown'],
    ['999999', 'unknown'],
  ])('finds no place in “%s”: %s', (words, outcome) => {
    expect(readTerritory(words, gazetteer)).toEqual({ outcome })
  })

  it('reads the full path of every division back as itself', () => {
    for (const { code } of divisions.filter(({ former }) => !former))
      expect(readTerritory(gazetteer.pathOf(code), gazetteer), gazetteer.pathOf(code)).toMatchObject({ code })
  })

  it('gives a known code with all candidates in it, whatever is written', () => {
    const piece = fc.oneof(
      fc.constantFrom(...divisions.map(({ name }) => name)),
      fc.string({ unit: 'grapheme' }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 4 }), (pieces) => {
        const reading = readTerritory(pieces.join(''), gazetteer)
        if (reading.outcome !== 'place') return
        expect(gazetteer.has(reading.code)).toBe(true)
        if (reading.confidence === 'ambiguous')
          for (const candidate of reading.candidates) expect(upwards(candidate)).toContain(reading.code)
      }),
    )
  })
})

describe('settleTerritory', () => {
  it('takes the region of the seller before that of the platform and the unit', () => {
    const stated = { seller: '浙江义乌', platform: '浙江杭州', unit: '330000' }
    expect(settleTerritory(stated, gazetteer)).toEqual({
      code: '330782',
      name: '浙江省金华市义乌市',
      source: 'seller',
      confidence: 'certain',
    })
  })

  it.each([
    [{ seller: '海外', platform: '杭州' }, '330100', 'platform', '卖家所写地区在境外'],
    [{ seller: '和平', unit: '330782' }, '330782', 'unit', '有歧义（天津市和平区、'],
    [{ platform: '演练', unit: '浙江' }, '330000', 'unit', '卖家所写地区没有载明；平台所在地无法识别'],
  ])('passes over what names no one place: %o', (stated, code, source, note) => {
    const territory = settleTerritory(stated, gazetteer)
    expect(territory).toMatchObject({ code, source })
    expect(territory.note).toContain(note)
  })

  it('says so when nothing says where', () => {
    expect(settleTerritory({}, gazetteer)).toEqual({
      note: '卖家所写地区没有载明；平台所在地没有载明；本单位辖区没有载明',
    })
  })
})
