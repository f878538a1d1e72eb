import type { Listing } from '../domain/listing.ts'
import type { Site } from '../domain/site.ts'
import type { CheerioAPI } from './parse-html.ts'
import { SelectorSearch } from './selector-search.ts'

/** Selectors of the one item that a page is about; undefined when its title is nowhere to be seen. */
export function draftItem($: CheerioAPI, listing: Listing | undefined): Site['listing'] {
  if (listing === undefined) return undefined
  const search = new SelectorSearch($)
  const scope = $.root().get(0)
  const seen = [{ scope, found: listing }]
  const title = search.common(seen, (found) => found.title)
  if (title === undefined) return undefined
  return {
    title,
    price: search.common(seen, ({ price }) => price?.raw),
    body: search.common(seen, ({ body }) => body),
    seller: search.common(seen, ({ seller }) => seller?.name),
    region: search.common(seen, ({ region }) => region),
  }
}
