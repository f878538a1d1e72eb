import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findEmbeddedJson } from '../../src/extract/find-embedded-json.ts'
import { parseLooseJson } from '../../src/extract/parse-loose-json.ts'

const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown

describe('parseLooseJson', () => {
  it('reads all that JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ noUnicodeString: false })), (value) => {
        // Two differences by design: `__proto__` is an ordinary key, and item numbers beyond 2^53 keep their digits.
        fc.pre(!/__proto__|\d{16}/.test(JSON.stringify(value)))
        const text = JSON.stringify(value)
        expect(plain(parseLooseJson(text)?.value)).toEqual(plain(JSON.parse(text)))
      }),
    )
  })

  it.each([
    ["{a: 1, 'b': 'x', /* c */ c: [1,2,], // d\n}", { a: 1, b: 'x', c: [1, 2] }],
    ["{'ok': True, 'none': None}", { ok: true, none: null }],
    ["{s: 'a' + 'b', f: function (x) { return {y: 1} }, n: 2}", { s: 'ab', n: 2 }],
    ['{u: undefined, t: +new Date, n: .5}', { n: 0.5 }],
    ['{"id": 123456789012345678901}', { id: '123456789012345678901' }],
    ['{"cut": "off here", "list": [1, 2', { cut: 'off here', list: [1, 2] }],
  ])('reads %s', (text, value) => {
    expect(plain(parseLooseJson(text)?.value)).toEqual(value)
  })

  it('reads a document nested a million deep without overflowing', () => {
    expect(() => parseLooseJson('[{"a":'.repeat(500_000))).not.toThrow()
  })
})

describe('findEmbeddedJson', () => {
  it.each([
    ['an assignment', 'window.__STATE__ = {"item":{"title":"地笼","price":"35.00","list":[1,2,3]}};var x=1'],
    ['JSONP', 'mtopjsonp1({"item":{"title":"地笼","price":"35.00","list":[1,2,3]}})'],
    ['JSON.parse', 'var s = JSON.parse(\'{"item":{"title":"地笼","price":"35.00","list":[1,2,3]}}\')'],
    ['a dump of properties', 'code : 0\nitem : {"title":"地笼","price":"35.00","list":[1,2,3]}'],
  ])('finds the data in %s', (_, text) => {
    expect(JSON.stringify(findEmbeddedJson(text))).toContain('"title":"地笼","price":"35.00"')
  })

  it('never throws and stays fast on hostile scripts', () => {
    const started = performance.now()
    for (const hostile of [
      '={'.repeat(200_000),
      '=[['.repeat(100_000),
      '=["'.repeat(100_000),
      "JSON.parse('".repeat(20_000),
    ]) {
      findEmbeddedJson(hostile)
    }
    expect(performance.now() - started).toBeLessThan(8000)
  })
})
