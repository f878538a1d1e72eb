import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadLexicon } from '../../../src/adapters/files/load-lexicon.ts'
import { loadRouting } from '../../../src/adapters/files/load-routing.ts'
import { type RoutingFacts, routeAgencies } from '../../../src/score/route-agencies.ts'

describe('loadRouting', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'routing-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('refuses a row that names a signal which does not exist, at its line', () => {
    const file = join(folder, 'routing.yml')
    writeFileSync(file, 'rules:\n  - {agency: postal, why: 寄递, basis: 法, when: {signals: [parcel]}}\n')
    expect(() => loadRouting(folder)).toThrow(/routing\.yml:2: rules\.0\.when\.signals: there is no parcel/)
  })
})

describe('data/agencies/routing.yml', () => {
  const routing = loadRouting(join(import.meta.dirname, '../../../data/agencies'))
  const sale: RoutingFacts = {
    category: 'protected-animal-product',
    offence: 'sale',
    level: 'high',
    platform: 'shop',
    taxa: [],
    signals: new Set(),
    termIds: [],
  }
  const agencies = (facts: Partial<RoutingFacts>) =>
    routeAgencies({ ...sale, ...facts }, routing).map(({ agency }) => agency)

  it.each<[string, Partial<RoutingFacts>, string[]]>([
    ['a product in a shop', {}, ['forestry', 'market-supervision']],
    ['an aquatic animal', { category: 'aquatic-protected' }, ['agriculture', 'market-supervision']],
    [
      'fishing gear',
      { category: 'banned-fishing-gear', offence: 'sell-tool' },
      ['agriculture', 'market-supervision'],
    ],
    ['a forum post', { platform: 'forum' }, ['forestry', 'market-supervision', 'cyberspace']],
    [
      'a parcel from abroad',
      { signals: new Set(['ship', 'import']), termIds: ['context.ship.kuaidi'] },
      ['forestry', 'market-supervision', 'postal', 'customs'],
    ],
    ['nothing at all', { level: 'none' }, []],
  ])('routes %s', (_what, facts, expected) => {
    expect(agencies(facts)).toEqual(expected)
  })

  it('names terms that are in the lexicon', () => {
    const ids = loadLexicon([join(import.meta.dirname, '../../../keywords')]).map(({ id }) => id)
    const wanted = routing.rules.flatMap(({ when }) => when.terms ?? [])
    const lost = wanted.filter(
      (term) => !ids.some((id) => (term.endsWith('.') ? id.startsWith(term) : id === term)),
    )
    expect(lost).toEqual([])
  })

  it('sends parcels to the postal body, but not goods handed over from a coach', () => {
    expect(agencies({ signals: new Set(['ship']), termIds: ['context.ship.shunfeng'] })).toContain('postal')
    expect(agencies({ signals: new Set(['ship']), termIds: ['context.ship.daba'] })).not.toContain('postal')
  })

  it('brings in the police for key-protected species, but not for a doubtful lead', () => {
    const taxa = [{ name: '亚洲象', protection: 'state-1', list: 'l', department: 'forestry' } as const]
    expect(agencies({ taxa })).toContain('public-security')
    expect(agencies({ taxa, level: 'low' })).not.toContain('public-security')
  })
})
