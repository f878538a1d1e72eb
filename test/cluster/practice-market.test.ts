import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadPracticeListings } from '../../src/adapters/practice-market/load-practice-listings.ts'
import type { PracticeSiteName } from '../../src/adapters/practice-market/practice-listing.ts'
import { clusterLeads } from '../../src/cluster/cluster-leads.ts'
import { evaluateClusters } from '../../src/cluster/evaluate-clusters.ts'
import type { Platform } from '../../src/domain/vocabulary.ts'
import { ROOT } from '../support/run-cli.ts'
import { aClusterLead } from './cluster-support.ts'

const PLATFORMS: Record<PracticeSiteName, Platform> = {
  shop: 'shop',
  secondhand: 'secondhand',
  forum: 'forum',
  microblog: 'weibo-like post',
}

describe('clusterLeads on the flagged listings of the practice market', () => {
  it('joins no two sellers, and finds those that give something to link by', () => {
    const { offers, sellers } = loadPracticeListings(path.join(ROOT, 'data/practice-market'))
    const flagged = offers.filter((offer) => offer.truth !== undefined)
    const { clusters } = clusterLeads(
      flagged.map(({ site, title, body, sellerName, seller }, at) =>
        aClusterLead(at, {
          siteId: site,
          platform: PLATFORMS[site],
          title,
          body,
          seller: { name: sellerName },
          region: sellers.get(seller)?.region,
        }),
      ),
    )
    const found = new Map(
      clusters.flatMap(({ id, leadIds }) => leadIds.map((leadId) => [Number(leadId.slice(1)), id])),
    )
    const counts = evaluateClusters(
      flagged.map(({ seller }, at) => ({ label: seller, found: found.get(at) ?? '' })),
    )
    expect(counts).toMatchObject({ leads: 177, sellers: 40, labelled: 299, precision: 1 })
    // Most write no contact and have another name on each site; data/labelled/README.md has the figure.
    expect(counts.right).toBeGreaterThanOrEqual(113)
  })
})
