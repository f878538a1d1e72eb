import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SqliteCaseRepository } from '../../../src/adapters/sqlite/sqlite-case-repository.ts'
import { StaleLeadError, StorageError } from '../../../src/domain/errors.ts'
import type { Decision } from '../../../src/domain/lead.ts'
import { contentHash } from '../../../src/pipeline.ts'
import type { Append } from '../../../src/review/case-log.ts'
import { aLead, aListing, anAssessment, anEvidenceRef, aRun } from '../../support/builders.ts'

const AT = '2026-11-22T01:00:00.000Z'

describe('SqliteCaseRepository', () => {
  let folder: string
  let cases: SqliteCaseRepository

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'qingshao-cases-'))
    cases = new SqliteCaseRepository(path.join(folder, 'case.db'))
  })
  afterEach(async () => {
    await cases.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const observe = (runId: string, listing = aListing()) =>
    cases.observe(runId, AT, {
      listing,
      seenOn: 'x',
      contentHash: contentHash(listing),
      assessment: anAssessment(),
    })

  it('says new once, then nothing, then which fields changed', async () => {
    expect(await observe('R1')).toMatchObject({ change: 'new' })
    expect(await observe('R1')).toBeUndefined()
    expect(await observe('R2')).toBeUndefined()
    const dearer = aListing({ price: { raw: '900' }, title: '出穿山甲片' })
    expect(await observe('R3', dearer)).toEqual({
      listingId: dearer.id,
      change: 'changed',
      fields: ['标题', '价格'],
    })
    expect(await cases.changesOf('R3')).toHaveLength(1)
  })

  it('counts what earlier runs flagged of the same seller on the same site', async () => {
    const seller = { name: '老王', id: 's1' }
    await observe('R1', aListing({ id: 'practice-shop:1', seller }))
    await observe('R1', aListing({ id: 'practice-shop:2', seller }))
    await observe('R1', aListing({ id: 'other:3', siteId: 'other', seller }))
    await observe('R1', aListing({ id: 'practice-shop:4', seller: { name: '老王', id: 's2' } }))
    const asked = aListing({ id: 'practice-shop:1', seller })
    expect(await cases.sellerHistory(asked, 'R2')).toEqual({ flagged: 1 })
    // The run's own listings do not count: it must judge alike however far it has come.
    expect(await cases.sellerHistory(asked, 'R1')).toEqual({ flagged: 0 })
    expect(await cases.sellerHistory(aListing(), 'R2')).toEqual({ flagged: 0 })
  })

  it('hands over the listings of one run alone', async () => {
    await observe('R1', aListing({ id: 'practice-shop:1' }))
    await observe('R2', aListing({ id: 'practice-shop:2' }))
    const listings = await Array.fromAsync(cases.allListings({ runId: 'R2' }))
    expect(listings.map(({ id }) => id)).toEqual(['practice-shop:2'])
  })

  it('marks a listing gone once, and calls it new when it comes back', async () => {
    await observe('R1')
    expect(await cases.markGone('R2', AT, 'practice-shop:1')).toMatchObject({ change: 'gone' })
    expect(await cases.markGone('R2', AT, 'practice-shop:1')).toBeUndefined()
    expect(await cases.countListings('R2')).toEqual({ listings: 0, flagged: 0 })
    expect(await observe('R3')).toMatchObject({ change: 'new' })
  })

  it('hands over every listing, page by page, gone ones as well', async () => {
    const ids = Array.from({ length: 450 }, (_, index) => `practice-shop:${String(index).padStart(3, '0')}`)
    for (const id of ids.toReversed()) await observe('R1', aListing({ id }))
    await cases.markGone('R2', AT, 'practice-shop:007')
    const listings = await Array.fromAsync(cases.allListings())
    expect(listings.map(({ id }) => id)).toEqual(ids)
    expect(await cases.countAllListings()).toBe(450)
  })

  it('keeps the richest sighting of a run', async () => {
    const sighting = (richness: number, title: string) => ({
      listing: aListing({ title }),
      seenOn: title,
      richness,
    })
    await cases.saveSightings('R1', [sighting(0, 'list')])
    await cases.saveSightings('R1', [sighting(2, 'page')])
    await cases.saveSightings('R1', [sighting(1, 'feed')])
    const kept = await cases.sightingsOf('R1', 'practice-shop')
    expect(kept.map(({ seenOn }) => seenOn)).toEqual(['page'])
  })

  it('gives a lead back as it was stored, evidence and decision included', async () => {
    const lead = aLead({ evidence: anEvidenceRef() })
    await cases.saveLead(lead)
    expect(await cases.findLead(lead.id)).toEqual(lead)
    expect(await cases.findLeadOfListing(lead.listing.id)).toEqual(lead)
    const decision = {
      leadId: lead.id,
      revision: 0,
      state: 'confirmed',
      by: '甲',
      reason: '图文一致',
      at: AT,
    } as const
    await cases.log.append([confirmation(decision)])
    expect(await cases.findLead(lead.id)).toMatchObject({ state: 'confirmed', revision: 1, decision })
  })

  it('refuses the second of two decisions on the same revision', async () => {
    await cases.saveLead(aLead())
    const decision = { leadId: 'L000000000001', revision: 0, by: '甲', reason: '理由', at: AT } as const
    await cases.log.append([confirmation({ ...decision, state: 'dismissed' })])
    await expect(cases.log.append([confirmation({ ...decision, state: 'confirmed' })])).rejects.toThrow(
      StaleLeadError,
    )
    expect(await cases.findLead('L000000000001')).toMatchObject({ state: 'dismissed', revision: 1 })
  })

  it('lists leads by score and state', async () => {
    await cases.saveLead(aLead())
    await cases.saveLead(
      aLead({
        id: 'L000000000002',
        listing: aListing({ id: 'practice-shop:2' }),
        assessment: anAssessment({ score: 95 }),
      }),
    )
    expect((await cases.listLeads()).map(({ id }) => id)).toEqual(['L000000000002', 'L000000000001'])
    expect(await cases.listLeads({ state: 'confirmed' })).toEqual([])
    expect(await cases.listLeads({ limit: 1 })).toHaveLength(1)
  })

  it('survives being closed in the middle of a run', async () => {
    await cases.startRun('R1', AT, 'scan')
    await cases.close()
    cases = new SqliteCaseRepository(path.join(folder, 'case.db'))
    expect(await cases.latestRun()).toMatchObject({ runId: 'R1', status: 'running' })
    await cases.finishRun(aRun())
    expect(await cases.latestRun()).toEqual(aRun())
    await cases.startRun('R2', '2030-01-01T00:00:00.000Z', 'recheck')
    expect(await cases.latestRun()).toMatchObject({ runId: 'R2' })
    expect(await cases.latestRun('scan')).toEqual(aRun())
    await cases.startRun('R3', '2030-01-02T00:00:00.000Z', 'scan', 'nightly')
    await cases.startRun('R3', '2030-01-02T00:00:00.000Z', 'scan')
    expect(
      (await cases.listRuns(2)).map(({ run, purpose, campaign }) => [run.runId, purpose, campaign]),
    ).toEqual([
      ['R3', 'scan', 'nightly'],
      ['R2', 'recheck', undefined],
    ])
    expect(await cases.findRun('R1')).toMatchObject({ run: aRun(), purpose: 'scan' })
  })

  it('names the file when it is not a database', () => {
    const file = path.join(folder, 'broken.db')
    writeFileSync(file, 'this is not a database'.repeat(100))
    expect(() => new SqliteCaseRepository(file)).toThrow(StorageError)
    expect(() => new SqliteCaseRepository(file)).toThrow(/broken\.db/)
  })
})

/** The first event of a lead. */
function confirmation(decision: Decision): Append {
  const { leadId: id, state, by, reason, at } = decision
  const event = state === 'confirmed' ? 'confirm' : 'dismiss'
  return { stream: { kind: 'lead', id }, seen: 0, events: [{ event, by, reason, at }], state, decision }
}
