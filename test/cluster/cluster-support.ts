import type { z } from 'zod'
import type { Clustering, ClusterLead } from '../../src/domain/cluster.ts'
import type { Listing } from '../../src/domain/listing.ts'
import { parseContacts } from '../../src/extract/parse-contacts.ts'
import { aListing } from '../support/builders.ts'

type Overrides = Partial<z.input<typeof Listing>> & { readonly goneAt?: string }

/** A lead raised in the `number`th minute; its contacts are read from its text. */
export function aClusterLead(number: number, { goneAt, ...overrides }: Overrides = {}): ClusterLead {
  const listing = aListing({ id: `site:${number}`, url: undefined, title: '', body: '', ...overrides })
  const contacts = parseContacts(`${listing.title}\n${listing.body}`)
  return {
    id: `L${String(number).padStart(12, '0')}`,
    createdAt: new Date(Date.UTC(2026, 0, 1, 0, number)).toISOString(),
    state: 'pending',
    listing: { ...listing, contacts },
    goneAt,
  }
}

/** The numbers of the leads of each cluster of at least two. */
export function groupsOf({ clusters }: Clustering): number[][] {
  return clusters.map(({ leadIds }) => leadIds.map(numberOf)).filter(({ length }) => length > 1)
}

function numberOf(leadId: string): number {
  return Number(leadId.slice(1))
}
