import { describe, expect, it } from 'vitest'
import type { AgencyUnit } from '../../src/domain/agency-unit.ts'
import { compilePolicy } from '../../src/score/compile-policy.ts'
import type { RoutingFacts } from '../../src/score/route-agencies.ts'
import { routeLead } from '../../src/score/route-lead.ts'
import { LAW, ROUTING } from './score-support.ts'

const facts: RoutingFacts = {
  category: 'protected-animal-product',
  offence: 'sale',
  level: 'high',
  platform: 'forum',
  taxa: [],
  signals: new Set(),
  termIds: [],
}
const forestry: AgencyUnit = {
  id: 'demo-forest',
  agency: 'forestry',
  name: '演练市林业局',
  level: 'city',
  territory: '330700',
  covers: [],
  queue: 'jinhua',
}
const policy = compilePolicy({
  rules: [],
  terms: [],
  law: LAW,
  routing: ROUTING,
  taxa: [],
  on: '2026-11-22',
  divisions: [
    { code: '330000', name: '浙江省', former: false },
    { code: '330700', name: '金华市', former: false },
    { code: '330782', name: '义乌市', former: false },
  ],
  siteTerritories: new Map([['a-forum', '浙江']]),
  units: [forestry],
})

describe('routeLead', () => {
  it('names the body of the seller’s place, and each gap with its reason', () => {
    const routed = routeLead({ region: '浙江义乌', siteId: 'a-forum' }, facts, policy)
    expect(routed.agencies).toEqual(['forestry', 'cyberspace'])
    expect(routed.territory).toMatchObject({ code: '330782', source: 'seller' })
    expect(routed.routes).toMatchObject([
      {
        agency: 'forestry',
        role: 'primary',
        unit: { id: 'demo-forest', territory: '330700', queue: 'jinhua' },
      },
      { agency: 'cyberspace', role: 'copy' },
    ])
    expect(routed.unrouted).toEqual([
      { agency: 'cyberspace', reason: expect.stringContaining('名录中没有浙江省金华市义乌市的网信部门') },
    ])
  })

  it('falls back on the place of the platform', () => {
    const routed = routeLead({ siteId: 'a-forum' }, facts, policy)
    expect(routed.territory).toMatchObject({ code: '330000', source: 'platform' })
    expect(routed.unrouted.map(({ agency }) => agency)).toEqual(['forestry', 'cyberspace'])
  })

  it('says that no row applies rather than nothing', () => {
    const routed = routeLead({ siteId: undefined }, { ...facts, category: 'none' }, policy)
    expect(routed).toMatchObject({
      agencies: [],
      routes: [],
      unrouted: [{ reason: '没有一行分派规则适用于这条线索，须由人确定接收部门' }],
    })
  })
})
