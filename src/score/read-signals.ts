import type { Signal } from '../domain/assessment.ts'
import type { Listing } from '../domain/listing.ts'
import type { SignalKind } from '../domain/vocabulary.ts'
import type { Policy } from './policy.ts'
import { readAntiqueClaims } from './signals/read-antique-claims.ts'
import { readContacts } from './signals/read-contacts.ts'
import { readPermitNumbers } from './signals/read-permit-numbers.ts'
import { readPrices } from './signals/read-prices.ts'
import { readPurchaseWords } from './signals/read-purchase-words.ts'
import { readQuantities } from './signals/read-quantities.ts'
import { readRegion } from './signals/read-region.ts'
import { readSaleWords } from './signals/read-sale-words.ts'
import { readSellerHistory } from './signals/read-seller-history.ts'
import { readShopCategory } from './signals/read-shop-category.ts'

/** What `readSignals` and the facts made of it find without any word list. */
export const READ_KINDS: ReadonlySet<SignalKind> = new Set<SignalKind>([
  'price',
  'quantity',
  'sale',
  'purchase',
  'contact',
  'permit-number',
  'permit-unnumbered',
  'antique-claim',
  'shop-category',
  'sensitive-shop',
  'seller-history',
  'border-region',
  'port-region',
])

/** Reads off a listing what no word list can say, family by family. Pure; each signal names its span or its field. */
export function readSignals(
  listing: Listing,
  { places, signalTables, sellerHistory }: Pick<Policy, 'places' | 'signalTables' | 'sellerHistory'>,
): Signal[] {
  return [
    ...readPrices(listing),
    ...readContacts(listing),
    ...readQuantities(listing),
    ...readSaleWords(listing),
    ...readPurchaseWords(listing),
    ...readPermitNumbers(listing),
    ...readAntiqueClaims(listing),
    ...readShopCategory(listing, signalTables.shopCategories),
    ...readSellerHistory(sellerHistory),
    ...readRegion(listing, signalTables.regions, places.gazetteer),
  ]
}
