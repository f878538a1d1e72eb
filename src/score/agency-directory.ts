import type { AgencyUnit, AgencyUnitRef } from '../domain/agency-unit.ts'
import { type DivisionCode, NATION, type Territory } from '../domain/territory.ts'
import { AGENCY_LABEL, type Agency } from '../domain/vocabulary.ts'
import type { Gazetteer } from './gazetteer.ts'

/** The unit's directory of real bodies, by kind and division. */
export interface AgencyDirectory {
  readonly size: number
  find(agency: Agency, code: DivisionCode): AgencyUnit | undefined
}

export function buildAgencyDirectory(units: readonly AgencyUnit[]): AgencyDirectory {
  const byPlace = new Map<string, AgencyUnit>()
  // A body's own division decides before one that another covers besides.
  for (const unit of units) byPlace.set(placeKey(unit.agency, unit.territory), unit)
  for (const unit of units) {
    for (const code of unit.covers) {
      const key = placeKey(unit.agency, code)
      if (!byPlace.has(key)) byPlace.set(key, unit)
    }
  }
  return { size: units.length, find: (agency, code) => byPlace.get(placeKey(agency, code)) }
}

function placeKey(agency: Agency, code: DivisionCode): string {
  return `${agency} ${code}`
}

export type Resolved = { readonly unit: AgencyUnitRef } | { readonly unrouted: string }

/**
 * The body of a kind that answers for a territory: the county's, else the city's, the province's, the nation's. A gap
 * is an answer with its reason, never nothing.
 */
export function resolveUnit(
  agency: Agency,
  territory: Territory,
  directory: AgencyDirectory,
  gazetteer: Gazetteer,
): Resolved {
  const chain = gazetteer.chainOf(territory.code ?? NATION)
  for (const code of chain) {
    const unit = directory.find(agency, code)
    if (unit) {
      const { id, name, level, queue } = unit
      return { unit: { id, name, level, territory: code, queue } }
    }
  }
  return { unrouted: whyUnrouted(agency, territory, directory, chain) }
}

function whyUnrouted(
  agency: Agency,
  territory: Territory,
  directory: AgencyDirectory,
  chain: readonly DivisionCode[],
): string {
  const kind = AGENCY_LABEL[agency]
  if (directory.size === 0) return '单位名录为空，须由人指定接收单位'
  if (territory.code === undefined)
    return `属地不明（${territory.note ?? '没有线索'}），名录中也没有国家级的${kind}，须由人指定接收单位`
  const asked = chain.map((code) => (code === NATION ? '全国' : code)).join('、')
  return `名录中没有${territory.name ?? territory.code}的${kind}，也没有其上级的（已查 ${asked}），须由人指定接收单位`
}
