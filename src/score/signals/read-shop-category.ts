import type { Signal } from '../../domain/assessment.ts'
import type { Listing } from '../../domain/listing.ts'
import type { ShopCategories } from '../../domain/reference-data.ts'

/** The category that shop or feed names, and whether it is a trade in which wildlife turns up (data/signals). */
export function readShopCategory(
  { shopCategory }: Pick<Listing, 'shopCategory'>,
  { sensitive }: ShopCategories,
): Signal[] {
  const text = shopCategory?.trim() ?? ''
  if (text === '') return []
  const named: Signal = { kind: 'shop-category', text }
  return sensitive.some((word) => text.includes(word)) ? [named, { kind: 'sensitive-shop', text }] : [named]
}
