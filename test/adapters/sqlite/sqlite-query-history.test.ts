import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SqliteQueryHistory } from '../../../src/adapters/sqlite/sqlite-query-history.ts'
import type { SearchOutcome, SearchPlan } from '../../../src/domain/search.ts'

const SITE = 'shop'
const search = (keyword: string): SearchOutcome => ({
  keyword,
  category: 'bird-live',
  why: 'yield',
  expected: 0.5,
  past: { searches: 0, leads: 0 },
})
const plan: SearchPlan = {
  ...{ siteId: SITE, night: '2026-11-22', seed: 7, budget: 3, keywords: 9, coverageNights: 9 },
  searches: ['画眉', '百灵', '鸟网'].map(search),
}

describe('SqliteQueryHistory', () => {
  let history: SqliteQueryHistory
  beforeEach(async () => {
    history = new SqliteQueryHistory(':memory:')
    await history.keepPlan('R1', plan)
  })
  afterEach(async () => await history.close())

  it('gives a run that goes on the plan it began with, and no other run that plan', async () => {
    expect(await history.planOf('R1', SITE)).toEqual(plan)
    expect(await history.planOf('R2', SITE)).toBeUndefined()
    expect(await history.planOf('R1', 'other')).toBeUndefined()
  })

  it('tells an answer with nothing in it from no answer', async () => {
    await history.answered('R1', SITE, '画眉', ['shop:1', 'shop:2'])
    await history.answered('R1', SITE, '画眉', ['shop:2', 'shop:3'])
    await history.answered('R1', SITE, '百灵', [])
    expect(await history.hitsOf('R1', SITE)).toEqual(
      new Map([
        ['画眉', ['shop:1', 'shop:2', 'shop:3']],
        ['百灵', []],
      ]),
    )
  })

  it('counts a search as tried from the plan on, and its leads once they are settled, however often', async () => {
    const tried = ['画眉', '百灵', '鸟网'].map((keyword) => ({ keyword, night: '2026-11-22' }))
    expect(new Set(await history.past(SITE))).toEqual(new Set(tried))
    const settled = [{ ...search('画眉'), results: 3, newListings: 2, leads: 1 }, search('百灵')]
    await history.answered('R1', SITE, '画眉', ['shop:1'])
    for (let times = 0; times < 2; times++) await history.settle('R1', SITE, settled)
    expect(new Set(await history.past(SITE))).toEqual(
      new Set([{ ...tried[0], leads: 1 }, tried[1], tried[2]]),
    )
    // A run that dies after this settles again, from the same hits.
    expect((await history.hitsOf('R1', SITE)).get('画眉')).toEqual(['shop:1'])
  })

  it('forgets what led where once another run begins, and not what came of it', async () => {
    await history.answered('R1', SITE, '画眉', ['shop:1'])
    await history.settle('R1', SITE, [{ ...search('画眉'), results: 1, newListings: 1, leads: 1 }])
    await history.keepPlan('R2', { ...plan, night: '2026-11-23' })
    expect((await history.hitsOf('R1', SITE)).get('画眉')).toEqual([])
    expect(await history.past(SITE)).toHaveLength(6)
    expect(await history.past(SITE)).toContainEqual({ keyword: '画眉', night: '2026-11-22', leads: 1 })
  })
})
