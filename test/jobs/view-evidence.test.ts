import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FolderEvidenceVault } from '../../src/adapters/evidence/folder-evidence-vault.ts'
import { verifyPath } from '../../src/adapters/evidence/verify-path.ts'
import { custodyLog } from '../../src/capture/custody.ts'
import { EvidenceError, InputError } from '../../src/domain/errors.ts'
import { scrubEvidence } from '../../src/jobs/scrub-evidence.ts'
import { openOriginal, viewMasked } from '../../src/jobs/view-evidence.ts'
import { anEvidenceHome } from '../support/evidence-home.ts'

async function aViewingHome() {
  const made = await anEvidenceHome()
  const lead = await made.raise('1')
  const bundle = lead.evidence?.path ?? expect.fail('no evidence')
  return { ...made, lead, bundle, view: { ...made.ports, evidence: new FolderEvidenceVault(made.store) } }
}

describe('viewMasked', () => {
  it('shows the offer without contacts, and leaves no entry', async () => {
    const { bundle, view } = await aViewingHome()
    const { text, listing, originals } = await viewMasked(bundle, view)
    expect(text).toContain('象牙手串')
    for (const secret of ['13800001234', 'demo_ivory_77'])
      expect(text + JSON.stringify(listing)).not.toContain(secret)
    expect(originals).toContain('rendered/screenshot.png')
    expect(await verifyPath(bundle)).toMatchObject({ ok: true, custodyEntries: 2 })
  })

  it('does not show what was changed', async () => {
    const { bundle, view } = await aViewingHome()
    await rm(join(bundle, 'text/listing.json'))
    await writeFile(join(bundle, 'text/listing.json'), '{}')
    await expect(viewMasked(bundle, view)).rejects.toThrow(EvidenceError)
  })
})

describe('openOriginal', () => {
  it('writes down who, when, which and why before it hands anything out', async () => {
    const { bundle, view, lead } = await aViewingHome()
    const { entry, files } = await openOriginal(
      bundle,
      { reason: '核对号码', path: 'text/listing.txt' },
      view,
    )
    expect(new TextDecoder().decode(files.get('text/listing.txt'))).toContain('13800001234')
    expect(entry).toMatchObject({ action: 'opened', actor: '演练员甲', at: '2026-11-22T02:00:05.000Z' })
    expect(entry.detail).toBe('查看原件 text/listing.txt：核对号码')
    expect(await verifyPath(bundle)).toMatchObject({ ok: true, custodyEntries: 3 })
    expect((await view.cases.findLead(lead.id))?.evidence?.custodyHead).toBe(entry.hash)
    expect(
      (await openOriginal(bundle, { reason: '移交', path: undefined }, view)).files.size,
    ).toBeGreaterThan(8)
  })

  it('is found out when somebody cuts its entry off again', async () => {
    const { bundle, view, ports } = await aViewingHome()
    const before = await ports.holdings.look(bundle.split('/').at(-1) ?? '')
    await openOriginal(bundle, { reason: '私下查看', path: undefined }, view)
    await rm(join(bundle, 'custody.jsonl'))
    await writeFile(join(bundle, 'custody.jsonl'), custodyLog(before.custody, { withHead: true }))
    expect(await verifyPath(bundle)).toMatchObject({ ok: true })
    const { checked } = await scrubEvidence({ bytes: 1, durationMs: 1 }, ports)
    expect(checked[0]?.problems.join()).toContain('比以前登记的短')
  })

  it('logs nothing for a file that is not there, and shows nothing when the log is broken', async () => {
    const { bundle, view } = await aViewingHome()
    const open = (path: string) => openOriginal(bundle, { reason: '核对', path }, view)
    await expect(open('../case.db')).rejects.toThrow(InputError)
    expect(await verifyPath(bundle)).toMatchObject({ custodyEntries: 2 })
    await rm(join(bundle, 'custody.jsonl'))
    await expect(open('text/listing.txt')).rejects.toThrow(EvidenceError)
  })
})
