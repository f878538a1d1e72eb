import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Price } from '../../src/domain/listing.ts'
import { parsePrice } from '../../src/extract/parse-price.ts'

describe('parsePrice', () => {
  it.each([
    ['280/盒', 28_000, undefined, '盒'],
    ['188元一斤', 18_800, 'CNY', '斤'],
    ['¥1,299.00起', 129_900, 'CNY', undefined],
    ['￥１２８．５０', 12_850, 'CNY', undefined],
    ['12万', 12_000_000, 'CNY', undefined],
    ['1.2w', 1_200_000, undefined, undefined],
    ['3万5', 3_500_000, 'CNY', undefined],
    ['2千8', 280_000, undefined, undefined],
    ['20多万', 20_000_000, 'CNY', undefined],
    ['三百五', 35_000, undefined, undefined],
    ['一千二百块', 120_000, 'CNY', undefined],
    ['四百一只', 40_000, undefined, '只'],
    ['十二块五', 1250, 'CNY', undefined],
    ['8块5', 850, 'CNY', undefined],
    ['6毛', 60, undefined, undefined],
    ['US$2.99', 299, 'USD', undefined],
    ['HK$1,200', 120_000, 'HKD', undefined],
    ['€ 97,39', 9739, 'EUR', undefined],
    ['1,250円', 1250, 'JPY', undefined],
    ['原价299 现价199', 19_900, undefined, undefined],
    ['3张100元', 10_000, 'CNY', undefined],
    ['10块钱3个', 1000, 'CNY', undefined],
    ['¥9.9 券后', 990, 'CNY', undefined],
    ['价格500可小刀', 50_000, undefined, undefined],
    ['8000rmb', 800_000, 'CNY', undefined],
    ['贰佰伍拾元整', 25_000, 'CNY', undefined],
    ['150. 00', 15_000, undefined, undefined],
    ['36. 24', 3624, undefined, undefined],
    ['35€ 99', 3599, 'EUR', undefined],
    ['1250€ 600', 125_000, 'EUR', undefined],
    ['Was $120.00 Now $60.00', 6000, 'USD', undefined],
    ['R$ 12,50', 1250, 'BRL', undefined],
  ])('reads %s', (text, amountMinor, currency, unit) => {
    const price = parsePrice(text)
    expect([price?.amountMinor, price?.currency, price?.unit]).toEqual([amountMinor, currency, unit])
  })

  it.each([
    ['100-200元', 10_000],
    ['￥8699.00 - 12199.00', 869_900],
    ['99~199', 9900],
    ['3-5万', 3_000_000],
  ])('takes the lower end of %s and keeps what was published', (text, amountMinor) => {
    expect(parsePrice(text)).toMatchObject({ raw: text, amountMinor })
  })

  it.each(['面议', '私聊', '价格电议', '元/克', '500米', '2026-01-01', '15.08.2017'])(
    'gives no amount for %s',
    (text) => {
      expect(parsePrice(text)).toEqual(expect.not.objectContaining({ amountMinor: expect.anything() }))
      expect(parsePrice(text)?.raw).toBe(text)
    },
  )

  it('is undefined for blank text', () => {
    expect(parsePrice('  ')).toBeUndefined()
  })

  it('gives a price of the shared shape for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const price = parsePrice(text)
        expect(price === undefined || Price.safeParse(price).success).toBe(true)
      }),
    )
  })

  it('reads any whole number of yuan back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999_999 }), (yuan) => {
        expect(parsePrice(`¥${yuan.toLocaleString('en-US')}.00`)?.amountMinor).toBe(yuan * 100)
      }),
    )
  })
})
