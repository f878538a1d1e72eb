import type { Signal } from '../../domain/assessment.ts'
import type { Listing } from '../../domain/listing.ts'
import type { RegionRow } from '../../domain/reference-data.ts'
import { liesIn } from '../../domain/territory.ts'
import type { Gazetteer } from '../gazetteer.ts'
import { readTerritory } from '../read-territory.ts'

/** Whether the region that the seller states lies at a land border or is a port by the table (data/signals). */
export function readRegion(
  { region }: Pick<Listing, 'region'>,
  rows: readonly RegionRow[],
  gazetteer: Gazetteer,
): Signal[] {
  if (region === undefined || rows.length === 0) return []
  const reading = readTerritory(region, gazetteer)
  if (reading.outcome !== 'place') return []
  const kinds = new Set(rows.filter(({ code }) => liesIn(reading.code, code)).map(({ kind }) => kind))
  return [...kinds].map((kind) => ({
    kind: kind === 'border' ? ('border-region' as const) : ('port-region' as const),
    text: `${region}（${gazetteer.pathOf(reading.code)}）`,
  }))
}
