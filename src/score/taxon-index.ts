import type { Taxon } from '../domain/reference-data.ts'
import type { Protection } from '../domain/vocabulary.ts'
import type { TaxonIndex } from './policy.ts'

const STRENGTH: Record<Protection, number> = {
  'state-1': 6,
  'state-2': 5,
  cites: 4,
  sanyou: 3,
  local: 2,
  unknown: 1,
  none: 0,
}

/** 鹦鹉科所有种, 红珊瑚科（所有种）, 兰属所有种: the lists name whole groups this way. */
const GROUP_SUFFIX = /[（(]?所有[^）)]*[）)]?$/u
const RANK_SUFFIX = /[属科目]$/u

/** Where one name stands on several lists, the strongest protection is kept: the reviewer sees the worst case. */
export function buildTaxonIndex(taxa: readonly Taxon[]): TaxonIndex {
  const byName = new Map<string, Taxon>()
  for (const taxon of taxa) {
    for (const name of namesOf(taxon)) {
      const known = byName.get(name)
      if (!known || STRENGTH[taxon.protection] > STRENGTH[known.protection]) byName.set(name, taxon)
    }
  }
  return { find: (name) => byName.get(name.trim()) }
}

export function compareProtection(a: Protection, b: Protection): number {
  return STRENGTH[b] - STRENGTH[a]
}

function namesOf(taxon: Taxon): string[] {
  const names = [taxon.name, ...taxon.aliases]
  if (taxon.latin) names.push(taxon.latin)
  const group = taxon.name.replace(GROUP_SUFFIX, '')
  if (group !== taxon.name) names.push(group, group.replace(RANK_SUFFIX, ''))
  return names.filter((name) => name.length > 0)
}
