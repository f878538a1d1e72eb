import { describe, expect, it } from 'vitest'
import { readShopCategory } from '../../../src/score/signals/read-shop-category.ts'

const TABLE = { sensitive: ['花鸟', '渔具'] }

describe('readShopCategory', () => {
  it('names the category, and that wildlife turns up in it', () => {
    expect(readShopCategory({ shopCategory: ' 花鸟宠物 > 观赏鸟 ' }, TABLE)).toEqual([
      { kind: 'shop-category', text: '花鸟宠物 > 观赏鸟' },
      { kind: 'sensitive-shop', text: '花鸟宠物 > 观赏鸟' },
    ])
  })

  it('names an ordinary category and no more; nothing where none is given', () => {
    expect(readShopCategory({ shopCategory: '女装' }, TABLE)).toEqual([
      { kind: 'shop-category', text: '女装' },
    ])
    expect(readShopCategory({}, TABLE)).toEqual([])
    expect(readShopCategory({ shopCategory: ' ' }, TABLE)).toEqual([])
  })
})
