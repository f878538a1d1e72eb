import type { ClusterRepository } from '../cluster/cluster-repository.ts'
import type { Clock } from '../domain/clock.ts'
import { LinkJudgement } from '../domain/cluster.ts'
import { InputError } from '../domain/errors.ts'

export interface LinkChoice {
  /** In any order. */
  readonly leads: readonly [string, string]
  readonly verdict: LinkJudgement['verdict']
  readonly by: string
  readonly reason: string
}

/**
 * A person says that two leads have one seller, or have not. It is added to what was said before; the last one holds.
 * @throws {InputError} an unknown lead, or one lead twice.
 */
export async function judgeLink(
  { leads, ...said }: LinkChoice,
  { clusters, clock }: { readonly clusters: ClusterRepository; readonly clock: Clock },
): Promise<LinkJudgement> {
  const known = new Set((await clusters.clusterLeads()).map(({ id }) => id))
  for (const id of leads) if (!known.has(id)) throw new InputError(`没有编号为 ${id} 的线索`)
  const [leadA, leadB] = leads.toSorted()
  if (leadA === leadB) throw new InputError('须给出两条不同的线索')
  const parsed = LinkJudgement.safeParse({ leadA, leadB, ...said, at: clock.now() })
  if (!parsed.success) throw new InputError('姓名和理由都不能为空')
  await clusters.addLinkJudgement(parsed.data)
  return parsed.data
}
