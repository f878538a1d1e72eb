import type { Holding, ScrubRecord, ScrubRun, StoreSize } from '../capture/evidence-holdings.ts'
import { deletionOf, openHolds } from '../capture/holds.ts'
import { type Quota, type QuotaState, quotaState } from '../capture/quota.ts'
import type { CustodyEntry } from '../domain/evidence.ts'
import { headsByEvidence, missingOf, type ScrubPorts } from './scrub-evidence.ts'

export interface StatusPorts extends Pick<ScrubPorts, 'holdings' | 'scrubLog' | 'cases'> {
  readonly quota: Quota | undefined
}

export interface EvidenceStatus extends StoreSize {
  readonly bundles: number
  readonly deleted: number
  readonly held: readonly { evidenceId: string; holds: readonly CustodyEntry[] }[]
  readonly neverChecked: number
  /** Day and hour of the check that is longest ago. */
  readonly oldestCheck: string | undefined
  readonly lastScrub: ScrubRun | undefined
  readonly damaged: readonly ScrubRecord[]
  readonly missing: readonly string[]
  /** No manifest or no custody log can be read, and no check has said so yet. */
  readonly unreadable: readonly string[]
  /** Of no lead that points at them: captured by hand, or before a later capture. */
  readonly withoutLead: readonly string[]
  readonly unfinished: readonly string[]
  readonly orphanBlobs: number
  readonly strangers: readonly string[]
  readonly quota: { readonly state: QuotaState; readonly limitBytes: number | undefined }
}

/** What is kept, what is amiss with it, and how much room is left. Reads logs and lists, no content. */
export async function evidenceStatus(ports: StatusPorts): Promise<EvidenceStatus> {
  const { holdings, scrubLog } = ports
  const names = await holdings.names()
  const looked: Holding[] = []
  for (const name of names) looked.push(await holdings.look(name))
  const here = new Set(names)
  const records = await scrubLog.records()
  const known = new Map(records.map((each) => [each.evidenceId, each]))
  const named = await headsByEvidence(ports)
  const [size, leftovers] = [await holdings.size(), await holdings.leftovers()]
  const present = records.filter(({ evidenceId }) => here.has(evidenceId))
  const kept = looked.filter(({ custody }) => !deletionOf(custody))
  return {
    bundles: kept.length,
    deleted: looked.length - kept.length,
    ...size,
    held: kept.flatMap(({ evidenceId, custody }) => {
      const holds = openHolds(custody)
      return holds.length > 0 ? [{ evidenceId, holds }] : []
    }),
    neverChecked: names.filter((name) => !known.has(name)).length,
    oldestCheck: present.map(({ checkedAt }) => checkedAt).toSorted()[0],
    lastScrub: await scrubLog.lastRun(),
    damaged: present.filter(({ problems }) => problems.length > 0),
    missing: missingOf(names, known, named),
    unreadable: kept.flatMap(({ evidenceId, manifest, custody }) =>
      manifest && custody.length > 0 ? [] : [evidenceId],
    ),
    withoutLead: kept.flatMap(({ evidenceId }) => (named.has(evidenceId) ? [] : [evidenceId])),
    unfinished: leftovers.unfinished,
    orphanBlobs: leftovers.blobs,
    strangers: leftovers.strangers,
    quota: { state: quotaState(size.storedBytes, ports.quota), limitBytes: ports.quota?.limitBytes },
  }
}
