import { describe, expect, it } from 'vitest'
import { decodePercentText, encodeGbk } from '../../../src/adapters/practice-market/encode-gbk.ts'

describe('encodeGbk', () => {
  it('comes back whole through the decoder', () => {
    const text = 'abc 象牙 鑤镕堃〇①Ⅳ，。“”—…　'
    expect(new TextDecoder('gbk').decode(encodeGbk(text))).toBe(text)
  })

  it('writes a reference for what GBK lacks', () => {
    expect(new TextDecoder('gbk').decode(encodeGbk('a🐘\u200b𠮷é'))).toBe('a&#128024;&#8203;&#134071;é')
  })
})

describe('decodePercentText', () => {
  it.each([
    ['%CF%F3%D1%C0', '象牙'],
    ['%E8%B1%A1%E7%89%99', '象牙'],
    ['a+b%', 'a b%'],
  ])('reads %s as %s', (raw, text) => {
    expect(decodePercentText(raw)).toBe(text)
  })
})
