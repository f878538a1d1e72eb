import { describe, expect, it } from 'vitest'
import { decodePage } from '../../src/extract/decode-page.ts'

/** 象牙 in GB18030 and in Big5. */
const GBK = [0xcf, 0xf3, 0xd1, 0xc0]
const utf8 = (text: string) => [...new TextEncoder().encode(text)]
const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? utf8(part) : part)))
const read = (body: Uint8Array, contentType?: string) => decodePage({ body, contentType, bodyIsUtf8: false })

describe('decodePage', () => {
  it('believes a byte order mark before any declaration', () => {
    expect(read(bytes([0xef, 0xbb, 0xbf], '象牙'), 'text/html; charset=gbk')).toEqual({
      charset: 'utf-8',
      text: '象牙',
    })
  })

  it('reads GB2312 and GBK labels as GB18030', () => {
    expect(read(bytes(GBK), 'text/html; charset=GB2312')).toEqual({ charset: 'gb18030', text: '象牙' })
  })

  it('finds a declaration that stands only in <meta>', () => {
    expect(
      read(bytes('<meta http-equiv="Content-Type" content="text/html; charset=gbk">', GBK)).text,
    ).toContain('象牙')
  })

  it('overrules a declaration under which the bytes do not decode', () => {
    expect(read(bytes('<meta charset="utf-8">', GBK)).text).toContain('象牙')
    expect(read(bytes('象牙手镯，老物件出售'), 'text/html; charset=gbk').text).toBe('象牙手镯，老物件出售')
  })

  it('survives an unknown label and an empty body', () => {
    expect(read(bytes('象牙'), 'text/html; charset=klingon')).toEqual({ charset: 'utf-8', text: '象牙' })
    expect(read(bytes())).toEqual({ charset: 'utf-8', text: '' })
  })

  it('trusts the browser lane', () => {
    expect(
      decodePage({ body: bytes('象牙'), contentType: 'text/html; charset=big5', bodyIsUtf8: true }).text,
    ).toBe('象牙')
  })
})
