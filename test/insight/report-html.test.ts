import { describe, expect, it } from 'vitest'
import { reportCsv } from '../../src/insight/report-csv.ts'
import { reportHtml } from '../../src/insight/report-html.ts'
import type { ReportInput, ReportLead } from '../../src/insight/report-input.ts'
import {
  aLead,
  aListing,
  aMatch,
  anAssessment,
  anEvidenceRef,
  aRun,
  siteCounts,
} from '../support/builders.ts'

function entry(overrides: Partial<ReportLead> = {}): ReportLead {
  return {
    lead: aLead({ evidence: anEvidenceRef() }),
    siteName: '青禾集市',
    packets: [],
    thumbnail: undefined,
    evidenceHref: '../evidence/E20261122-1',
    change: 'new',
    ...overrides,
  }
}

function input(overrides: Partial<ReportInput> = {}): ReportInput {
  return {
    generatedAt: '2026-11-22T02:00:00.000Z',
    run: aRun(),
    leads: [entry()],
    changedTitles: new Map(),
    referred: [],
    ...overrides,
  }
}

describe('reportHtml', () => {
  it('shows the chance that leads of one level are ordered by', () => {
    const lead = aLead({ assessment: anAssessment({ rank: 0.964 }) })
    const html = reportHtml(input({ leads: [entry({ lead })] }))
    expect(html).toContain('按等级、可能性和分值排序')
    expect(html).toContain('可能性 96%')
    const sure = reportHtml(
      input({ leads: [entry({ lead: aLead({ assessment: anAssessment({ rank: 0.999 }) }) })] }),
    )
    expect(sure).toContain('可能性 99%')
    const unranked = reportHtml(input({ leads: [entry({ lead: aLead({ assessment: anAssessment({}) }) })] }))
    expect(unranked).not.toMatch(/可能性 \d/)
  })

  it('marks the original words, and shows why, law, agency and hash', () => {
    const html = reportHtml(input())
    expect(html).toContain('出<mark>穿山甲片</mark> 老货')
    for (const text of ['货品', '野生动物保护法', '林业和草原主管部门', 'a'.repeat(64), 'b'.repeat(64)])
      expect(html).toContain(text)
  })

  it('fetches nothing and runs nothing a seller wrote', () => {
    const title = '<script>alert(1)</script><img src=x onerror=alert(1)>穿山甲片'
    const listing = aListing({
      title,
      body: '"><iframe src="https://evil.example">',
      seller: { name: '<b onclick=x>' },
    })
    const start = title.indexOf('穿山甲片')
    const assessment = anAssessment({ matches: [aMatch({ start, end: start + 4 })] })
    const html = reportHtml(input({ leads: [entry({ lead: aLead({ listing, assessment }) })] }))
    expect(html).not.toMatch(/<script>alert|<img src=x|<iframe|<b onclick/)
    expect(html).not.toMatch(/(?:src|href)=["']?https?:/)
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(html).toContain("default-src 'none'")
  })

  it('adds the sites up', () => {
    const sites = [
      siteCounts(),
      siteCounts({
        siteId: 'b',
        siteName: '乙',
        found: 7,
        fetched: 7,
        blocked: 0,
        robots: 0,
        gone: 0,
        failed: 0,
      }),
    ]
    const html = reportHtml(input({ run: aRun({ sites }) }))
    expect(html).toMatch(/合计<\/td><td class="n">17<\/td><td class="n">13<\/td>/)
  })

  it('masks contacts wherever they stand', () => {
    const listing = aListing({
      body: '加微信 demo_seller88 或电话13800001234',
      contacts: [
        { kind: 'wechat', raw: 'demo_seller88', value: 'demo_seller88', disguised: false },
        { kind: 'phone', raw: '13800001234', value: '13800001234', disguised: false },
      ],
    })
    const report = input({ leads: [entry({ lead: aLead({ listing }) })] })
    for (const text of [reportHtml(report), reportCsv(report)]) {
      expect(text).not.toContain('demo_seller88')
      expect(text).not.toContain('13800001234')
    }
  })

  it('tells what changed since the last run', () => {
    const run = aRun({ changes: [{ listingId: 'practice-shop:1', change: 'changed', fields: ['价格'] }] })
    const changedTitles = new Map([
      ['practice-shop:1', { title: '旧标题', siteName: '青禾集市', flagged: true }],
    ])
    const html = reportHtml(input({ run, changedTitles }))
    expect(html).toContain('变化 1 条')
    expect(html).toContain('旧标题')
  })
})

describe('reportCsv', () => {
  it('begins with a byte order mark and has one row a lead', () => {
    const csv = reportCsv(input({ leads: [entry(), entry()] }))
    expect(csv.startsWith('\uFEFF"线索编号"')).toBe(true)
    expect(csv.trim().split('\r\n')).toHaveLength(3)
  })

  it('keeps a seller from writing a formula', () => {
    const listing = aListing({ title: '=HYPERLINK("http://evil.example")', seller: { name: '@SUM(A1)' } })
    const csv = reportCsv(
      input({ leads: [entry({ lead: aLead({ listing, assessment: anAssessment({ matches: [] }) }) })] }),
    )
    expect(csv).toContain(`"'=HYPERLINK(""http://evil.example"")"`)
    expect(csv).toContain(`"'@SUM(A1)"`)
  })
})
