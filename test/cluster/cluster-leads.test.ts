import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clusterLeads } from '../../src/cluster/cluster-leads.ts'
import type { ClusterLead, LinkJudgement } from '../../src/domain/cluster.ts'
import { aClusterLead, groupsOf } from './cluster-support.ts'

const LONG = '奶奶留下的老手镯一对，是早年广州师傅手工开的料，有一道自然的细纹，内径五十八，诚心要的看图说话'

function said(
  verdict: LinkJudgement['verdict'],
  a: ClusterLead,
  b: ClusterLead,
  at = '2026-02-01T00:00:00.000Z',
): LinkJudgement {
  const [leadA = '', leadB = ''] = [a.id, b.id].sort()
  return { leadA, leadB, verdict, by: '王某', reason: '核实过', at }
}

describe('clusterLeads', () => {
  it.each<[what: string, a: string, b: string]>([
    ['a WeChat name behind a look-alike', '料子一条 薇：demo_lin88', '别的东西 加V demo_lin88'],
    ['a QQ number in Chinese digits', '山货 扣扣〇八六四二一三五', '到货了 Q：08642135'],
    ['a phone in circled digits', '网 ①③⑧⓪⓪⓪⓪②③⓪⑦', '另一样 138 0000 2307'],
    ['a phone that is called a WeChat', '夹子 微信同号13800003010', '铁器 电话：13800003010'],
    ['a QQ number and its mail box', '角 QQ：08613345', '另一件 08613345@qq.com'],
  ])('links %s', (_, a, b) => {
    const leads = [
      aClusterLead(1, { body: a, seller: { name: '甲家小铺' } }),
      aClusterLead(2, { body: b, seller: { name: '乙记山货' }, platform: 'forum' }),
    ]
    const clustering = clusterLeads(leads)
    expect(groupsOf(clustering)).toEqual([[1, 2]])
    const [evidence] = clustering.clusters[0]?.links[0]?.evidence ?? []
    expect(evidence?.kind).toBe('contact')
    expect(a).toContain(evidence?.quotes[0])
    expect(b).toContain(evidence?.quotes[1])
  })

  it('links reposts with another price, copies on another platform and a picture used again', () => {
    const leads = [
      aClusterLead(1, { body: LONG, price: { raw: '300' }, seller: { name: '甲' } }),
      aClusterLead(2, {
        body: `${LONG}，再降二百`,
        price: { raw: '280' },
        platform: 'forum',
        seller: { name: '乙' },
      }),
      aClusterLead(3, {
        title: '镯',
        images: ['http://a.example/u/7f3a91c2d8e0.jpg'],
        seller: { name: '丙' },
      }),
      aClusterLead(4, {
        title: '环',
        images: ['//b.example/x/7f3a91c2d8e0.jpg_580x580.jpg'],
        seller: { name: '丁' },
      }),
    ]
    expect(groupsOf(clusterLeads(leads))).toEqual([
      [1, 2],
      [3, 4],
    ])
  })

  it('takes accounts for the same by number or by a telling name, on one site only', () => {
    const leads = [
      aClusterLead(1, { seller: { name: '老王', id: '77' } }),
      aClusterLead(2, { seller: { name: '改了名', id: '77' } }),
      aClusterLead(3, { seller: { name: '滇西药材行' } }),
      aClusterLead(4, { seller: { name: '滇西药材行' } }),
      aClusterLead(5, { seller: { name: '老王' }, platform: 'forum' }),
      aClusterLead(6, { seller: { name: '陈先生' } }),
      aClusterLead(7, { seller: { name: '陈先生' } }),
      aClusterLead(8, { seller: { name: '改了名', id: '77' }, siteId: 'other' }),
    ]
    expect(groupsOf(clusterLeads(leads))).toEqual([
      [1, 2],
      [3, 4],
    ])
  })

  it('does not link what many unrelated sellers share, and says so', () => {
    const goods = ['红腹锦鸡苗', '蓝孔雀一对', '竹鼠种鼠', '唐冠螺摆件', '果园防鸟网', '蛇酒一坛']
    const body = '祖传手艺三代相传，山里人家自产自销，价格公道童叟无欺，欢迎新老朋友光临小店'
    const leads = goods.map((title, at) =>
      aClusterLead(at, { title, body, seller: { name: `各家小店${at}` } }),
    )
    const clustering = clusterLeads(leads)
    expect(groupsOf(clustering)).toEqual([])
    expect(clustering.setAside).toContainEqual({
      kind: 'text',
      why: 'many-sellers',
      quote: '价格公道童叟无欺',
      sellers: 6,
      leads: 6,
    })
  })

  it('does not take terms of sale for the words of a seller, though only two have them', () => {
    const body = '本店支持七天无理由退货，偏远地区不包邮，下单后四十八小时内发货，有问题请先联系客服'
    const leads = [1, 2].map((at) =>
      aClusterLead(at, { title: `货${at}`, body, region: '河南', seller: { name: `各家小店${at}` } }),
    )
    expect(groupsOf(clusterLeads(leads))).toEqual([])
  })

  it('still links one text on many accounts that give one contact', () => {
    const leads = Array.from({ length: 6 }, (_, at) =>
      aClusterLead(at, { body: `${LONG} 薇：demo_gang1`, seller: { name: `各家小店${at}` } }),
    )
    expect(groupsOf(clusterLeads(leads))).toEqual([[0, 1, 2, 3, 4, 5]])
  })

  it.each<[what: string, body: string]>([
    ['a service number', '交易请当面验货 客服热线 400-000-7788'],
    ["the platform's own WeChat", '平台客服微信 demo_kefu_a'],
    ['a contact that is warned of', '大家避雷 骗子微信 demo_bad_1'],
  ])('does not link %s', (_, body) => {
    const leads = [1, 2].map((at) =>
      aClusterLead(at, { title: `货${at}`, body, seller: { name: `各家小店${at}` } }),
    )
    const clustering = clusterLeads(leads)
    expect(groupsOf(clustering)).toEqual([])
    expect(clustering.setAside).toContainEqual(expect.objectContaining({ kind: 'contact', why: 'platform' }))
  })

  it('sets a contact aside that nine unrelated sellers give', () => {
    const leads = Array.from({ length: 9 }, (_, at) =>
      aClusterLead(at, { body: '微信：demo_agent1', seller: { name: `各家小店${at}` } }),
    )
    expect(groupsOf(clusterLeads(leads.slice(1)))).toEqual([[1, 2, 3, 4, 5, 6, 7, 8]])
    expect(groupsOf(clusterLeads(leads))).toEqual([])
  })

  it('only hints at a text that another seller may have taken', () => {
    const leads = [
      aClusterLead(1, { body: `${LONG} 薇：demo_mumu1`, seller: { name: '木木旧物' } }),
      aClusterLead(2, { body: `${LONG} 扣扣：0223344`, seller: { name: '捡漏王' }, platform: 'forum' }),
    ]
    const { clusters } = clusterLeads(leads)
    expect(clusters.map(({ leadIds }) => leadIds.length)).toEqual([1, 1])
    expect(clusters[0]?.maybe).toHaveLength(1)
  })

  it('keeps the id of a cluster when leads are added', () => {
    const contact = (number: number) =>
      aClusterLead(number, { body: '薇：demo_keep1', seller: { name: `名${number}` } })
    const before = clusterLeads([contact(3), contact(4)])
    const after = clusterLeads([contact(9), contact(4), contact(3)])
    expect(before.clusters[0]?.id).toBe('C000000000003')
    expect(after.clusters.map(({ id }) => id)).toEqual(['C000000000003'])
  })

  it('lets a person cut two leads, also where a third holds them together', () => {
    const [a, b, c] = [1, 2, 3].map((number) =>
      aClusterLead(number, { body: '薇：demo_trio1', seller: { name: `名${number}` } }),
    ) as [ClusterLead, ClusterLead, ClusterLead]
    const groups = groupsOf(clusterLeads([a, b, c], [said('cut', b, c)]))
    expect(groups).toEqual([[1, 2]])
    const again = [said('cut', b, c), said('confirmed', c, b)]
    expect(groupsOf(clusterLeads([a, b, c], again))).toEqual([[1, 2, 3]])
  })

  it('joins what a person confirms, and reports where persons disagree', () => {
    const [a, b, c] = [1, 2, 3].map((number) => aClusterLead(number, { title: `货${number}` })) as [
      ClusterLead,
      ClusterLead,
      ClusterLead,
    ]
    expect(groupsOf(clusterLeads([a, b, c], [said('confirmed', a, b)]))).toEqual([[1, 2]])
    const clustering = clusterLeads(
      [a, b, c],
      [said('confirmed', a, b), said('confirmed', b, c), said('cut', a, c)],
    )
    expect(groupsOf(clustering)).toEqual([[1, 2]])
    expect(clustering.conflicts).toEqual([said('confirmed', b, c)])
  })

  it('gives the same answer in whatever order the leads come', () => {
    const pick = (values: readonly string[]) => fc.constantFrom(...values)
    const lead = fc.record({
      seller: pick(['滇西药材行', '红嘴小筑', '老王', '林记老物件', '小店']),
      platform: fc.constantFrom('shop' as const, 'forum' as const),
      body: pick([LONG, `${LONG}，降价`, '微信：demo_a1', '薇：demo_a1 到货', 'QQ：0864213', '']),
      title: pick(['手镯', '画眉一只', '网']),
      region: pick(['福建', '福建莆田', '云南']),
      picture: fc.integer({ min: 0, max: 3 }),
    })
    const many = fc.array(lead, { minLength: 2, maxLength: 25 })
    fc.assert(
      fc.property(many, fc.infiniteStream(fc.nat()), (drafts, order) => {
        const leads = drafts.map(({ seller, picture, ...rest }, at) =>
          // Two leads a minute: ties of age are broken by id.
          ({
            ...aClusterLead(at, {
              ...rest,
              seller: { name: seller },
              images: [`//x.example/7f3a91c2d8${picture}.jpg`],
            }),
            createdAt: new Date(Date.UTC(2026, 0, 1, 0, at >> 1)).toISOString(),
          }),
        )
        const judgements = leads.slice(2, 4).map((other) => said('cut', leads[0] as ClusterLead, other))
        const shuffled = leads
          .map((one) => ({ one, key: order.next().value as number }))
          .sort((x, y) => x.key - y.key)
          .map(({ one }) => one)
        expect(clusterLeads(shuffled, judgements)).toEqual(clusterLeads(leads, judgements))
      }),
    )
  })
})
