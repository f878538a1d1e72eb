import { describe, expect, it } from 'vitest'
import { Assessment } from '../../src/domain/assessment.ts'
import type { Rule } from '../../src/domain/rule.ts'
import type { Evasion } from '../../src/domain/vocabulary.ts'
import { assessListing } from '../../src/score/assess-listing.ts'
import { aListing } from '../support/builders.ts'
import { aPolicy, aRule, EXCUSE, find } from './score-support.ts'

interface Situation {
  title: string
  body?: string
  price?: string
  platform?: 'shop' | 'forum'
  rules?: Rule[]
  evasions?: Record<string, Evasion[]>
  on?: string
}

function assess({ title, body = '', price, platform = 'shop', rules, evasions, on }: Situation): Assessment {
  const listing = aListing({ title, body, platform, ...(price !== undefined && { price: { raw: price } }) })
  return assessListing(listing, find(listing, undefined, evasions), aPolicy(rules ?? [aRule()], on))
}

const sum = ({ findings }: Assessment) => findings.reduce((total, { points }) => total + points, 0)

describe('assessListing', () => {
  it('is a valid assessment whose score is the sum of the findings it shows', () => {
    const assessment = assess({ title: '象牙手串 转让' })
    expect(Assessment.parse(assessment)).toEqual(assessment)
    expect(assessment.findings.map(({ ruleId, points }) => [ruleId, points])).toEqual([
      ['base.product', 48],
      [aRule().id, 20],
      ['base.level', 0],
    ])
    expect(assessment.score).toBe(68)
    expect(assessment.verdict).toBe('illegal')
  })

  it('hears an exclusion that names the rules it tunes only where one of them fired', () => {
    const rules = [aRule(), aRule({ ...EXCUSE, tunes: [aRule().id] })]
    const fired = (title: string) => assess({ title, rules }).findings.map(({ ruleId }) => ruleId)
    expect(fired('树脂象牙手串 转让')).toContain(EXCUSE.id)
    expect(fired('树脂象牙手串')).not.toContain(EXCUSE.id)
  })

  it('names the words that made each finding', () => {
    const whys = assess({ title: '象牙手串 转让' }).findings.map(({ why }) => why)
    expect(whys[0]).toContain('象牙手串')
    expect(whys[1]).toBe('“象牙手串”、出售用语“转让”')
  })

  it('leaves a listing without goods alone', () => {
    const assessment = assess({ title: '茶壶 转让', price: '30' })
    expect(assessment).toMatchObject({
      verdict: 'legal',
      score: 0,
      level: 'none',
      category: 'none',
      agencies: [],
    })
    expect(assessment.findings).toEqual([])
  })

  it('does not count a code word before one of its needs stands in the listing', () => {
    expect(assess({ title: '白料 转让' }).score).toBe(0)
    expect(assess({ title: '白料 转让', price: '200' }).score).toBe(44)
  })

  it('takes a longer word about the goods for what it says, not for the word inside it', () => {
    expect(assess({ title: '象牙手串 不转让' }).findings.map(({ ruleId }) => ruleId)).toEqual([
      'base.product',
      'base.level',
    ])
  })

  it('shows rules of one group, but counts the strongest only', () => {
    const weaker = aRule({ id: '8b1d7c1e-2f0b-4c57-9d0e-6f3b1a2c4d5e', points: 8, group: 'offer' })
    const assessment = assess({ title: '象牙手串 转让', rules: [weaker, aRule({ group: 'offer' })] })
    expect(assessment.findings.map(({ points }) => points)).toEqual([48, 20, 0, 0])
    expect(assessment.score).toBe(68)
  })

  it('gives the same answer whatever the order of the rules', () => {
    const rules = [
      aRule(),
      aRule({ ...EXCUSE }),
      aRule({ id: '8b1d7c1e-2f0b-4c57-9d0e-6f3b1a2c4d5e', points: 8 }),
    ]
    const situation = { title: '象牙手串 转让 树脂' }
    expect(assess({ ...situation, rules })).toEqual(assess({ ...situation, rules: rules.toReversed() }))
  })

  it('weighs a page stuffed with words in a moment, and is not blinded by it', () => {
    const body = `${'树脂 查获 '.repeat(15_000)}象牙手串 转让`
    const started = performance.now()
    const { verdict, matches } = assess({ title: '茶盘', body, rules: [aRule(), aRule(EXCUSE)] })
    expect(performance.now() - started).toBeLessThan(1500)
    expect(verdict).toBe('illegal')
    expect(matches.length).toBeGreaterThan(30_000)
  })

  describe('excuses', () => {
    const rules = [aRule(), aRule(EXCUSE)]

    it('excuses the good that the innocent word stands beside', () => {
      expect(assess({ title: '树脂象牙手串 转让', rules }).verdict).toBe('legal')
    })

    it('is not silenced by an innocent word elsewhere', () => {
      const body = '另有一套家里用不上的茶盘，是树脂做的，也一起带走'
      expect(assess({ title: '象牙手串 转让', body, rules }).verdict).toBe('illegal')
    })

    it('is not silenced where one of two goods is excused', () => {
      expect(assess({ title: '树脂象牙手串', body: '犀角杯一只 转让', rules }).verdict).toBe('illegal')
    })

    it('never excuses a disguised word in an offer', () => {
      const evasions = { 'product.ivory.string': ['homophone' as const] }
      expect(assess({ title: '树脂象牙手串 转让', rules, evasions }).verdict).toBe('illegal')
    })

    it('excuses traditional script as it does simplified', () => {
      const evasions = { 'product.ivory.string': ['traditional' as const] }
      expect(assess({ title: '树脂象牙手串 转让', rules, evasions }).verdict).toBe('legal')
    })
  })

  describe('limits', () => {
    const claim = aRule({
      id: '9c1d7c1e-2f0b-4c57-9d0e-6f3b1a2c4d5e',
      title: '自称有证',
      detection: { all: [{ kinds: ['product', 'species'] }, { signals: ['permit-claim'] }] },
      points: 5,
      ceiling: 'suspect',
      floor: 'suspect',
    })

    it('asks a person where a permit is claimed, and keeps the sum', () => {
      const assessment = assess({ title: '象牙手串 转让 有证', rules: [aRule(), claim] })
      expect(assessment).toMatchObject({ verdict: 'suspect', score: 59 })
      expect(sum(assessment)).toBe(59)
      expect(assessment.findings.at(-1)?.ruleId).toBe('base.ceiling')
    })

    it('says when a floor gave way to an innocent reading', () => {
      const { findings, verdict } = assess({ title: '树脂象牙手串 有证', rules: [claim, aRule(EXCUSE)] })
      expect(verdict).toBe('legal')
      expect(findings.at(-1)).toMatchObject({ ruleId: 'base.floor-void', points: 0 })
    })

    it('says what lifted the level where the score did not', () => {
      const { findings, level } = assess({ title: '象牙手串 转让' })
      expect(level).toBe('high')
      expect(findings.at(-1)).toMatchObject({
        ruleId: 'base.level',
        points: 0,
        why: '国家一级重点保护：由中上调为高',
      })
      const plain = assess({ title: '捕鸟网 转让' })
      expect(plain.findings.map(({ ruleId }) => ruleId)).not.toContain('base.level')
    })

    it('raises a weak sign to suspect where a rule says so', () => {
      const assessment = assess({ title: '穿山甲 有证', rules: [claim] })
      expect(assessment).toMatchObject({ verdict: 'suspect', score: 35 })
      expect(sum(assessment)).toBe(35)
    })
  })

  describe('consequences', () => {
    it('takes category, protection and legal basis from the strongest good', () => {
      const assessment = assess({ title: '象牙手串 转让' })
      expect(assessment.taxa).toMatchObject([{ name: '亚洲象', protection: 'state-1' }])
      expect(assessment.category).toBe('protected-animal-product')
      expect(assessment.legalBasis.map(({ article }) => article)).toEqual(['第二十八条', '第三百四十一条'])
    })

    it.each([
      ['2026-04-30', '第三十条'],
      ['2026-05-01', '第四十五条'],
    ])('cites the Fisheries Law as it stood on %s', (on, article) => {
      const { legalBasis, offence } = assess({ title: '电鱼机 转让', on })
      expect(offence).toBe('sell-tool')
      expect(legalBasis.map((basis) => basis.article)).toEqual([article])
    })

    it('routes by category, means and platform, each body once with its first reason', () => {
      const { agencies, routes } = assess({ title: '象牙手串 转让 快递', platform: 'forum' })
      expect(agencies).toEqual(['forestry', 'cyberspace', 'postal'])
      expect(routes[0]?.why).toBe('陆生')
      expect(assess({ title: '电鱼机 转让' }).agencies).toContain('public-security')
    })

    it('takes the offence of the strongest rule that proposes one', () => {
      const purchase = aRule({
        id: '9c1d7c1e-2f0b-4c57-9d0e-6f3b1a2c4d5e',
        detection: { all: [{ kinds: ['product'] }, { signals: ['purchase'] }] },
        points: 30,
        offence: 'purchase',
      })
      expect(assess({ title: '高价收 象牙手串', rules: [purchase] }).offence).toBe('purchase')
    })
  })
})
