import { describe, expect, it } from 'vitest'
import { leadsNotice } from '../../src/jobs/run-notices.ts'
import { aLead } from '../support/evidence-builders.ts'

const AT = '2026-11-28T00:00:00.000Z'

describe('leadsNotice', () => {
  it('names urgent leads of this run and shows no contact', () => {
    const lead = aLead({ runId: 'R1' })
    const urgent = {
      ...lead,
      assessment: { ...lead.assessment, level: 'critical' as const },
      listing: { ...lead.listing, title: '象牙 电话13800001234 微信 demo_seller9', contacts: [] },
    }
    const notice = leadsNotice('R1', [urgent, { ...urgent, runId: 'R0' }], AT)
    expect(notice?.title).toContain('1 条')
    const text = JSON.stringify(notice)
    expect(text).toContain(urgent.id)
    expect(text).not.toContain('13800001234')
    expect(text).not.toContain('demo_seller9')
  })

  it('says nothing when there is nothing urgent', () => {
    const lead = aLead({ runId: 'R1' })
    const low = { ...lead, assessment: { ...lead.assessment, level: 'low' as const } }
    expect(leadsNotice('R1', [low], AT)).toBeUndefined()
  })
})
