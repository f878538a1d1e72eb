import { appendFile, chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { QuotaBundleStore } from '../../src/adapters/evidence/quota-bundle-store.ts'
import { verifyPath } from '../../src/adapters/evidence/verify-path.ts'
import { custodyLog, readCustody } from '../../src/capture/custody.ts'
import { openHolds } from '../../src/capture/holds.ts'
import { EvidenceError, InputError, StorageError } from '../../src/domain/errors.ts'
import { evidenceStatus } from '../../src/jobs/evidence-status.ts'
import { holdEvidence, releaseEvidence } from '../../src/jobs/hold-evidence.ts'
import { scrubEvidence } from '../../src/jobs/scrub-evidence.ts'
import { anEvidenceHome } from '../support/evidence-home.ts'

const ALL = { bytes: Number.POSITIVE_INFINITY, durationMs: Number.POSITIVE_INFINITY }
const ACT = { at: '2026-11-23T00:00:00.000Z', actor: '演练员甲', detail: '到期' }

async function overwrite(path: string, change: (bytes: Buffer) => Buffer): Promise<void> {
  const bytes = await readFile(path)
  await rm(path)
  await writeFile(path, change(bytes))
}

describe('scrubEvidence', () => {
  it('takes the bundles in turn: what was checked longest ago comes next', async () => {
    const { ports, capture } = await anEvidenceHome()
    const ids = [await capture(), await capture(), await capture()].map(({ evidenceId }) => evidenceId)
    const seen: string[] = []
    for (const hour of [1, 2, 3]) {
      const clock = { now: () => `2026-11-23T0${hour}:00:00.000Z` }
      const { checked, left } = await scrubEvidence({ bytes: 1, durationMs: 1 }, { ...ports, clock })
      expect(left).toBe(2)
      seen.push(...checked.map(({ evidenceId }) => evidenceId))
    }
    expect(seen.toSorted()).toEqual(ids.toSorted())
    const clock = { now: () => '2026-11-24T00:00:00.000Z' }
    const [again] = (await scrubEvidence({ bytes: 1, durationMs: 1 }, { ...ports, clock })).checked
    expect(again?.evidenceId).toBe(seen[0])
    expect(await ports.scrubLog.lastRun()).toMatchObject({ checked: 1, damaged: 0 })
  })

  it('stops when its time is over, and when it is told to', async () => {
    const { ports, capture } = await anEvidenceHome()
    for (let i = 0; i < 3; i++) await capture()
    let minute = 0
    const clock = { now: () => `2026-11-23T00:${String(minute++).padStart(2, '0')}:00.000Z` }
    const timed = await scrubEvidence({ ...ALL, durationMs: 150_000 }, { ...ports, clock })
    expect(timed.checked.length).toBeLessThan(3)
    const stopped = await scrubEvidence(ALL, { ...ports, signal: AbortSignal.abort() })
    expect(stopped.checked).toHaveLength(1)
  })

  it('records damage, a log cut short, and a bundle that is gone; a mended one is sound at the next check', async () => {
    const { ports, raise, root } = await anEvidenceHome()
    const [hurt, cut, gone] = [await raise('1'), await raise('2'), await raise('3')].map(
      ({ evidence }) => evidence ?? expect.fail(),
    )
    await ports.holdings.appendAct(cut?.path ?? '', { ...ACT, action: 'exported' })
    expect((await scrubEvidence(ALL, ports)).checked.every(({ problems }) => problems.length === 0)).toBe(
      true,
    )

    const file = join(hurt?.path ?? '', 'rendered/page.html')
    await overwrite(file, (bytes) => Buffer.concat([bytes, Buffer.from('x')]))
    await overwrite(join(cut?.path ?? '', 'custody.jsonl'), (bytes) => {
      const { entries } = readCustody(bytes.toString())
      return Buffer.from(custodyLog(entries.slice(0, -1), { withHead: true }))
    })
    expect(await verifyPath(cut?.path ?? '')).toMatchObject({ ok: true })
    await rename(gone?.path ?? '', join(root, '..', 'elsewhere'))
    const { checked, missing } = await scrubEvidence(ALL, ports)
    const problems = Object.fromEntries(checked.map((each) => [each.evidenceId, each.problems.join('；')]))
    expect(problems[hurt?.evidenceId ?? '']).toContain('rendered/page.html：')
    expect(problems[cut?.evidenceId ?? '']).toContain('比以前登记的短')
    expect(missing).toEqual([gone?.evidenceId])

    const status = await evidenceStatus(ports)
    expect(status.damaged.map(({ evidenceId }) => evidenceId).toSorted()).toEqual(
      [hurt?.evidenceId, cut?.evidenceId].toSorted(),
    )
    expect(status.missing).toEqual([gone?.evidenceId])
    await overwrite(file, (bytes) => bytes.subarray(0, -1))
    await scrubEvidence(ALL, ports)
    expect((await evidenceStatus(ports)).damaged.map(({ evidenceId }) => evidenceId)).toEqual([
      cut?.evidenceId,
    ])
  })

  it('reads a folder that is no bundle as damage, not as a crash', async () => {
    const { ports, root } = await anEvidenceHome()
    await mkdir(join(root, 'E-empty'), { recursive: true })
    await mkdir(join(root, 'E-broken'))
    await writeFile(join(root, 'E-broken', 'manifest.json'), '{"format":')
    await appendFile(join(root, 'E-broken', 'custody.jsonl'), 'no chain\n')
    const { checked } = await scrubEvidence(ALL, ports)
    expect(checked.map(({ problems }) => problems.length > 0)).toEqual([true, true])
    expect((await evidenceStatus(ports)).unreadable).toEqual(['E-broken', 'E-empty'])
  })
})

describe('holdEvidence', () => {
  it('keeps a bundle from being erased until every hold is released', async () => {
    const { ports, capture } = await anEvidenceHome()
    const { evidenceId, path } = await capture()
    const first = await holdEvidence(evidenceId, '演练案 1 号', ports)
    await holdEvidence(evidenceId, '演练案 2 号', ports)
    const erase = () => ports.holdings.erase(path, { ...ACT, action: 'deleted' })
    await expect(erase()).rejects.toThrow(EvidenceError)
    const release = (hold?: number) => releaseEvidence(evidenceId, { reason: '结案', hold }, ports)
    await expect(release()).rejects.toThrow(/多项保全/)
    await release(first.seq)
    await expect(release(first.seq)).rejects.toThrow(InputError)
    await expect(erase()).rejects.toThrow(/已被保全/)
    await release()
    expect(openHolds((await ports.holdings.look(evidenceId)).custody)).toEqual([])
    expect(await verifyPath(path)).toMatchObject({ ok: true, custodyEntries: 6 })
    await erase()
    await expect(holdEvidence(evidenceId, '晚了', ports)).rejects.toThrow(/已于 .* 删除/)
  })
})

describe('erase', () => {
  it('leaves the chained log with the hash, which verify and status know for what it is', async () => {
    const { ports, capture } = await anEvidenceHome()
    const { evidenceId, path, manifestSha256 } = await capture()
    await ports.holdings.erase(path, { ...ACT, action: 'deleted', manifestSha256 })
    const report = await verifyPath(path)
    expect(report).toMatchObject({
      kind: 'tombstone',
      ok: true,
      evidenceIds: [evidenceId],
      custodyEntries: 3,
    })
    expect(report.notes.join()).toContain(manifestSha256)
    expect((await scrubEvidence(ALL, ports)).checked).toMatchObject([{ problems: [] }])
    expect(await evidenceStatus(ports)).toMatchObject({ bundles: 0, deleted: 1, withoutLead: [] })
    expect(await ports.holdings.pruneBlobs()).toBeGreaterThan(0)
  })

  it('is finished by the next call when a process died in between', async () => {
    const { ports, capture } = await anEvidenceHome()
    const { path } = await capture()
    // What the disk shows after the log was written and before anything was taken away.
    await ports.holdings.appendAct(path, { ...ACT, action: 'deleted' })
    const half = await verifyPath(path)
    expect(half).toMatchObject({ kind: 'tombstone', ok: false })
    expect(half.problems[0]?.problem).toContain('登记为已删除，文件仍在')
    await ports.holdings.erase(path, { ...ACT, action: 'deleted' })
    expect(await verifyPath(path)).toMatchObject({ kind: 'tombstone', ok: true, custodyEntries: 3 })
  })

  it('does not touch a bundle whose log is broken', async () => {
    const { ports, capture } = await anEvidenceHome()
    const { path } = await capture()
    await chmod(join(path, 'custody.jsonl'), 0o600)
    await appendFile(join(path, 'custody.jsonl'), 'x')
    await expect(ports.holdings.erase(path, { ...ACT, action: 'deleted' })).rejects.toThrow(EvidenceError)
    expect(await readFile(join(path, 'manifest.json'), 'utf8')).toContain('qingshao-evidence')
  })
})

describe('QuotaBundleStore', () => {
  it('says once that the quota comes near, refuses what goes beyond, and counts what is there already', async () => {
    const { ports, store, capture } = await anEvidenceHome()
    await capture()
    const { storedBytes } = await ports.holdings.size()
    const warned: number[] = []
    const limited = new QuotaBundleStore(
      store,
      { limitBytes: storedBytes + 300, warnAtPercent: 90 },
      { measure: () => ports.holdings.size(), onWarn: (used) => warned.push(used) },
    )
    const put = (evidenceId: string) =>
      limited.put({ evidenceId, files: new Map([['a', Buffer.alloc(100)]]) })
    await put('E1')
    // One that failed takes no room.
    await expect(put('E1')).rejects.toThrow(StorageError)
    await put('E2')
    await put('E3')
    await expect(put('E4')).rejects.toThrow(/evidence\.quotaMb/)
    expect(warned).toHaveLength(1)
    const quota = { limitBytes: storedBytes + 300, warnAtPercent: 90 }
    expect((await evidenceStatus({ ...ports, quota })).quota.state).toBe('warn')
  })
})
