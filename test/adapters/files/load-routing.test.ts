import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { loadLexicon } from '../../../src/adapters/files/load-lexicon.ts'
import { loadRouting } from '../../../src/adapters/files/load-routing.ts'
import { Category, Level, Offence, Platform, SignalKind } from '../../../src/domain/vocabulary.ts'
import { type RoutingFacts, routeAgencies } from '../../../src/score/route-agencies.ts'

const shipped = join(import.meta.dirname, '../../../data/agencies')

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
  it('gives each row a reason and an article', () => {
    for (const { why, basis } of loadRouting(shipped).rules) {
      expect(why.length).toBeGreaterThan(5)
      expect(basis).toMatch(/第[一二三四五六七八九十百]+条|名录/)
    }
  })

  it('lays the rows of a unit before its own', () => {
    const overlay = mkdtempSync(join(tmpdir(), 'routing-'))
    onTestFinished(() => rmSync(overlay, { recursive: true }))
    expect(loadRouting(shipped, overlay)).toEqual(loadRouting(shipped))
    const row = '{agency: customs, role: primary, why: 口岸, basis: 本地分工, when: {platforms: [b2b]}}'
    writeFileSync(join(overlay, 'routing.yml'), `rules:\n  - ${row}\n`)
    expect(loadRouting(shipped, overlay).rules[0]).toMatchObject({ agency: 'customs', role: 'primary' })
    expect(loadRouting(shipped, overlay).rules).toHaveLength(loadRouting(shipped).rules.length + 1)
  })

  const routing = loadRouting(shipped)
  const elephant = { name: '亚洲象', protection: 'state-1', list: 'l', department: 'forestry' } as const
  const cistanche = { name: '肉苁蓉', protection: 'state-2', list: 'l', department: 'agriculture' } as const
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

  it.each<[string, Partial<RoutingFacts>, string]>([
    ['an animal product', {}, 'forestry'],
    ['an aquatic animal', { category: 'aquatic-protected' }, 'agriculture'],
    ['hunting gear', { category: 'banned-hunting-gear', offence: 'sell-tool' }, 'forestry'],
    [
      'an electric fisher',
      { category: 'banned-fishing-gear', termIds: ['gear.fish.electric.yuji'] },
      'agriculture',
    ],
    ['a gun', { category: 'banned-hunting-gear', termIds: ['gear.gun.qiqiang'] }, 'public-security'],
    ['a key-protected species at once', { taxa: [elephant], level: 'critical' }, 'public-security'],
    ['a key-protected species', { taxa: [elephant] }, 'forestry'],
    [
      'an advertisement for a tool',
      { category: 'banned-hunting-gear', offence: 'advertise-tool' },
      'market-supervision',
    ],
    ['goods across the border', { offence: 'import-export' }, 'customs'],
    ['a plant of the fields', { category: 'protected-plant', taxa: [cistanche] }, 'agriculture'],
    ['a plant that is not recognised', { category: 'protected-plant' }, 'forestry'],
  ])('has one body act first on %s', (_what, facts, expected) => {
    const primaries = routeAgencies({ ...sale, ...facts }, routing).filter(({ role }) => role === 'primary')
    expect(primaries.map(({ agency }) => agency)).toEqual([expected])
  })

  it('has exactly one body act first wherever anything is routed', () => {
    const facts = fc.record({
      category: fc.constantFrom(...Category.options),
      offence: fc.constantFrom(...Offence.options),
      level: fc.constantFrom(...Level.options),
      platform: fc.constantFrom(...Platform.options),
      taxa: fc.subarray([elephant, cistanche]),
      signals: fc.uniqueArray(fc.constantFrom(...SignalKind.options)).map((kinds) => new Set<string>(kinds)),
      termIds: fc.subarray(['gear.gun.a', 'gear.fish.electric.a', 'context.ship.kuaidi']),
    })
    fc.assert(
      fc.property(facts, (each) => {
        const routes = routeAgencies(each, routing)
        const primaries = routes.filter(({ role }) => role === 'primary')
        expect(primaries).toHaveLength(routes.length === 0 ? 0 : 1)
        // A lead of any kind of goods finds a body: the gap is not in the table.
        expect(routes.length > 0).toBe(each.category !== 'none' && each.level !== 'none')
      }),
    )
  })

  it.each<[string, Partial<RoutingFacts>]>([
    ['wild meat of some weight', { category: 'wild-meat' }],
    [
      'fish of hidden origin',
      { category: 'aquatic-protected', signals: new Set(['secrecy']), level: 'medium' },
    ],
    ['birds somebody caught', { category: 'bird-live', signals: new Set(['hunt']), level: 'medium' }],
    [
      'a plant dug in the wild',
      { category: 'protected-plant', signals: new Set(['wild-caught']), level: 'medium' },
    ],
  ])('tells the police of %s, who do not act first', (_what, facts) => {
    const route = routeAgencies({ ...sale, ...facts }, routing).find(
      ({ agency }) => agency === 'public-security',
    )
    expect(route?.role).toBe('copy')
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
