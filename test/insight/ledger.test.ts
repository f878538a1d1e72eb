import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { readXlsx } from 'hucre/xlsx'
import { describe, expect, it } from 'vitest'
import { writeWorkbook } from '../../src/adapters/files/write-workbook.ts'
import { Outcome } from '../../src/domain/outcome.ts'
import { Referral } from '../../src/domain/referral.ts'
import { type LedgerInput, ledgerSheets, ledgerTotals } from '../../src/insight/ledger.ts'
import { outcomePrecision } from '../../src/insight/outcome-precision.ts'
import { aLead, aListing } from '../support/builders.ts'

const AT = '2026-11-28T01:00:00.000Z'
const decided = (leadId: string, state: 'confirmed' | 'dismissed') => ({
  leadId,
  revision: 0,
  state,
  by: '甲',
  reason: '看过',
  at: AT,
})
const leads = [
  aLead({ id: 'L1', state: 'referred', decision: decided('L1', 'confirmed') }),
  aLead({ id: 'L2', state: 'dismissed', decision: decided('L2', 'dismissed') }),
  aLead({ id: 'L3', listing: aListing({ title: '=HYPERLINK("http://a.test")' }) }),
]
const outcomes = [
  Outcome.parse({
    kind: 'administrative-penalty',
    finesWan: 2.5,
    seizures: [{ productsKg: 3 }, { productsPieces: 4 }],
  }),
  Outcome.parse({ kind: 'criminal-case-filed', persons: 2, seizures: [{ productsKg: 1.5, gear: 6 }] }),
]
const referral = Referral.parse({
  id: 'R1',
  kind: 'lead-transfer',
  agency: 'forestry',
  createdBy: '甲',
  createdAt: AT,
  leadIds: ['L1'],
})
const input: LedgerInput = {
  leads,
  referrals: [
    {
      referral,
      state: 'reported',
      seen: 5,
      number: { year: 2026, number: 1 },
      name: '青监移〔2026〕1号',
      outcomes,
    },
  ],
  seen: { listings: 10, failed: 2 },
}

describe('ledgerTotals', () => {
  it('adds up', () => {
    const { found, flagged, cleared, failed, byState } = ledgerTotals(input)
    expect({ found, flagged, cleared, failed }).toEqual({ found: 12, flagged: 3, cleared: 7, failed: 2 })
    expect(flagged + cleared + failed).toBe(found)
    expect(Object.values(byState).reduce((sum, count) => sum + count, 0)).toBe(flagged)
  })
})

describe('ledgerSheets', () => {
  it('counts results as bodies reported them, kilograms and pieces apart', () => {
    const results = Object.fromEntries(ledgerSheets(input).find(({ name }) => name === '成果')?.rows ?? [])
    expect(results).toMatchObject({
      '查办案件总数（起）': 1,
      '其中刑事案件（起）': 1,
      '打击处理违法犯罪人员（人）': 2,
      '收缴野生动植物制品（件）': 4,
      '收缴野生动植物制品（千克）': 4.5,
      '收缴非法猎（渔）具（个、张、台）': 6,
      '罚款和罚金（万元）': 2.5,
    })
  })

  it('is a workbook in which no seller’s text is a formula', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'qingshao-ledger-'))
    const file = path.join(folder, 'ledger.xlsx')
    await writeWorkbook(file, ledgerSheets(input))
    const { sheets } = await readXlsx(readFileSync(file))
    expect(sheets.map(({ name }) => name)).toEqual(['汇总', '线索', '移送', '成果'])
    const rows = sheets[1]?.rows ?? []
    expect(rows).toHaveLength(4)
    expect(rows[3]).toContain('=HYPERLINK("http://a.test")')
    expect(JSON.stringify(sheets[1]?.cells ? [...sheets[1].cells.values()] : [])).not.toContain('formula')
    rmSync(folder, { recursive: true })
  })
})

describe('outcomePrecision', () => {
  it('says of each rule what reviewers and bodies made of its leads', () => {
    const assessment = {
      ...aLead().assessment,
      findings: [{ ruleId: 'r', title: '规则', points: 10, why: '' }],
    }
    const judged = [
      { lead: { ...leads[0], assessment }, outcomes },
      { lead: { ...leads[1], assessment }, outcomes: [] },
      { lead: { ...leads[0], assessment }, outcomes: [Outcome.parse({ kind: 'nothing-found' })] },
      { lead: { ...leads[2], assessment }, outcomes: [] },
    ] as Parameters<typeof outcomePrecision>[0]
    expect(outcomePrecision(judged).rules).toEqual([
      { id: 'r', title: '规则', confirmed: 2, dismissed: 1, upheld: 1, notUpheld: 1 },
    ])
  })
})
