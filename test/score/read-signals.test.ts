import { describe, expect, it } from 'vitest'
import { readSignals } from '../../src/score/read-signals.ts'
import { aListing } from '../support/builders.ts'

const kinds = (title: string) => [
  ...new Set(readSignals(aListing({ title, body: '' })).map(({ kind }) => kind)),
]

describe('readSignals', () => {
  it.each([
    ['2600元', 'price'],
    ['¥ 1,200', 'price'],
    ['八百一片', 'price'],
    ['价格面议', 'price'],
    ['三斤半', 'quantity'],
    ['10条', 'quantity'],
    ['出一对', 'sale'],
    ['老物件，出', 'sale'],
    ['求一只', 'purchase'],
    ['13800001234', 'contact'],
    ['微信：demo_seller', 'contact'],
    ['QQ 012345678', 'contact'],
  ])('reads %s as %s', (title, kind) => {
    expect(kinds(title)).toContain(kind)
  })

  it.each(['出口转内销的外贸', '转发抽奖', '出版社', '收纳盒'])('does not take %s for an offer', (title) => {
    expect(kinds(title)).not.toContain('sale')
    expect(kinds(title)).not.toContain('purchase')
  })

  it('undoes disguised telephone numbers', () => {
    expect(kinds('壹叁捌零零零零壹贰叁肆')).toContain('contact')
    expect(kinds('订单号202611220538112233445566')).not.toContain('contact')
  })

  it('points at the text it read', () => {
    const title = '手串 2600元 出'
    for (const signal of readSignals(aListing({ title, body: '' }))) {
      expect(title.slice(signal.start, signal.end)).toContain(signal.text)
    }
  })

  it('reads a long and hostile text in a moment', () => {
    const body = `${'1一'.repeat(50_000)}${'出 '.repeat(20_000)}`
    const started = performance.now()
    readSignals(aListing({ title: '', body }))
    expect(performance.now() - started).toBeLessThan(1500)
  })
})
