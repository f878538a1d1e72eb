import { appendFile, chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { verifyPath } from '../../src/adapters/evidence/verify-path.ts'
import { loadRetention } from '../../src/adapters/files/load-retention.ts'
import { FolderPacketQueue } from '../../src/adapters/queues/folder-packet-queue.ts'
import { SqliteCaseMinimiser } from '../../src/adapters/sqlite/sqlite-case-minimiser.ts'
import { DefinitionError, EvidenceError } from '../../src/domain/errors.ts'
import type { Lead } from '../../src/domain/lead.ts'
import { decideLead } from '../../src/jobs/decide-lead.ts'
import { holdEvidence } from '../../src/jobs/hold-evidence.ts'
import { retainEvidence } from '../../src/jobs/retain-evidence.ts'
import { contentHash, settle } from '../../src/pipeline.ts'
import { packetIdFor } from '../../src/refer/build-packet.ts'
import { eraseWithdrawnPackets } from '../../src/refer/build-packets.ts'
import { stepLead } from '../../src/review/step-lead.ts'
import { shippedDefinitions } from '../support/definitions.ts'
import { aListing, anAssessment, tempFolder } from '../support/evidence-builders.ts'
import { anEvidenceHome } from '../support/evidence-home.ts'
import { ROOT } from '../support/run-cli.ts'

const SHIPPED = join(ROOT, 'data/retention')
const CAPTURED = '2026-11-22'
/** 190 days after 2026-11-23, and the day before. */
const DUE = '2027-06-01T00:00:00.000Z'
const EARLY = '2027-05-31T00:00:00.000Z'

async function aRetainingHome() {
  const made = await anEvidenceHome()
  const minimiser = new SqliteCaseMinimiser(join(made.home, 'case.db'))
  const queue = new FolderPacketQueue(join(made.home, 'queues'))
  const pruned: string[] = []
  const retain = (now: string, { dryRun = false, schedule = loadRetention(SHIPPED, made.home) } = {}) =>
    retainEvidence(dryRun, {
      ...made.ports,
      minimiser,
      schedule,
      clock: { now: () => now },
      eraseWithdrawn: (lead) => eraseWithdrawnPackets(lead, queue),
      prunePages: async (before) => {
        pruned.push(before)
        return []
      },
    })
  const decide = (lead: Lead, state: 'confirmed' | 'dismissed') =>
    stepLead(
      {
        leadId: lead.id,
        event: state === 'confirmed' ? 'confirm' : 'dismiss',
        by: '演练员甲',
        reason: '合法养殖',
      },
      { cases: made.ports.cases, clock: { now: () => '2026-11-23T00:00:00.000Z' } },
    )
  const evidenceOf = (lead: Lead) => lead.evidence ?? expect.fail('no evidence')
  return { ...made, minimiser, retain, decide, evidenceOf, pruned }
}

describe('retainEvidence', () => {
  it('deletes the evidence of a dismissed lead on its day, and not before; the others stay', async () => {
    const { raise, decide, retain, evidenceOf, ports, home, pruned } = await aRetainingHome()
    const [dismissed, confirmed, pending] = [await raise('1'), await raise('2'), await raise('3')]
    await decide(dismissed, 'dismissed')
    await decide(confirmed, 'confirmed')
    const folder = join(home, 'queues/withdrawn/forestry')
    await mkdir(folder, { recursive: true })
    const [own, other] = [dismissed, confirmed].map((lead) => packetIdFor(lead, 'forestry'))
    for (const name of [`${own}.zip`, `${own}-2.zip`, `${other}.zip`])
      await writeFile(join(folder, name), 'a copy')

    expect((await retain(EARLY)).due).toEqual([])
    const planned = await retain(DUE, { dryRun: true })
    expect(planned.due).toMatchObject([{ evidenceId: evidenceOf(dismissed).evidenceId, of: 'dismissed' }])
    expect(await verifyPath(evidenceOf(dismissed).path)).toMatchObject({ kind: 'bundle', ok: true })

    const done = await retain(DUE)
    expect(done.due).toEqual(planned.due)
    expect(await readdir(evidenceOf(dismissed).path)).toEqual(['custody.jsonl'])
    const report = await verifyPath(evidenceOf(dismissed).path)
    expect(report).toMatchObject({ kind: 'tombstone', ok: true })
    expect(report.notes.join()).toMatch(/演练员甲 删除：已排除线索的证据，保存期限 190 天届满/)
    for (const lead of [confirmed, pending])
      expect(await verifyPath(evidenceOf(lead).path)).toMatchObject({ kind: 'bundle', ok: true })
    expect(await readdir(folder)).toEqual([`${other}.zip`])
    expect((await ports.holdings.leftovers()).blobs).toBe(0)
    expect(pruned.at(-1)).toBe('2027-03-03T00:00:00.000Z')
    expect((await retain(DUE)).due).toEqual([])
  })

  it('leaves of the lead what was decided, without seller, pictures and contacts', async () => {
    const { raise, decide, retain, ports, home, minimiser } = await aRetainingHome()
    const lead = await raise('1')
    const observation = {
      listing: lead.listing,
      seenOn: lead.listing.url ?? '',
      contentHash: contentHash(lead.listing),
      assessment: anAssessment({ listingId: lead.listing.id }),
    }
    await ports.cases.observe('run-1', '2026-11-22T02:00:00.000Z', observation)
    await decide(lead, 'dismissed')
    await retain(DUE)
    const kept = await ports.cases.findLead(lead.id)
    expect(kept).toMatchObject({ state: 'dismissed', decision: { reason: '合法养殖' } })
    expect(kept?.listing).toMatchObject({ contacts: [], images: [] })
    expect(kept?.listing.seller).toBeUndefined()
    expect(kept?.evidence).toMatchObject({ deleted: { listingSha256: contentHash(lead.listing) } })
    expect(kept?.evidence?.screenshot).toBeUndefined()
    const told = JSON.stringify([
      kept,
      await ports.cases.findListing(lead.listing.id),
      await ports.cases.historyOf(lead.listing.id),
    ])
    for (const secret of ['13800001234', 'demo_ivory_77', '演练文玩铺']) expect(told).not.toContain(secret)
    // Not in pages that the database no longer uses either.
    minimiser.close()
    for (const name of await readdir(home))
      if (name.startsWith('case.db')) {
        const bytes = await readFile(join(home, name))
        expect(bytes.includes('demo_ivory_77'), name).toBe(false)
      }
  })

  it('does not decide again on what is gone', async () => {
    const { raise, decide, retain, ports } = await aRetainingHome()
    const lead = await raise('1')
    await decide(lead, 'dismissed')
    await retain(DUE)
    const choice = { leadId: lead.id, event: 'reopen', by: '演练员甲', reason: '再看' } as const
    const decided = decideLead(choice, {
      ...ports,
      rebuildPackets: async () => expect.fail('packed'),
      withdrawPackets: async () => {},
    })
    await expect(decided).rejects.toThrow(EvidenceError)
    expect((await ports.cases.findLead(lead.id))?.state).toBe('dismissed')
  })

  it('does not take a listing that is still online, or judged again as it is stored, for a new question', async () => {
    const { raise, decide, retain, ports } = await aRetainingHome()
    const lead = await raise('1')
    await decide(lead, 'dismissed')
    await retain(DUE)
    const kept = (await ports.cases.findLead(lead.id)) ?? expect.fail('no lead')
    const pipeline = {
      ...shippedDefinitions(),
      cases: ports.cases,
      clock: { now: () => DUE },
      capture: async () => expect.fail('captured again'),
      buildPackets: async () => expect.fail('packed again'),
    }
    for (const listing of [lead.listing, kept.listing]) {
      const sighting = { listing, seenOn: 'page', richness: 2 }
      await settle(sighting, 'run-2', async () => expect.fail('fetched again'), pipeline)
      expect((await ports.cases.findLead(lead.id))?.state).toBe('dismissed')
    }
  })

  it('keeps what is held and what it cannot read, and says so', async () => {
    const { raise, decide, retain, evidenceOf, ports } = await aRetainingHome()
    const [held, broken] = [await raise('1'), await raise('2')]
    for (const lead of [held, broken]) await decide(lead, 'dismissed')
    await holdEvidence(evidenceOf(held).evidenceId, '演练案 1 号', ports)
    const log = join(evidenceOf(broken).path, 'custody.jsonl')
    await chmod(log, 0o600)
    await appendFile(log, 'x')
    const result = await retain(DUE)
    expect(result).toMatchObject({
      due: [],
      held: [{ evidenceId: evidenceOf(held).evidenceId }],
      unreadable: [evidenceOf(broken).evidenceId],
    })
    expect((await stat(join(evidenceOf(broken).path, 'manifest.json'))).isFile()).toBe(true)
  })

  it('finishes what a killed process began, wherever it died', async () => {
    const { raise, decide, retain, evidenceOf, ports } = await aRetainingHome()
    const [logged, erased] = [await raise('1'), await raise('2')]
    for (const lead of [logged, erased]) await decide(lead, 'dismissed')
    const act = { at: DUE, actor: '演练员甲', action: 'deleted' as const, detail: '到期' }
    await ports.holdings.appendAct(evidenceOf(logged).path, act)
    await ports.holdings.erase(evidenceOf(erased).path, act)
    expect((await retain(DUE)).due).toHaveLength(2)
    for (const { id, evidence } of [logged, erased]) {
      expect(await verifyPath(evidence?.path ?? '')).toMatchObject({ kind: 'tombstone', ok: true })
      const kept = await ports.cases.findLead(id)
      expect(kept?.evidence?.deleted).toBeDefined()
      expect(kept?.listing.contacts).toEqual([])
    }
    expect((await retain(DUE)).due).toEqual([])
  })

  it('deletes an earlier capture of the same listing with its lead, and one without a lead only by a term of its own', async () => {
    const { raise, decide, retain, capture, home } = await aRetainingHome()
    const lead = await raise('1')
    const earlier = await capture({ listing: lead.listing })
    const alone = await capture({ listing: aListing({ id: 'demo-shop:alone' }) })
    await decide(lead, 'dismissed')
    expect((await retain(DUE)).due.map(({ evidenceId }) => evidenceId)).toContain(earlier.evidenceId)
    expect(await verifyPath(alone.path)).toMatchObject({ kind: 'bundle' })
    await mkdir(join(home, 'own'))
    await writeFile(
      join(home, 'own/schedule.yml'),
      'rows: [{ of: no-lead, days: 30, why: 演练, source: 演练 }]\n',
    )
    const schedule = loadRetention(SHIPPED, join(home, 'own'))
    expect((await retain(`${CAPTURED.slice(0, 8)}23T00:00:00.000Z`, { schedule })).due).toEqual([])
    expect((await retain(DUE, { schedule })).due).toMatchObject([{ of: 'no-lead' }])
  })

  it('masks contacts of listings that nobody flagged and that are gone, and drops sightings of finished runs', async () => {
    const { retain, ports } = await aRetainingHome()
    const { cases } = ports
    const listing = aListing({ id: 'demo-shop:lawful' })
    const runId = 'run-1'
    await cases.startRun(runId, '2026-11-22T00:00:00.000Z', 'scan')
    await cases.saveSightings(runId, [{ listing, seenOn: 'page', richness: 2 }])
    await cases.observe(runId, '2026-11-22T00:00:00.000Z', {
      listing,
      seenOn: 'page',
      contentHash: contentHash(listing),
      assessment: anAssessment({ listingId: listing.id, verdict: 'legal' }),
    })
    // A run that was not finished still needs them.
    expect(await retain(DUE)).toMatchObject({ sightings: 0 })
    await cases.finishRun({
      runId,
      startedAt: '2026-11-22T00:00:00.000Z',
      finishedAt: '2026-11-22T01:00:00.000Z',
      status: 'finished',
      sites: [],
      listings: 1,
      flagged: 0,
      changes: [],
    })
    expect(await retain('2026-12-20T00:00:00.000Z')).toMatchObject({ sightings: 0, unflagged: 0 })
    expect(await retain('2026-12-23T00:00:00.000Z', { dryRun: true })).toMatchObject({ sightings: 1 })
    expect(await retain('2026-12-23T00:00:00.000Z')).toMatchObject({ sightings: 1, unflagged: 0 })
    expect(await cases.sightingsOf(runId, 'demo-shop')).toEqual([])
    const stored = await cases.findListing(listing.id)
    expect(stored?.listing.body).not.toContain('13800001234')
    expect(stored?.contentHash).toBe(contentHash(listing))
    expect(await retain(DUE)).toMatchObject({ unflagged: 0 })
  })
})

describe('loadRetention', () => {
  it('refuses days for what nobody has decided, a subject twice, and a word it does not know', async () => {
    const home = await tempFolder()
    const row = (of: string, days: string) => `{ of: ${of}, days: ${days}, why: 演练, source: 演练 }`
    for (const rows of [
      row('pending', '30'),
      `${row('dismissed', '30')}, ${row('dismissed', '40')}`,
      row('dissmissed', '30'),
      row('dismissed', '0'),
      row('dismissed', '1.5'),
    ]) {
      await writeFile(join(home, 'schedule.yml'), `rows: [${rows}]\n`)
      expect(() => loadRetention(SHIPPED, home), rows).toThrow(DefinitionError)
    }
    await writeFile(join(home, 'schedule.yml'), `rows: [${row('dismissed', '30')}]\n`)
    expect(loadRetention(SHIPPED, home).get('dismissed')?.days).toBe(30)
  })
})
