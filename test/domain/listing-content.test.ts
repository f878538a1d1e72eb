import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Listing } from '../../src/domain/listing.ts'
import { contentOf } from '../../src/domain/listing-content.ts'
import { aListing } from '../support/builders.ts'
import '../support/property-seed.ts'

const listing = (over: Partial<Listing> = {}): Listing => ({
  ...aListing({}),
  title: '手工竹篮 两只',
  body: '自家编的\n同城自提',
  price: { raw: '¥35.00', amountMinor: 3500, currency: 'CNY' },
  images: ['https://img1.example/a/1.jpg', 'https://img2.example/a/2.png'],
  ...over,
})
const same = (one: Partial<Listing>, other: Partial<Listing>) =>
  expect(contentOf(listing(one))).toBe(contentOf(listing(other)))
const differ = (one: Partial<Listing>, other: Partial<Listing>) =>
  expect(contentOf(listing(one))).not.toBe(contentOf(listing(other)))

describe('contentOf', () => {
  it.each([
    ['浏览231次 自家编的', '浏览 1,045 次 自家编的'],
    ['自家编的 23人想要', '自家编的 1.2万人想要'],
    ['3小时前来过 自家编的', '5天前来过 自家编的'],
    ['已售 12件 自家编的', '已售3000+件 自家编的'],
    ['发布于今天 08:15 自家编的', '发布于昨天 23:59 自家编的'],
    ['12 views, hand made', '1,300 views, hand made'],
    ['自家 编的\n\n同城', '自家\t编的 同城'],
  ])('takes "%s" for "%s"', (one, other) => same({ body: one }, { body: other }))

  it('does not see the host, size and order of pictures, or how an address was reached', () => {
    same(
      { images: ['https://a.example/i/1.jpg', '//b.example/i/2.jpg'] },
      {
        images: ['https://c.example/i/2.jpg_580x580q90.jpg_.webp?t=9', 'https://d.example/i/1.jpg'],
      },
    )
    same(
      { body: '看 https://m.example/i?id=3&spm=1.2&utm_source=x' },
      { body: '看 https://m.example/i?id=3' },
    )
  })

  it('sees what a seller changes', () => {
    differ({ title: '手工竹篮 两只' }, { title: '手工竹篮 三只' })
    differ({ body: '加微信 demo_a1' }, { body: '加微信 demo_a2' })
    differ({ price: { raw: '¥35', amountMinor: 3500 } }, { price: { raw: '¥38', amountMinor: 3800 } })
    differ({ price: { raw: '面议' } }, { price: undefined })
    differ({ seller: { name: 'demo 甲' } }, { seller: { name: 'demo 乙' } })
    differ({ region: '浙江' }, { region: '江苏' })
    differ({ images: ['https://a.example/1.jpg'] }, { images: ['https://a.example/2.jpg'] })
    differ({ body: '看 https://m.example/i?id=3' }, { body: '看 https://m.example/i?id=4' })
  })

  it('does not depend on the order of pictures or the width of blanks, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.webUrl(), { maxLength: 8 }),
        fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), { maxLength: 6 }),
        fc.array(fc.constantFrom(' ', '\n', '\t ', '\u3000'), { minLength: 6, maxLength: 6 }),
        (images, words, blanks) => {
          const plain = words.join(' ')
          const spaced = words.map((word, at) => word + (blanks[at] ?? ' ')).join('')
          same({ images, body: plain }, { images: images.toReversed(), body: spaced })
        },
      ),
    )
  })
})
