import { describe, expect, it } from 'vitest'
import { cookieHeader, SessionCookie, stateOfSite } from '../../src/domain/site-session.ts'

const aCookie = (overrides: Partial<SessionCookie> = {}) =>
  SessionCookie.parse({
    name: 'sid',
    value: 'v',
    domain: 'shop.example',
    path: '/',
    expires: -1,
    httpOnly: true,
    secure: false,
    sameSite: 'Lax',
    ...overrides,
  })

describe('cookieHeader', () => {
  it.each<[string, Partial<SessionCookie>, string, string | undefined]>([
    ['goes to its host', {}, 'https://shop.example/a', 'sid=v'],
    ['does not go to a subdomain', {}, 'https://m.shop.example/', undefined],
    ['does, where the cookie says so', { domain: '.shop.example' }, 'https://m.shop.example/', 'sid=v'],
    [
      'does not go to a host that ends alike',
      { domain: '.shop.example' },
      'https://badshop.example/',
      undefined,
    ],
    ['stays out of the clear when secure', { secure: true }, 'http://shop.example/', undefined],
    ['keeps to its path', { path: '/my' }, 'https://shop.example/mystery', undefined],
    ['and below', { path: '/my' }, 'https://shop.example/my/orders', 'sid=v'],
    ['is not sent when it ran out', { expires: 99 }, 'https://shop.example/', undefined],
    ['cannot make a header of its own', { value: 'v\r\nx: y' }, 'https://shop.example/', undefined],
  ])('%s', (_, cookie, url, header) => {
    expect(cookieHeader([aCookie(cookie)], url, 100)).toBe(header)
  })
})

describe('stateOfSite', () => {
  it('leaves out what another company set on the way', () => {
    const own = aCookie({ domain: '.shop.example' })
    const state = stateOfSite(
      {
        cookies: [own, aCookie({ domain: '.login-company.example' })],
        origins: [
          { origin: 'https://shop.example', localStorage: [] },
          { origin: 'https://login-company.example', localStorage: [] },
        ],
      },
      'https://shop.example',
    )
    expect(state.cookies).toEqual([own])
    expect(state.origins.map(({ origin }) => origin)).toEqual(['https://shop.example'])
  })
})
