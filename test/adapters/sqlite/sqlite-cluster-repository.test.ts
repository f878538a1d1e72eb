import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SqliteCaseRepository } from '../../../src/adapters/sqlite/sqlite-case-repository.ts'
import { SqliteClusterRepository } from '../../../src/adapters/sqlite/sqlite-cluster-repository.ts'
import { judgeLink } from '../../../src/jobs/judge-link.ts'
import { aLead, aListing } from '../../support/builders.ts'

const clock = { now: () => '2026-11-22T01:00:00.000Z' }
let folder: string
let file: string
let clusters: SqliteClusterRepository

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'qingshao-clusters-'))
  file = path.join(folder, 'case.db')
  const cases = new SqliteCaseRepository(file)
  for (const number of [2, 1]) {
    const listing = aListing({ id: `practice-shop:${number}` })
    await cases.saveLead(aLead({ id: `L00000000000${number}`, listing }))
  }
  await cases.close()
  clusters = new SqliteClusterRepository(file)
})
afterEach(async () => {
  await clusters.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('SqliteClusterRepository', () => {
  it('keeps what persons said of a link in the order they said it', async () => {
    const leads = ['L000000000002', 'L000000000001'] as const
    await judgeLink({ leads, verdict: 'cut', by: '甲', reason: '不同地方' }, { clusters, clock })
    await judgeLink({ leads, verdict: 'confirmed', by: '乙', reason: '同一号码' }, { clusters, clock })
    const pair = { leadA: 'L000000000001', leadB: 'L000000000002', at: clock.now() }
    expect(await clusters.linkJudgements()).toEqual([
      { ...pair, verdict: 'cut', by: '甲', reason: '不同地方' },
      { ...pair, verdict: 'confirmed', by: '乙', reason: '同一号码' },
    ])
  })

  it('refuses an unknown lead, one lead twice and an empty name', async () => {
    const said = { verdict: 'cut', by: '甲', reason: '不同地方' } as const
    const judge = (leads: [string, string], by = '甲') =>
      judgeLink({ ...said, leads, by }, { clusters, clock })
    await expect(judge(['L000000000001', 'L00000000000f'])).rejects.toThrow('L00000000000f')
    await expect(judge(['L000000000001', 'L000000000001'])).rejects.toThrow('不同')
    await expect(judge(['L000000000001', 'L000000000002'], '')).rejects.toThrow('姓名')
  })

  it('lets nobody change or delete what was said', async () => {
    const leads = ['L000000000001', 'L000000000002'] as const
    await judgeLink({ leads, verdict: 'cut', by: '甲', reason: '不同地方' }, { clusters, clock })
    const db = new Sqlite(file)
    expect(() => db.exec(`UPDATE link_judgement SET by = '丙'`)).toThrow('append only')
    expect(() => db.exec('DELETE FROM link_judgement')).toThrow('append only')
    db.close()
  })

  it('reads leads with what clustering needs', async () => {
    expect((await clusters.clusterLeads()).map(({ id, state, goneAt }) => [id, state, goneAt])).toEqual([
      ['L000000000001', 'pending', undefined],
      ['L000000000002', 'pending', undefined],
    ])
  })
})
