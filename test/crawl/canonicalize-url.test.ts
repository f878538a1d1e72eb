import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalizeUrl, requestUrl } from '../../src/crawl/canonicalize-url.ts'

const site = { origin: 'https://shop.example', dropParams: ['spm', 'from'] }

describe('canonicalizeUrl', () => {
  it.each([
    ['/item/1?b=2&a=1#top', 'https://shop.example/item/1?a=1&b=2'],
    ['https://SHOP.example:443/item/1?spm=x.y&from=home', 'https://shop.example/item/1'],
    ['/%7euser/%e8%b1%a1', 'https://shop.example/~user/%E8%B1%A1'],
    ['/象牙?q=象牙', 'https://shop.example/%E8%B1%A1%E7%89%99?q=%E8%B1%A1%E7%89%99'],
    ['/s?q=%cf%f3&&x', 'https://shop.example/s?q=%CF%F3&x='],
    ['/s?q=a b&r=a+b&s=a%20b', 'https://shop.example/s?q=a+b&r=a+b&s=a+b'],
    ['/s?p=1,2&q=(x)&r=a=b', 'https://shop.example/s?p=1%2C2&q=%28x%29&r=a%3Db'],
    ['/s?p=1%2c2', 'https://shop.example/s?p=1%2C2'],
    ['/s?t=2&t=1', 'https://shop.example/s?t=2&t=1'],
    ['https://user:secret@shop.example/a/../b', 'https://shop.example/b'],
  ])('writes %s in one form', (raw, canonical) => {
    expect(canonicalizeUrl(raw, site)).toBe(canonical)
  })

  it.each(['javascript:void(0)', 'mailto:a@b', 'http://', 'data:text/html,x'])('has no key for %s', (raw) => {
    expect(canonicalizeUrl(raw, site)).toBeUndefined()
  })

  it('has no key for a path that never ends', () => {
    expect(canonicalizeUrl(`/${'a/'.repeat(3000)}`, site)).toBeUndefined()
  })

  it('changes nothing when it is applied twice', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (raw) => {
        const once = canonicalizeUrl(raw, site)
        return once !== undefined && canonicalizeUrl(once, site) === once
      }),
    )
  })
})

describe('requestUrl', () => {
  it('keeps the order in which the site wrote its parameters', () => {
    expect(requestUrl('/s?b=2&spm=1&a=%cf#x', site)).toBe('https://shop.example/s?b=2&a=%cf')
  })
})
