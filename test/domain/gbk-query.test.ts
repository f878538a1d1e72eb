import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeGbkQuery } from '../../src/domain/gbk-query.ts'
import '../support/property-seed.ts'

/** Percent escapes as bytes, read as GBK. */
function decoded(query: string): string {
  const bytes = [...query.matchAll(/%([0-9A-F]{2})|([^%])/g)].map(([, hex, plain]) =>
    hex === undefined ? (plain as string).charCodeAt(0) : Number.parseInt(hex, 16),
  )
  return new TextDecoder('gbk').decode(Uint8Array.from(bytes))
}

describe('encodeGbkQuery', () => {
  it.each([
    ['象牙', '%CF%F3%D1%C0'],
    ['a b&c', 'a%20b%26c'],
    ['🐘', '%26%23128024%3B'],
  ])('writes %s as %s', (text, query) => {
    expect(encodeGbkQuery(text)).toBe(query)
  })

  it('comes back whole through the decoder', () => {
    const common = fc.integer({ min: 0x4e00, max: 0x9fa5 }).map((code) => String.fromCharCode(code))
    fc.assert(
      fc.property(
        fc.array(fc.oneof(common, fc.constantFrom('a', '1', ' ', '&')), { maxLength: 20 }),
        (chars) => {
          expect(decoded(encodeGbkQuery(chars.join('')))).toBe(chars.join(''))
        },
      ),
    )
  })
})
