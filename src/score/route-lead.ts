import type { Assessment, Unrouted } from '../domain/assessment.ts'
import type { Listing } from '../domain/listing.ts'
import { resolveUnit } from './agency-directory.ts'
import type { Policy } from './policy.ts'
import { type RoutingFacts, routeAgencies } from './route-agencies.ts'
import { settleTerritory } from './settle-territory.ts'

export type Routed = Pick<Assessment, 'agencies' | 'routes' | 'unrouted' | 'territory'>

/** Which kinds of body by function, then which body of each kind by territory. What finds none is in `unrouted`. */
export function routeLead(
  listing: Pick<Listing, 'region' | 'siteId'>,
  facts: RoutingFacts,
  { routing, places, directory }: Pick<Policy, 'routing' | 'places' | 'directory'>,
): Routed {
  const { gazetteer, ofSites, ofUnit } = places
  const platform = listing.siteId === undefined ? undefined : ofSites.get(listing.siteId)
  const territory = settleTerritory({ seller: listing.region, platform, unit: ofUnit }, gazetteer)
  const kinds = routeAgencies(facts, routing)
  const unrouted: Unrouted[] =
    kinds.length === 0 ? [{ reason: '没有一行分派规则适用于这条线索，须由人确定接收部门' }] : []
  const routes = kinds.map((route) => {
    const resolved = resolveUnit(route.agency, territory, directory, gazetteer)
    if ('unit' in resolved) return { ...route, unit: resolved.unit }
    unrouted.push({ agency: route.agency, reason: resolved.unrouted })
    return route
  })
  return { agencies: kinds.map(({ agency }) => agency), routes, unrouted, territory }
}
