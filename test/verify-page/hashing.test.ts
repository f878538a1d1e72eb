import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as ofNode from '../../src/capture/gzip-members.ts'
import * as nodeHashes from '../../src/capture/hashing.ts'
import * as ofPage from '../../src/verify-page/gzip-members.ts'
import * as pageHashes from '../../src/verify-page/hashing.ts'

const MAX = 1024 * 1024

describe('what stands in for Node in the page', () => {
  it('hashes as node:crypto does, SHA-256 and SM3, at every length around the blocks', () => {
    expect(pageHashes.sm3Hex('abc')).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0')
    const lengths = [...Array.from({ length: 200 }, (_, length) => length), 100_000]
    for (const length of lengths) {
      const bytes = Uint8Array.from({ length }, (_, index) => (index * 31 + length) % 256)
      expect(pageHashes.sha256Hex(bytes), `${length}`).toBe(nodeHashes.sha256Hex(bytes))
      expect(pageHashes.sm3Hex(bytes), `${length}`).toBe(nodeHashes.sm3Hex(bytes))
    }
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(pageHashes.sha256Hex(text.toWellFormed())).toBe(nodeHashes.sha256Hex(text.toWellFormed()))
        expect(pageHashes.sm3Hex(text.toWellFormed())).toBe(nodeHashes.sm3Hex(text.toWellFormed()))
      }),
    )
  })

  it('takes a .gz apart as node:zlib does, also where the content looks like a header', () => {
    const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])
    const contents = fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.constant(header),
        fc.constant(Buffer.concat([header, header])),
      ),
      { minLength: 1, maxLength: 6 },
    )
    fc.assert(
      fc.property(contents, fc.constantFrom(0, 6), (parts, level) => {
        const packed = Buffer.concat(parts.map((part) => gzipSync(part, { level })))
        const plain = (members: ofNode.GzipMember[]) =>
          members.map(({ offset, length, content }) => [offset, length, Buffer.from(content).toString('hex')])
        expect(plain(ofPage.splitGzip(packed, MAX))).toEqual(plain(ofNode.splitGzip(packed, MAX)))
      }),
    )
  })

  it('refuses what node:zlib refuses', () => {
    const packed = gzipSync('some content that is long enough to be packed')
    fc.assert(
      fc.property(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const crafted = Buffer.from(packed)
        crafted[at] = (crafted[at] ?? 0) ^ change
        const outcome = (split: typeof ofNode.splitGzip) => {
          try {
            return Buffer.from(split(crafted, MAX)[0]?.content ?? []).toString()
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError)
            return 'refused'
          }
        }
        // Times and hints in the header say nothing of the content; the page is the stricter there.
        if (at >= 10) expect(outcome(ofPage.splitGzip)).toBe(outcome(ofNode.splitGzip))
        else outcome(ofPage.splitGzip)
      }),
    )
    const bomb = gzipSync(Buffer.alloc(5 * MAX))
    expect(() => ofPage.splitGzip(bomb, MAX)).toThrow(RangeError)
    expect(() => ofNode.splitGzip(bomb, MAX)).toThrow(RangeError)
  })
})
