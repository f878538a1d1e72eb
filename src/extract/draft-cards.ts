import type { Site } from '../domain/site.ts'
import { findCardGroups } from './find-card-groups.ts'
import { readCard } from './find-cards.ts'
import type { FoundListing } from './found-listing.ts'
import type { Measured } from './measure-elements.ts'
import type { CheerioAPI } from './parse-html.ts'
import { SelectorSearch } from './selector-search.ts'

type CardSelectors = NonNullable<Site['list']>

const SAMPLE = 12

/** Selectors of the largest group of cards; undefined where the page has none. */
export function draftCards($: CheerioAPI): CardSelectors | undefined {
  const { isOffer, cards } = findCardGroups($)
  const group = largestGroup(cards)
  const search = new SelectorSearch($)
  const card = search.cardSelector(group.map(({ element }) => element))
  if (card === undefined) return undefined
  const read = group.slice(0, SAMPLE).map((one) => ({ scope: one.element, found: readCard($, one, isOffer) }))
  const seen = read.filter((one): one is { scope: unknown; found: FoundListing } => one.found !== undefined)
  if (seen.length === 0) return undefined
  const draft: Record<string, string | undefined> = {
    card,
    title: search.common(seen, ({ title }) => title),
    url: search.commonAttribute(seen, 'href', ({ url }) => url),
    key: search.commonOwn(seen, ({ key }) => key),
    price: search.common(seen, ({ price }) => price?.raw),
    seller: search.common(seen, ({ seller }) => seller?.name),
    region: search.common(seen, ({ region }) => region),
    images: search.commonAttribute(seen, 'src', ({ images }) => images?.[0]),
  }
  return Object.fromEntries(
    Object.entries(draft).filter(([, selector]) => selector !== undefined),
  ) as CardSelectors
}

/** Cards of one signature under whatever parents: a page may lay them in several rows. */
function largestGroup(cards: readonly Measured[]): Measured[] {
  const groups = Map.groupBy(cards, ({ signature }) => signature)
  return [...groups.values()].reduce<Measured[]>(
    (best, next) => (next.length > best.length ? next : best),
    [],
  )
}
