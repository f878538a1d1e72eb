import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CASE_MIGRATIONS } from '../../../src/adapters/sqlite/case-schema.ts'
import { SqliteCaseRepository } from '../../../src/adapters/sqlite/sqlite-case-repository.ts'
import { StaleLeadError } from '../../../src/domain/errors.ts'
import { Delivery, Referral } from '../../../src/domain/referral.ts'
import { replay } from '../../../src/domain/state-machine.ts'
import { LEAD_MACHINE, type LeadEvent } from '../../../src/review/lead-machine.ts'
import { aLead, aListing } from '../../support/builders.ts'

const AT = '2026-11-28T01:00:00.000Z'

let folder: string
let file: string
let cases: SqliteCaseRepository

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'qingshao-log-'))
  file = path.join(folder, 'case.db')
  cases = new SqliteCaseRepository(file)
})
afterEach(async () => {
  await cases.close()
  rmSync(folder, { recursive: true, force: true })
})

const referral = (id: string, leadIds = ['L000000000001']) =>
  Referral.parse({ id, kind: 'lead-transfer', agency: 'forestry', createdBy: '甲', createdAt: AT, leadIds })

const approve = (id: string, at = AT) => ({
  stream: { kind: 'referral', id } as const,
  seen: 0,
  events: [
    { event: 'submit', by: '甲', at },
    { event: 'approve', by: '乙', at },
  ],
  state: 'approved',
})

describe('SqliteCaseLog', () => {
  it('gives events back as they were written, with their details', async () => {
    await cases.saveLead(aLead())
    const stream = { kind: 'lead', id: 'L000000000001' } as const
    const events = [
      { event: 'claim', by: '甲', at: AT },
      { event: 'doubt', by: '甲', at: AT, reason: '图不清', data: { ask: ['卖家主页'] } },
    ]
    await cases.log.append([{ stream, seen: 0, events, state: 'doubtful' }])
    expect(await cases.log.eventsOf(stream)).toEqual(
      events.map((event, index) => ({ seq: index + 1, ...event })),
    )
    expect(await cases.findLead('L000000000001')).toMatchObject({ state: 'doubtful', revision: 2 })
  })

  it('says when each stream had its last event', async () => {
    await cases.saveLead(aLead())
    const stream = { kind: 'lead', id: 'L000000000001' } as const
    const later = '2026-11-28T02:00:00.000Z'
    const events = [
      { event: 'claim', by: '甲', at: AT },
      { event: 'release', by: '甲', at: later },
    ]
    await cases.log.append([{ stream, seen: 0, events, state: 'pending' }, approve('R1')], {
      referral: referral('R1'),
    })
    expect([...(await cases.log.lastEventTimes('lead'))]).toEqual([['L000000000001', later]])
    expect([...(await cases.log.lastEventTimes('referral'))]).toEqual([['R1', AT]])
  })

  it('lets nobody change or remove an event', async () => {
    await cases.log.append([approve('R1')], { referral: referral('R1') })
    const db = new Sqlite(file)
    expect(() => db.exec("UPDATE case_event SET by = '丙'")).toThrow('append only')
    expect(() => db.exec('DELETE FROM case_event')).toThrow('append only')
    db.close()
  })

  it('writes all of several streams or nothing', async () => {
    await cases.saveLead(aLead())
    const lead = (seen: number) => ({
      stream: { kind: 'lead', id: 'L000000000001' } as const,
      seen,
      events: [{ event: 'claim', by: '甲', at: AT }],
      state: 'reviewing',
    })
    await expect(cases.log.append([approve('R1'), lead(3)], { referral: referral('R1') })).rejects.toThrow(
      StaleLeadError,
    )
    expect(await cases.log.findReferral('R1')).toBeUndefined()
    expect(await cases.log.eventsOf({ kind: 'referral', id: 'R1' })).toEqual([])
    await cases.log.append([approve('R1'), lead(0)], { referral: referral('R1') })
    expect(await cases.findLead('L000000000001')).toMatchObject({ state: 'reviewing' })
  })

  it('numbers letters by the Beijing year of their approval, without gaps, once each', async () => {
    await cases.log.append([approve('R1')], { referral: referral('R1') })
    await cases.log.append([approve('R2')], { referral: referral('R2') })
    // Past midnight in Beijing, still the old year in UTC.
    await cases.log.append([approve('R3', '2026-12-31T16:30:00.000Z')], { referral: referral('R3') })
    const again = [{ event: 'approve', by: '丙', at: '2027-02-01T00:00:00.000Z' }]
    await cases.log.append([
      { stream: { kind: 'referral', id: 'R2' }, seen: 2, events: again, state: 'approved' },
    ])
    const all = await cases.log.listReferrals()
    expect(Object.fromEntries(all.map(({ referral: { id }, number }) => [id, number]))).toEqual({
      R1: { year: 2026, number: 1 },
      R2: { year: 2026, number: 2 },
      R3: { year: 2027, number: 1 },
    })
  })

  it('finds the letters of a lead, of a state and of a body', async () => {
    await cases.log.append([approve('R1')], { referral: referral('R1', ['L1', 'L2']) })
    await cases.log.append([], { referral: { ...referral('R2', ['L2']), agency: 'customs' } })
    const ids = async (filter: object) =>
      (await cases.log.listReferrals(filter)).map(({ referral: { id } }) => id).sort()
    expect(await ids({ leadId: 'L2' })).toEqual(['R1', 'R2'])
    expect(await ids({ leadId: 'L1' })).toEqual(['R1'])
    expect(await ids({ state: 'draft' })).toEqual(['R2'])
    expect(await ids({ agency: 'customs' })).toEqual(['R2'])
  })

  it('keeps one delivery of one letter, and a line for each try', async () => {
    const delivery = Delivery.parse({
      id: 'D1',
      referralId: 'R1',
      purpose: 'referral',
      channel: 'folder',
      path: 'outbox/R1.zip',
      sha256: 'ab',
      bytes: 1,
      state: 'waiting',
      tries: 0,
      createdAt: AT,
      nextAt: AT,
    })
    await cases.log.append([approve('R1')], { referral: referral('R1'), deliveries: [delivery] })
    await cases.log.append([], { deliveries: [delivery] })
    expect(await cases.log.dueDeliveries(AT)).toEqual([delivery])
    const failed = { ...delivery, tries: 1, nextAt: '2026-11-28T01:05:00.000Z', lastError: '连接被拒绝' }
    await cases.log.recordAttempt(failed, { at: AT, outcome: 'failed', detail: '连接被拒绝' })
    expect(await cases.log.dueDeliveries(AT)).toEqual([])
    expect(await cases.log.dueDeliveries(failed.nextAt)).toEqual([failed])
    const done: Delivery = { ...failed, tries: 2, state: 'acknowledged' }
    expect(await cases.log.recordAttempt(done, { at: AT, outcome: 'acknowledged', detail: '' })).toBe(true)
    // Another process sent the same letter at the same time, and heard nothing.
    const late: Delivery = { ...failed, tries: 2 }
    expect(await cases.log.recordAttempt(late, { at: AT, outcome: 'failed', detail: '' })).toBe(false)
    expect(await cases.log.listDeliveries({ state: 'waiting' })).toEqual([])
    expect(await cases.log.listDeliveries({ referralId: 'R1' })).toEqual([done])
  })

  it('brings decisions of earlier versions over as events', async () => {
    const old = path.join(folder, 'old.db')
    const db = new Sqlite(old)
    for (const sql of CASE_MIGRATIONS.slice(0, 4)) db.exec(sql)
    db.pragma('user_version = 4')
    const insertLead = db.prepare(
      `INSERT INTO lead (id, listing_id, state, revision, score, listing, assessment, run_id, created_at)
       VALUES (?, ?, ?, ?, 1, ?, ?, 'R', '${AT}')`,
    )
    const insertDecision = db.prepare(`INSERT INTO decision VALUES (?, ?, ?, '甲', '理由', '${AT}')`)
    const add = (id: string, state: string, decisions: string[]) => {
      const { assessment } = aLead()
      const listing = aListing({ id: `a:${id}` })
      insertLead.run(
        id,
        listing.id,
        state,
        decisions.length,
        JSON.stringify(listing),
        JSON.stringify(assessment),
      )
      for (const [index, decision] of decisions.entries()) insertDecision.run(id, index + 1, decision)
    }
    add('L1', 'pending', [])
    add('L2', 'confirmed', ['confirmed'])
    add('L3', 'confirmed', ['dismissed', 'confirmed'])
    add('L4', 'pending', ['dismissed'])
    add('L5', 'dismissed', ['confirmed', 'confirmed', 'dismissed'])
    db.close()

    const now = new SqliteCaseRepository(old)
    const found = []
    for (const id of ['L1', 'L2', 'L3', 'L4', 'L5']) {
      const events = await now.log.eventsOf<LeadEvent>({ kind: 'lead', id })
      const lead = await now.findLead(id)
      expect(replay(LEAD_MACHINE, events), id).toBe(lead?.state)
      found.push([id, events.map(({ event }) => event).join(' '), lead?.decision?.state])
    }
    await now.close()
    expect(found).toEqual([
      ['L1', '', undefined],
      ['L2', 'confirm', 'confirmed'],
      ['L3', 'dismiss reopen confirm', 'confirmed'],
      ['L4', 'dismiss reopen', undefined],
      ['L5', 'confirm dismiss', 'dismissed'],
    ])
  })
})
