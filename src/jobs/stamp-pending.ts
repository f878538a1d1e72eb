import { tokenPath } from '../capture/seal-ports.ts'
import { type SealedBundleView, type Stamped, type StampPorts, stampBundle } from '../capture/stamp-bundle.ts'
import { EvidenceError } from '../domain/errors.ts'
import type { TimestampState } from '../domain/evidence.ts'
import type { CaseRepository } from '../review/case-repository.ts'

export interface StampPendingPorts extends StampPorts {
  /** Every bundle of the home folder. One that cannot be read is left to `verify`. */
  readonly bundles: () => AsyncIterable<SealedBundleView>
  readonly cases: Pick<CaseRepository, 'listLeads' | 'attachEvidence'>
}

export interface StampedBundle {
  readonly evidenceId: string
  readonly path: string
  readonly state: TimestampState
  readonly failures: Stamped['failures']
}

/**
 * Asks again for every token that is still missing, of bundles of before an authority was configured as well, and
 * brings their leads up to date. Gives the bundles that lacked one.
 *
 * @throws {StorageError}
 */
export async function stampPending({
  bundles,
  cases,
  ...ports
}: StampPendingPorts): Promise<StampedBundle[]> {
  if (ports.authorities.length === 0) return []
  const leads = new Map((await cases.listLeads()).map((lead) => [lead.evidence?.evidenceId, lead]))
  const stamped: StampedBundle[] = []
  for await (const bundle of bundles()) {
    if (
      !lacksToken(
        bundle,
        ports.authorities.map(({ name }) => name),
      )
    )
      continue
    const { evidenceId, path } = bundle
    try {
      const { state, custodyHead, failures } = await stampBundle(path, bundle, bundle.custody, ports)
      stamped.push({ evidenceId, path, state, failures })
      const lead = leads.get(evidenceId)
      if (lead?.evidence)
        await cases.attachEvidence(lead.id, { ...lead.evidence, timestampState: state, custodyHead })
    } catch (error) {
      // A log that broke since it was read is for `verify` to tell; the other bundles must not wait for it.
      if (!(error instanceof EvidenceError)) throw error
      stamped.push({
        evidenceId,
        path,
        state: 'untimestamped',
        failures: [{ authority: '', reason: error.message }],
      })
    }
  }
  return stamped
}

function lacksToken({ custody }: SealedBundleView, authorities: readonly string[]): boolean {
  const held = new Set(custody.flatMap(({ files }) => files ?? []).map(({ path }) => path))
  return authorities.some((name) => !held.has(tokenPath(name)))
}
