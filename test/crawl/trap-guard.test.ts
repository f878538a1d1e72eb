import { describe, expect, it } from 'vitest'
import { TrapGuard } from '../../src/crawl/trap-guard.ts'
import { aSite } from '../adapters/http/loopback-server.ts'

const ORIGIN = 'https://market.example'

function guard(traps: Record<string, number> = {}) {
  return new TrapGuard(aSite(ORIGIN, { itemKey: '[/=](\\d{6,})', traps }), '2026-11-22T18:00:00.000Z')
}

function judgeAll(paths: readonly string[], kind: 'list' | 'listing' = 'list', guarding = guard()) {
  return paths.map((path) => guarding.judge({ url: ORIGIN + path, kind, depth: 1 }))
}

const count = (length: number, path: (index: number) => string) => Array.from({ length }, (_, i) => path(i))
const caught = (reasons: readonly unknown[]) => reasons.filter((reason) => reason !== undefined).length

describe('TrapGuard', () => {
  it('stops at an address of more than 2000 characters', () => {
    expect(judgeAll([`/list?q=${'x'.repeat(2000)}`])).toEqual(['trap-url-length'])
  })

  it.each(['/a/b/a/b/a/b', '/list/x/x/x', '/shop/a/b/c/a/b/c/a/b/c/1'])(
    'sees the repetition in %s',
    (path) => {
      expect(judgeAll([path])).toEqual(['trap-path-repeat'])
    },
  )

  it.each(['/a/b/a/b', '/2026/1/1/1', '/a/x/b/x/c/x', '/list/'])('sees none in %s', (path) => {
    expect(judgeAll([path])).toEqual([undefined])
  })

  it('lets a list have so many pages, and no more', () => {
    expect(
      caught(
        judgeAll(
          count(60, (page) => `/list?page=${page}`),
          'list',
          guard({ perShape: 50 }),
        ),
      ),
    ).toBe(10)
  })

  it('stops filters that are switched on and off', () => {
    const filters = count(
      256,
      (bits) =>
        `/list?${count(8, (bit) => ((bits >> bit) & 1 ? `f${bit}=1` : ''))
          .filter(Boolean)
          .join('&')}`,
    )
    expect(caught(judgeAll(filters))).toBe(256 - 101)
  })

  it('takes one listing under many addresses for one, and many listings for many', () => {
    expect(
      caught(
        judgeAll(
          count(30, (sku) => `/item/123456?sku=${sku}`),
          'listing',
        ),
      ),
    ).toBe(22)
    expect(
      caught(
        judgeAll(
          count(2000, (id) => `/item?id=${100_000 + id}`),
          'listing',
        ),
      ),
    ).toBe(0)
  })

  it('leaves a calendar that goes on for ever', () => {
    const months = count(
      300,
      (month) => `/list/${2010 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`,
    )
    const reasons = judgeAll(months)
    expect(reasons.slice(0, 120).every((reason) => reason === undefined)).toBe(true)
    expect(caught(reasons)).toBe(180)
    expect(judgeAll(['/list?year=2031&m=2', '/list/2028/01/05'])).toEqual(['trap-calendar', 'trap-calendar'])
  })

  it('stops at the depth limit, but never stands in the way of seeds and searches', () => {
    const depth = guard({ depth: 3 })
    expect([3, 4].map((at) => depth.judge({ url: `${ORIGIN}/list`, kind: 'list', depth: at }))).toEqual([
      undefined,
      'trap-depth',
    ])
    const searches = count(600, (page) => `/search?q=x&page=${page}`)
    expect(
      searches
        .map((path) => depth.judge({ url: ORIGIN + path, kind: 'search', depth: 0 }))
        .every((reason) => reason === undefined),
    ).toBe(true)
  })
})
