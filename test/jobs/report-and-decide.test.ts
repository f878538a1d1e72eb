import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SqliteCaseRepository } from '../../src/adapters/sqlite/sqlite-case-repository.ts'
import { decideLead } from '../../src/jobs/decide-lead.ts'
import { writeReport } from '../../src/jobs/write-report.ts'
import { contentHash } from '../../src/pipeline.ts'
import { aLead, aListing, anAssessment, aRun } from '../support/builders.ts'

const clock = { now: () => '2026-11-22T01:00:00.000Z' }
let folder: string
let cases: SqliteCaseRepository

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'qingshao-jobs-'))
  cases = new SqliteCaseRepository(path.join(folder, 'case.db'))
})
afterEach(async () => {
  await cases.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('writeReport', () => {
  it('masks a number that a seller put into a title, also among the changes', async () => {
    const listing = aListing({ title: '出穿山甲片 13800001234' })
    await cases.observe('R1', clock.now(), {
      listing,
      seenOn: 'x',
      contentHash: contentHash(listing),
      assessment: anAssessment(),
    })
    const gone = await cases.markGone('R2', clock.now(), listing.id)
    const written = new Map<string, string>()
    const { html } = await writeReport(aRun({ runId: 'R2', changes: gone ? [gone] : [] }), {
      cases,
      clock,
      folder,
      siteNames: new Map(),
      readThumbnail: async () => undefined,
      writeFile: async (file, content) => {
        written.set(file, content)
      },
    })
    expect(written.get(html)).toContain('138****1234')
    expect(written.get(html)).not.toContain('13800001234')
  })
})

describe('decideLead', () => {
  it('dismisses a lead whose evidence was never taken', async () => {
    const lead = aLead()
    await cases.saveLead(lead)
    const refuse = async () => {
      throw new Error('there is no bundle to write on')
    }
    const ports = { cases, clock, rebuildPackets: refuse, withdrawPackets: refuse }
    const choice = { leadId: lead.id, event: 'dismiss', by: '甲', reason: '误报' } as const
    expect((await decideLead(choice, ports)).lead.state).toBe('dismissed')
  })
})
