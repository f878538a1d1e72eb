import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareCaptures } from '../../src/capture/compare-captures.ts'
import { diffLines } from '../../src/capture/diff-lines.ts'
import { aListing } from '../support/evidence-builders.ts'

const text = '老料手串\n¥2,800\n浏览 12'
const first = { listing: aListing(), text }

describe('compareCaptures', () => {
  it('names the fields that changed, and the lines', () => {
    const now = aListing({ price: { raw: '¥2,500', amountMinor: 250_000, currency: 'CNY' } })
    expect(
      compareCaptures(first, { readings: [now], text: '老料手串\n¥2,500\n浏览 12', isGone: false }),
    ).toEqual({
      outcome: 'changed',
      fields: [{ field: '价格', before: '¥2,800', after: '¥2,500' }],
      text: { removed: ['¥2,800'], added: ['¥2,500'], more: 0 },
    })
  })

  it('takes counters for no change, and takes the reading that is nearest to the first', () => {
    const cut = aListing({ body: '祖上传下来的…' })
    const counted = { readings: [cut, aListing()], text: text.replace('12', '31'), isGone: false }
    expect(compareCaptures(first, counted)).toMatchObject({ outcome: 'same', fields: [] })
  })

  it('lets only pictures change where every word of the page is as it was', () => {
    const read = aListing({ body: '另一种读法', images: ['https://shop.example/2.jpg'] })
    expect(compareCaptures(first, { readings: [read], text, isGone: false })).toMatchObject({
      outcome: 'changed',
      fields: [{ field: '图片', before: null }],
    })
  })

  it('tells what is gone from what was not read', () => {
    expect(compareCaptures(first, { readings: [], text: '', isGone: true }).outcome).toBe('gone')
    expect(compareCaptures(first, { readings: [], text, isGone: false }).outcome).toBe('not-found')
  })
})

describe('diffLines', () => {
  it('keeps the order and the repeats', () => {
    expect(diffLines('a\nb\nc\nb', 'b\nc\n  b \n\nd')).toEqual({ removed: ['a'], added: ['d'], more: 0 })
  })

  it('names no more than a page of lines, and counts the rest', () => {
    const many = (mark: string) => Array.from({ length: 3000 }, (_, index) => `${mark}${index}`).join('\n')
    const { removed, added, more } = diffLines(many('a'), many('b'))
    expect([removed.length, added.length, more]).toEqual([200, 200, 5600])
  })

  it('is empty for equal texts, and otherwise turns one into the other', () => {
    const lines = fc.array(fc.constantFrom('一', '二', '三', '四'), { maxLength: 12 })
    fc.assert(
      fc.property(lines, lines, (old, now) => {
        const { removed, added } = diffLines(old.join('\n'), now.join('\n'))
        expect(old.length - removed.length).toBe(now.length - added.length)
        expect(removed.length === 0 && added.length === 0).toBe(old.join() === now.join())
      }),
    )
  })
})
