import type { ClusterLead, LinkJudgement } from '../domain/cluster.ts'

/** What clustering needs of case.db. Implemented in adapters/sqlite. */
export interface ClusterRepository {
  /** Every lead, whatever its state: a cluster's id must not depend on decisions. */
  clusterLeads(): Promise<ClusterLead[]>
  /** Oldest first. */
  linkJudgements(): Promise<LinkJudgement[]>
  /** There is no way to change or delete one. */
  addLinkJudgement(judgement: LinkJudgement): Promise<void>
  close(): Promise<void>
}
