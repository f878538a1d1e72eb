import { clusterLeads } from '../cluster/cluster-leads.ts'
import type { ClusterRepository } from '../cluster/cluster-repository.ts'
import type { Cluster, Clustering, ClusterLead } from '../domain/cluster.ts'
import { parseContacts } from '../extract/parse-contacts.ts'

export interface ClusteredCases {
  readonly clustering: Clustering
  readonly leads: ReadonlyMap<string, ClusterLead>
}

/** Clusters are worked out each time from the leads and from what persons said of links; nothing of them is stored. */
export async function clusterCases(repository: ClusterRepository): Promise<ClusteredCases> {
  const leads = (await repository.clusterLeads()).map(withSellersContacts)
  const clustering = clusterLeads(leads, await repository.linkJudgements())
  return { clustering, leads: new Map(leads.map((lead) => [lead.id, lead])) }
}

/** Sellers put numbers into their names, and what was stored was read by the program of its day. */
function withSellersContacts(lead: ClusterLead): ClusterLead {
  const { listing } = lead
  const read = parseContacts(`${listing.title}\n${listing.body}\n${listing.seller?.name ?? ''}`)
  const known = new Map(
    [...listing.contacts, ...read].map((contact) => [`${contact.kind}:${contact.value}`, contact]),
  )
  return { ...lead, listing: { ...listing, contacts: [...known.values()] } }
}

/** A cluster by its id, by that of any lead in it, or by an id it had before it was joined with an older one. */
export function findCluster({ clusters }: Clustering, id: string): Cluster | undefined {
  const leadId = id.replace(/^C/, 'L')
  return (
    clusters.find((cluster) => cluster.id === id) ?? clusters.find(({ leadIds }) => leadIds.includes(leadId))
  )
}
