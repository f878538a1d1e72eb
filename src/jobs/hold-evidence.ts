import type { EvidenceHoldings, Holding } from '../capture/evidence-holdings.ts'
import { deletionOf, openHolds } from '../capture/holds.ts'
import type { Clock } from '../domain/clock.ts'
import { EvidenceError, InputError } from '../domain/errors.ts'
import type { CustodyEntry } from '../domain/evidence.ts'

export interface HoldPorts {
  readonly holdings: Pick<EvidenceHoldings, 'look' | 'appendAct'>
  readonly clock: Clock
  readonly actor: string
}

/**
 * From now on nothing of the bundle may be deleted. Several holds, of several cases, stand side by side.
 *
 * @throws {EvidenceError} it is deleted, or its log is broken. @throws {StorageError}
 */
export async function holdEvidence(
  evidenceId: string,
  reason: string,
  ports: HoldPorts,
): Promise<CustodyEntry> {
  const holding = await keptHolding(evidenceId, ports)
  return ports.holdings.appendAct(holding.path, {
    at: ports.clock.now(),
    actor: ports.actor,
    action: 'held',
    detail: reason,
    ...sealedBy(holding),
  })
}

/**
 * Ends one hold: the only one, or that with the number given.
 *
 * @throws {InputError} there is no such hold, or there are several and none was named. @throws {EvidenceError} @throws {StorageError}
 */
export async function releaseEvidence(
  evidenceId: string,
  { reason, hold }: { readonly reason: string; readonly hold: number | undefined },
  ports: HoldPorts,
): Promise<CustodyEntry> {
  const holding = await keptHolding(evidenceId, ports)
  const open = openHolds(holding.custody)
  const chosen = hold === undefined ? open : open.filter(({ seq }) => seq === hold)
  const [ended, another] = chosen
  if (!ended) throw new InputError(`证据 ${evidenceId} 没有${hold === undefined ? '' : `第 ${hold} 号`}保全`)
  if (another)
    throw new InputError(
      `证据 ${evidenceId} 有多项保全（${open.map(({ seq, detail }) => `${seq} ${detail}`).join('；')}）：用 --hold 指明解除哪一项`,
    )
  return ports.holdings.appendAct(holding.path, {
    at: ports.clock.now(),
    actor: ports.actor,
    action: 'released',
    detail: reason,
    releases: ended.seq,
    ...sealedBy(holding),
  })
}

/** @throws {EvidenceError} */
export async function keptHolding(
  evidenceId: string,
  { holdings }: { readonly holdings: Pick<EvidenceHoldings, 'look'> },
): Promise<Holding> {
  const holding = await holdings.look(evidenceId)
  if (holding.custody.length === 0)
    throw new EvidenceError(`证据 ${evidenceId} 的保管链缺失或不完整：${holding.path}`)
  const deletion = deletionOf(holding.custody)
  if (deletion) throw new EvidenceError(`证据 ${evidenceId} 已于 ${deletion.at} 删除：${deletion.detail}`)
  return holding
}

export function sealedBy({ custody }: Pick<Holding, 'custody'>): { manifestSha256?: string } {
  const hash = custody.find(({ action }) => action === 'sealed')?.manifestSha256
  return hash === undefined ? {} : { manifestSha256: hash }
}
