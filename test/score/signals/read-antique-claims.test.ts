import { describe, expect, it } from 'vitest'
import { readAntiqueClaims } from '../../../src/score/signals/read-antique-claims.ts'

describe('readAntiqueClaims', () => {
  it.each([
    ['上世纪60年代的老手串', '上世纪60年代'],
    ['乾隆年制', '乾隆年'],
    ['清末民初 老件', '清末民初'],
    ['我这个是1985年的', '1985年的'],
    ['传了三代', '传了三代'],
  ])('reads %s', (title, text) => {
    const [claim] = readAntiqueClaims({ title, body: '' })
    expect(claim).toMatchObject({ kind: 'antique-claim', text })
    expect(title.slice(claim?.start, claim?.end)).toBe(text)
  })

  it.each(['80年代风连衣裙', '2019年购买', '型号 31985年的'])('leaves %s alone', (title) => {
    expect(readAntiqueClaims({ title, body: '' })).toEqual([])
  })
})
