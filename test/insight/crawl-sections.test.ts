import { describe, expect, it } from 'vitest'
import type { SiteSearchReport } from '../../src/domain/search.ts'
import { mannersSection } from '../../src/insight/manners-section.ts'
import { searchSection } from '../../src/insight/search-section.ts'
import { unseenSection } from '../../src/insight/unseen-section.ts'
import { aRun, siteCounts } from '../support/builders.ts'

const past = { searches: 0, leads: 0 }
const searches: SiteSearchReport = {
  ...{ siteId: 'practice-shop', night: '2026-11-22', seed: 7, budget: 3, keywords: 900, coverageNights: 450 },
  searches: [
    {
      keyword: '象牙<b>',
      category: 'protected-animal-product',
      why: 'named',
      expected: 1,
      past,
      results: 9,
      newListings: 4,
      leads: 2,
    },
    {
      keyword: '鸟网',
      category: 'banned-hunting-gear',
      why: 'coverage',
      expected: 0,
      past: { searches: 3, leads: 1, lastNight: '2026-11-02' },
    },
  ],
}

describe('unseenSection', () => {
  it('says for each site what was not seen and why, and leaves out what is known', () => {
    const reasons = {
      'login-wall': 3,
      captcha: 1,
      'robots-disallowed': 2,
      gone: 4,
      'not-due': 5,
      'stopped-after-captcha': 6,
    }
    const html = unseenSection([
      siteCounts({ found: 30, fetched: 9, gone: 4, skipped: 5, blocked: 10, robots: 2, failed: 0, reasons }),
    ])
    expect(html).toContain(
      '青禾集市：发现网址 30 个，没有看到 12 个：连续验证码后停止 6 个，需登录 3 个，robots.txt 不允许 2 个，验证码 1 个。',
    )
    expect(html).toContain('本报告不能说明')
  })

  it('says so when a whole site was not seen, and when all of it was', () => {
    const none = siteCounts({
      found: 1,
      fetched: 0,
      blocked: 0,
      robots: 1,
      gone: 0,
      failed: 0,
      reasons: { 'robots-unreachable': 1 },
    })
    expect(unseenSection([none])).toContain('整站未能看到：robots.txt 无法读取 1 个')
    const all = siteCounts({ found: 6, fetched: 6, blocked: 0, robots: 0, gone: 0, failed: 0, reasons: {} })
    expect(unseenSection([all])).toContain('发现的网址都看到了')
  })

  it('warns of counts that do not add up', () => {
    expect(unseenSection([siteCounts({ found: 11 })])).toContain('各项合计 10，与发现网址 11 不符')
  })
})

describe('searchSection', () => {
  it('shows what was searched, why, what it led to, and how long coverage takes', () => {
    const html = searchSection(aRun({ searches: [searches] }))
    expect(html).toContain(
      '检索 2 词（指定 1，预计有收获 0，轮到 1），新信息 4 条，新线索 2 条；1 词没有得到回答',
    )
    expect(html).toContain('450 夜内每词至少检索一次')
    expect(html).toContain('3 次得 1 条，上次 2026-11-02')
    expect(html).toContain('象牙&lt;b&gt;')
    expect(searchSection(aRun())).toBe('')
  })
})

describe('mannersSection', () => {
  it('tells the pace, a capped Crawl-delay, and by whose leave robots.txt was not kept', () => {
    const authority = { by: '某县林业局', basis: '1号', until: '2099-01-01', isInForce: true, requests: 12 }
    const manners = {
      floorMs: 30_000,
      slowestMs: 60_000,
      crawlDelayMs: 30_000,
      crawlDelayAskedMs: 600_000,
      authority,
    }
    const html = mannersSection([siteCounts({ manners }), siteCounts()])
    expect(html).toContain('要求 600 秒，按上限 30 秒 执行')
    expect(html).toContain('某县林业局（1号），至 2099-01-01 有效；据此访问 robots.txt 不允许的网页 12 次')
    expect(html.match(/<tr>/g)).toHaveLength(2)
    const expired = { ...manners, authority: { ...authority, isInForce: false, requests: 0 } }
    expect(mannersSection([siteCounts({ manners: expired })])).toContain('到期后不再使用')
  })
})
