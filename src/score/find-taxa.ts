import type { TaxonHit } from '../domain/assessment.ts'
import type { Taxon } from '../domain/reference-data.ts'
import type { ListingFacts, Mark } from './listing-facts.ts'
import type { Policy } from './policy.ts'
import { compareProtection } from './taxon-index.ts'

const MAX_TAXA = 8

/** The taxa the goods speak of, best protected first. */
export function findTaxa({ goods }: ListingFacts, policy: Policy): TaxonHit[] {
  const byName = new Map<string, TaxonHit>()
  for (const mark of goods) {
    const taxon = taxonOf(mark, policy)
    if (taxon && !byName.has(taxon.name)) byName.set(taxon.name, toHit(taxon))
  }
  return [...byName.values()].sort((a, b) => compareProtection(a.protection, b.protection)).slice(0, MAX_TAXA)
}

function taxonOf(mark: Mark, { terms, taxa }: Policy): Taxon | undefined {
  const term = mark.termId === undefined ? undefined : terms.get(mark.termId)
  if (term?.taxon !== undefined) return taxa.find(term.taxon)
  return (term && taxa.find(term.text)) ?? taxa.find(mark.text)
}

function toHit({ name, latin, protection, list, department }: Taxon): TaxonHit {
  return { name, ...(latin && { latin }), protection, list, department }
}
