import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadLaw } from '../../src/adapters/files/load-law.ts'
import { crimeHintsFor, type HintFacts } from '../../src/score/crime-hints.ts'

const law = loadLaw(join(import.meta.dirname, '../../data/law'))

function hints(overrides: Partial<HintFacts> = {}) {
  return crimeHintsFor(
    {
      category: 'protected-animal-product',
      offence: 'sale',
      protections: ['state-1'],
      on: '2026-11-28',
      listing: {},
      signals: [],
      termIds: [],
      earlierFlagged: 0,
      ...overrides,
    },
    law,
  )
}
const yuan = (amount: number, unit?: string) => ({
  price: { raw: String(amount), amountMinor: amount * 100, ...(unit !== undefined && { unit }) },
})
const quantity = (text: string) => [{ kind: 'quantity' as const, text }]

describe('crimeHintsFor', () => {
  it.each([
    [19_999, '页面不能确定'],
    [20_000, '二万元以上'],
    [200_000, '二十万元以上'],
    [2_000_000, '二百万元以上'],
  ])('says of an asking price of %s yuan which threshold it may meet, and no other', (amount, says) => {
    const found = hints({ listing: yuan(amount) })
    expect(found).toHaveLength(1)
    expect(found[0]?.says).toContain(says)
    expect(found[0]?.sources.join()).toContain('法释〔2022〕12号')
  })

  it('multiplies price and number where they have one unit', () => {
    const found = hints({ listing: yuan(8000, '只'), signals: quantity('三只') })
    expect(found[0]?.says).toContain('24000 元')
    expect(hints({ listing: yuan(8000, '斤'), signals: quantity('三只') })[0]?.says).toContain('不能确定')
  })

  it('counts plants by the list they are on', () => {
    const plant = { category: 'protected-plant', offence: 'sale' } as const
    const says = (protection: 'state-1' | 'state-2' | 'unknown', text: string) =>
      hints({ ...plant, protections: [protection], signals: quantity(text) }).map((hint) => hint.says)
    expect(says('state-1', '一株')[0]).toContain('一级保护植物 1 株，可能达到')
    expect(says('state-2', '一株')).toEqual([])
    expect(says('state-2', '十二株')[0]).toContain('二级保护植物 12 株')
    expect(says('unknown', '十二株')).toEqual([])
  })

  it('knows guns, electricity and sellers who come again', () => {
    const gun = hints({ category: 'banned-hunting-gear', offence: 'sell-tool', termIds: ['gear.gun.air'] })
    expect(gun.map(({ says }) => says).join()).toContain('可能涉嫌涉枪违法犯罪')
    const electric = { category: 'banned-fishing-gear', offence: 'sell-tool' } as const
    const found = hints({ ...electric, termIds: ['gear.fish.electric.machine'], earlierFlagged: 2 })
    expect(found.map(({ says }) => says)).toEqual([
      expect.stringContaining('可能涉嫌非法捕捞水产品罪'),
      expect.stringContaining('同一卖家此前有 2 条信息被标记'),
    ])
  })

  it('cites what was in force on the day, and is silent before there was anything', () => {
    const electric = {
      category: 'banned-fishing-gear',
      offence: 'sell-tool',
      termIds: ['gear.fish.electric.x'],
    } as const
    const sources = (on: string) => hints({ ...electric, on }).flatMap((hint) => hint.sources)
    expect(sources('2026-04-30').join()).toContain('2013年修正')
    expect(sources('2026-05-01').join()).not.toContain('2013年修正')
    expect(sources('2010-01-01')).toEqual([])
  })
})
