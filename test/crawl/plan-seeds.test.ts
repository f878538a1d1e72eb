import { describe, expect, it } from 'vitest'
import { planSeeds } from '../../src/crawl/plan-seeds.ts'
import { aSite } from '../adapters/http/loopback-server.ts'

const ORIGIN = 'http://127.0.0.1:8080'

describe('planSeeds', () => {
  it('asks for page 1 of every keyword before page 2 of any', () => {
    const search = { template: '/search?q={q}&page={page}', maxPages: 2, keywords: ['象牙'] }
    const seeds = planSeeds(aSite(ORIGIN, { search }), ['猎夹', '象牙'])
    expect(seeds.map(({ url, kind }) => [kind, decodeURIComponent(url.slice(ORIGIN.length))])).toEqual([
      ['seed', '/'],
      ['search', '/search?q=象牙&page=1'],
      ['search', '/search?q=猎夹&page=1'],
      ['search', '/search?q=象牙&page=2'],
      ['search', '/search?q=猎夹&page=2'],
    ])
  })

  it('writes the keyword in the bytes that the site reads', () => {
    const search = { template: '/s?q={q}', keywords: ['象牙'], charset: 'gb18030' as const }
    expect(planSeeds(aSite(ORIGIN, { search, seeds: [] })).map(({ url }) => url)).toEqual([
      `${ORIGIN}/s?q=%CF%F3%D1%C0`,
    ])
  })

  it('escapes a keyword that would change the query', () => {
    const search = { template: '/search?q={q}', maxPages: 5, keywords: ['a&b=$&'] }
    expect(planSeeds(aSite(ORIGIN, { search, seeds: [] })).map(({ url }) => url)).toEqual([
      `${ORIGIN}/search?q=a%26b%3D%24%26`,
    ])
  })
})
