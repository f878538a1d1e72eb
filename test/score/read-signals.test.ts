import { describe, expect, it } from 'vitest'
import { SignalKind } from '../../src/domain/vocabulary.ts'
import { withSellerHistory } from '../../src/score/compile-policy.ts'
import { READ_KINDS, readSignals } from '../../src/score/read-signals.ts'
import { aListing } from '../support/builders.ts'
import { aPolicy } from './score-support.ts'

const policy = aPolicy()

describe('readSignals', () => {
  it('puts the families together, each with its span or its field', () => {
    const title = '手串 2600元 出一对，微信：demo_seller 许可证号 A2021018 民国乾隆年制 收老件'
    const listing = aListing({ title, body: '', shopCategory: '文玩', price: { raw: '2600' } })
    const signals = readSignals(listing, withSellerHistory(policy, { flagged: 2 }))
    expect(new Set(signals.map(({ kind }) => kind))).toEqual(
      new Set([
        'price',
        'contact',
        'quantity',
        'sale',
        'purchase',
        'permit-number',
        'antique-claim',
        'shop-category',
        'seller-history',
      ]),
    )
    for (const { field, start, end, text } of signals) {
      if (field !== undefined) expect(listing[field].slice(start, end)).toContain(text)
      else expect([start, end]).toEqual([undefined, undefined])
    }
    for (const { kind } of signals) expect(READ_KINDS).toContain(kind)
  })

  it('has kinds that the vocabulary knows', () => {
    for (const kind of READ_KINDS) expect(SignalKind.options).toContain(kind)
  })

  it('reads a long and hostile text in a moment', () => {
    const body = `${'1一'.repeat(50_000)}${'出 '.repeat(20_000)}${'林护驯繁证许可2021'.repeat(3_000)}`
    const started = performance.now()
    readSignals(aListing({ title: '', body }), policy)
    expect(performance.now() - started).toBeLessThan(1500)
  })
})
