import { describe, expect, it } from 'vitest'
import { readPrices } from '../../../src/score/signals/read-prices.ts'
import { readPurchaseWords } from '../../../src/score/signals/read-purchase-words.ts'
import { readQuantities } from '../../../src/score/signals/read-quantities.ts'
import { readSaleWords } from '../../../src/score/signals/read-sale-words.ts'

const READERS = { readPrices, readQuantities, readSaleWords, readPurchaseWords }

describe.each([
  ['readPrices', ['2600元', '¥ 1,200', '八百一片', '价格面议', '两百包邮'], ['两个人', '12月']],
  ['readQuantities', ['三斤半', '10条', '5kg'], ['一起', '2026']],
  ['readSaleWords', ['出一对', '老物件，出', '想卖掉'], ['出口转内销的外贸', '转发抽奖', '出版社']],
  ['readPurchaseWords', ['求一只', '收老件', '寻 真品'], ['收纳盒', '求职']],
] as const)('%s', (name, readable, others) => {
  it.each(readable)('reads %s where it stands', (title) => {
    const signals = READERS[name]({ title, body: '' })
    expect(signals.length).toBeGreaterThan(0)
    for (const { start, end, text } of signals) expect(title.slice(start, end)).toContain(text)
  })

  it.each(others)('leaves %s alone', (title) => {
    expect(READERS[name]({ title, body: '' })).toEqual([])
  })
})

describe('readPrices', () => {
  it('gives the price field first, without a span', () => {
    expect(readPrices({ title: '30元', body: '', price: { raw: '面议' } })[0]).toEqual({
      kind: 'price',
      text: '面议',
    })
  })
})
