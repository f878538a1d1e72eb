import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { explainAssessment } from '../../src/score/explain.ts'
import { OVERRIDES } from '../../src/score/overrides.ts'
import { aListing, anAssessment } from '../support/builders.ts'

describe('hard overrides', () => {
  it('are listed in rules/README.md, each of them and no others', () => {
    const text = readFileSync(new URL('../../rules/README.md', import.meta.url), 'utf8')
    const listed = [...text.matchAll(/^\| `(base\.[a-z-]+)` \|/gm)].map(([, id]) => id)
    expect(listed).toEqual(Object.keys(OVERRIDES))
  })

  it('are marked where they acted', () => {
    const findings = [
      { ruleId: 'base.product', title: '命中制品词', points: 70, why: '穿山甲片' },
      { ruleId: 'base.ceiling', title: '研判结论上限', points: -11, why: '自称有证' },
    ]
    const text = explainAssessment(anAssessment({ findings }), aListing())
    expect(text).toContain('−11  〔硬性规定〕研判结论上限：自称有证')
    expect(text).toContain('+70  命中制品词')
  })
})

describe('explainAssessment', () => {
  it('says verdict, points, law and bodies in Chinese, and that a person decides', () => {
    const text = explainAssessment(anAssessment(), aListing())
    expect(text).toContain('研判建议：涉嫌违法  80 分')
    expect(text).toContain('+80  货品：穿山甲片')
    expect(text).toContain('《野生动物保护法》第二十八条')
    expect(text).toContain('林业和草原主管部门')
    expect(text).toContain('须由人复核')
  })

  it('shows each signal with its place, or the field it was read from', () => {
    const signals = [
      { kind: 'sale', field: 'title', start: 0, end: 1, text: '出' },
      { kind: 'border-region', text: '瑞丽' },
      ...Array.from({ length: 8 }, () => ({ kind: 'price' as const, text: '1' })),
    ] as const
    const text = explainAssessment(anAssessment({ signals: [...signals] }), aListing())
    expect(text).toContain('出售用语：标题 0–1 “出”')
    expect(text).toContain('边境地区：“瑞丽”（信息字段）')
    expect(text).toContain('等 8 处')
  })

  it('puts the body that acts first on top, with its name, and says which have none', () => {
    const unit = { id: 'a', name: '演练市林业局', level: 'city' as const, territory: '330700', queue: 'a' }
    const text = explainAssessment(
      anAssessment({
        agencies: ['forestry', 'postal', 'customs'],
        routes: [
          { agency: 'postal', role: 'copy', why: '寄递', basis: '第三十四条' },
          { agency: 'customs', role: 'copy', why: '进出境', basis: '第三十七条' },
          { agency: 'forestry', role: 'primary', why: '陆生', basis: '第七条', unit },
        ],
        unrouted: [
          { agency: 'postal', reason: '名录中没有' },
          { agency: 'customs', reason: '名录中没有' },
        ],
        territory: { code: '330782', name: '浙江省金华市义乌市', source: 'seller', confidence: 'certain' },
      }),
      aListing(),
    )
    expect(text).toContain('属地：浙江省金华市义乌市（330782，据卖家所写地区，明确）')
    expect(text).toMatch(
      /建议移送：\n {2}〔主办〕林业和草原主管部门（演练市林业局，市级）：陆生（第七条）\n {2}〔抄送〕/,
    )
    expect(text).toContain('未分派：\n  邮政管理部门、海关：名录中没有')
  })
})
