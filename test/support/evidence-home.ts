import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { FolderBundleStore } from '../../src/adapters/evidence/folder-bundle-store.ts'
import { FolderHoldings } from '../../src/adapters/evidence/folder-holdings.ts'
import { BLOBS_FOLDER, LinkedBlobs } from '../../src/adapters/evidence/linked-blobs.ts'
import { SqliteCaseRepository } from '../../src/adapters/sqlite/sqlite-case-repository.ts'
import { SqliteScrubLog } from '../../src/adapters/sqlite/sqlite-scrub-log.ts'
import { captureEvidence } from '../../src/capture/capture-evidence.ts'
import type { CaptureInput } from '../../src/capture/capture-input.ts'
import type { Lead } from '../../src/domain/lead.ts'
import { aCapture, aLead, aListing, capturePorts, fixedClock, tempFolder } from './evidence-builders.ts'

/** A home as the program lays it out, with its real parts. */
export async function anEvidenceHome(...times: string[]) {
  const home = await tempFolder()
  const root = join(home, 'evidence')
  const blobs = new LinkedBlobs(join(root, BLOBS_FOLDER))
  const store = new FolderBundleStore(root, { blobs })
  const cases = new SqliteCaseRepository(join(home, 'case.db'))
  const scrubLog = new SqliteScrubLog(join(home, 'evidence.db'))
  onTestFinished(async () => {
    await cases.close()
    await scrubLog.close()
  })
  const ports = {
    holdings: new FolderHoldings(root, blobs, store),
    scrubLog,
    cases,
    clock: fixedClock(...times),
    signal: new AbortController().signal,
    quota: undefined,
    actor: '演练员甲',
  }
  const capture = (overrides: Partial<CaptureInput> = {}) =>
    captureEvidence(aCapture(overrides), { ...capturePorts(root), store })
  /** A lead of a listing of its own, with its evidence. */
  const raise = async (key: string, overrides: Partial<Lead> = {}): Promise<Lead> => {
    const listing = aListing({ id: `demo-shop:${key}` })
    const evidence = await capture({ listing })
    const lead = aLead({ id: `L${key.padStart(12, '0')}`, listing, evidence, ...overrides })
    await cases.saveLead(lead)
    return lead
  }
  return { home, root, blobs, store, ports, capture, raise }
}
