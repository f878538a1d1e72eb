import { describe, expect, it } from 'vitest'
import { readSellerHistory } from '../../../src/score/signals/read-seller-history.ts'

describe('readSellerHistory', () => {
  it('says how many earlier listings of the seller were flagged', () => {
    expect(readSellerHistory({ flagged: 3 })).toEqual([
      { kind: 'seller-history', text: '同一卖家此前有 3 条信息被标记' },
    ])
  })

  it('is silent about a seller of whom nothing is known', () => {
    expect(readSellerHistory({ flagged: 0 })).toEqual([])
    expect(readSellerHistory(undefined)).toEqual([])
  })
})
