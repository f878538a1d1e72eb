import { clusterLeads } from '../cluster/cluster-leads.ts'
import { evaluateClusters, type PairCounts } from '../cluster/evaluate-clusters.ts'
import type { ClusterLead } from '../domain/cluster.ts'
import type { LabelledLead } from '../domain/labelled-listing.ts'
import { feedToListing } from '../extract/parse-feed.ts'

export interface HalfReport extends PairCounts {
  readonly half: LabelledLead['half']
  /** Labels that were put together, by lead ids: for `--errors`. */
  readonly joinedWrongly: readonly (readonly LabelledLead[])[]
  readonly split: readonly (readonly LabelledLead[])[]
}

/** Each half is clustered by itself: nothing of the one is known to the other. */
export function evaluateClustering(rows: readonly LabelledLead[]): HalfReport[] {
  return (['tune', 'held-out'] as const).flatMap((half) => {
    const own = rows.filter((row) => row.half === half)
    return own.length === 0 ? [] : [{ half, ...evaluateHalf(own) }]
  })
}

function evaluateHalf(rows: readonly LabelledLead[]): Omit<HalfReport, 'half'> {
  const { clusters } = clusterLeads(rows.map(toLead))
  const foundOf = new Map(clusters.flatMap(({ id, leadIds }) => leadIds.map((leadId) => [leadId, id])))
  const found = (row: LabelledLead) => foundOf.get(row.id) ?? row.id
  const groups = [...Map.groupBy(rows, found).values()]
  const sellers = [...Map.groupBy(rows, ({ cluster }) => cluster).values()]
  return {
    ...evaluateClusters(rows.map((row) => ({ label: row.cluster, found: found(row) }))),
    joinedWrongly: groups.filter((own) => new Set(own.map(({ cluster }) => cluster)).size > 1),
    split: sellers.filter((own) => new Set(own.map(found)).size > 1),
  }
}

function toLead(row: LabelledLead): ClusterLead {
  const { id, site, sellerId, seller } = row
  const listing = {
    ...feedToListing(row, site),
    siteId: site,
    ...(sellerId !== undefined && { seller: { name: seller, id: sellerId } }),
  }
  return { id, createdAt: '', state: 'pending', listing }
}
