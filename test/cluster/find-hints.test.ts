import { describe, expect, it } from 'vitest'
import { findHints } from '../../src/cluster/find-hints.ts'
import { fingerprint } from '../../src/cluster/fingerprint.ts'
import { aClusterLead } from './cluster-support.ts'

const hintsOf = (...leads: Parameters<typeof fingerprint>[0][]) => findHints(leads.map(fingerprint))

describe('findHints', () => {
  it('always says 可能, and names accounts, contact and leads', () => {
    const hints = hintsOf(
      aClusterLead(1, { body: '薇：demo_share1', seller: { name: '甲家小铺' } }),
      aClusterLead(2, { body: 'vx：demo_share1', seller: { name: '乙记山货' }, platform: 'forum' }),
    )
    expect(hints.map(({ kind }) => kind)).toEqual(['shared-contact', 'many-platforms'])
    for (const { says } of hints) expect(says).toContain('可能')
    expect(hints[0]).toMatchObject({ quotes: ['demo_share1'], leadIds: ['L000000000001', 'L000000000002'] })
    expect(hints[0]?.says).toContain('甲家小铺、乙记山货')
  })

  it('sees a seller return after a take-down, and nothing where the offer only stands twice', () => {
    const first = aClusterLead(1, { title: '旧帖', seller: { name: '甲家小铺' } })
    const later = aClusterLead(9, { title: '新帖', seller: { name: '甲家小铺' } })
    expect(hintsOf(first, later)).toEqual([])
    const [hint] = hintsOf({ ...first, goneAt: '2026-01-01T00:05:00.000Z' }, later)
    expect(hint).toMatchObject({ kind: 'returned', quotes: ['旧帖', '新帖'] })
    expect(hint?.says).toContain('同一账号')
    expect(hintsOf({ ...first, goneAt: '2026-01-01T00:30:00.000Z' }, later)).toEqual([])
  })

  it('names the account that alone holds the others together', () => {
    const hints = hintsOf(
      aClusterLead(1, { body: '薇：demo_one11', seller: { name: '甲家小铺' } }),
      aClusterLead(2, { body: '薇：demo_one11 或 QQ：0864213', seller: { name: '居中的人' } }),
      aClusterLead(3, { body: 'QQ：0864213', seller: { name: '丙号仓库' } }),
    )
    expect(hints.find(({ kind }) => kind === 'hub')?.says).toContain('居中的人')
  })

  it('sees the same goods at another price', () => {
    const images = ['//x.example/7f3a91c2d8e0.jpg']
    const hints = hintsOf(
      aClusterLead(1, { images, price: { raw: '350' }, seller: { name: '甲家小铺' } }),
      aClusterLead(2, { images, price: { raw: '280' }, seller: { name: '甲家小铺' } }),
    )
    expect(hints).toMatchObject([{ kind: 'repriced', quotes: ['350', '280'] }])
  })
})
