import { describe, expect, it } from 'vitest'
import { askingYuan, readAmounts } from '../../src/score/read-amounts.ts'

const read = (text: string) => readAmounts([{ kind: 'quantity', text }])

describe('readAmounts', () => {
  it.each([
    ['10条', 10, '条'],
    ['2.5 kg', 2.5, 'kg'],
    ['三十五斤', 35, '斤'],
    ['两百只', 200, '只'],
    ['十株', 10, '株'],
  ])('reads %s', (text, count, unit) => expect(read(text)).toEqual([{ count, unit }]))

  it.each(['几只', '半斤', '1.2.3斤', '条'])('leaves out %s', (text) => expect(read(text)).toEqual([]))

  it('reads quantities only', () => {
    expect(readAmounts([{ kind: 'price', text: '10条' }])).toEqual([])
  })
})

describe('askingYuan', () => {
  it('knows no price in another currency and none that was not stated', () => {
    expect(askingYuan({ price: { raw: '$5', amountMinor: 500, currency: 'USD' } }, [])).toBeUndefined()
    expect(askingYuan({ price: { raw: '面议' } }, [])).toBeUndefined()
    expect(askingYuan({}, [])).toBeUndefined()
  })
})
