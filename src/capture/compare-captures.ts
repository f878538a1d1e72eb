import type { Comparison, ComparisonOutcome } from '../domain/comparison.ts'
import type { Listing } from '../domain/listing.ts'
import { contentOf } from '../domain/listing-content.ts'
import { diffLines } from './diff-lines.ts'

export interface FirstCapture {
  /** Undefined when the first capture was of a page without one. */
  readonly listing: Listing | undefined
  /** Visible text of the page. */
  readonly text: string
}

export interface NextCapture {
  /** As each way of reading the page gives it; none when the page does not show it. */
  readonly readings: readonly Listing[]
  readonly text: string
  readonly isGone: boolean
}

const PICTURES = '图片'
const EMPTY: Listing = { id: '-', platform: 'shop', title: '', body: '', images: [], contacts: [] }

/** The fields that count, each as a person reads it. */
const FIELDS: readonly (readonly [
  field: keyof Listing,
  label: string,
  show: (listing: Listing) => string | undefined,
])[] = [
  ['title', '标题', ({ title }) => title],
  ['body', '正文', ({ body }) => body],
  ['price', '价格', ({ price }) => price?.raw],
  ['seller', '卖家', ({ seller }) => seller?.name],
  ['region', '地区', ({ region }) => region],
  ['images', PICTURES, ({ images }) => images.join('\n')],
]

/**
 * What changed between two captures of one listing: field by field as `contentOf` sees them, and line by line of the page's
 * text. A page is read by HTTP and as the browser drew it, and the first capture may have been read from a list that cuts
 * descriptions: the reading that is nearest to the first counts, and where every word of the page is as it was, only its
 * pictures can have changed.
 */
export function compareCaptures(
  before: FirstCapture,
  { readings, text, isGone }: NextCapture,
): Pick<Comparison, 'outcome' | 'fields' | 'text'> {
  const lines = diffLines(before.text, text)
  const first = before.listing
  const changes = first ? readings.map((reading) => changedFields(first, reading)) : []
  const [nearest = []] = changes.toSorted((a, b) => a.length - b.length)
  const isSameText = lines.removed.length === 0 && lines.added.length === 0
  const fields = isSameText ? nearest.filter(({ field }) => field === PICTURES) : nearest
  return { outcome: isGone ? 'gone' : outcomeOf(readings, fields), fields: isGone ? [] : fields, text: lines }
}

function outcomeOf(readings: readonly Listing[], fields: Comparison['fields']): ComparisonOutcome {
  if (readings.length === 0) return 'not-found'
  return fields.length > 0 ? 'changed' : 'same'
}

function changedFields(before: Listing, after: Listing): Comparison['fields'] {
  return FIELDS.filter(([field]) => only(before, field) !== only(after, field)).map(([, label, show]) => ({
    field: label,
    before: show(before) || null,
    after: show(after) || null,
  }))
}

function only(listing: Listing, field: keyof Listing): string {
  return contentOf({ ...EMPTY, [field]: listing[field] })
}
