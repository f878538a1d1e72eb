import { z } from 'zod'
import { Agency, Category, Evasion, Offence, Platform, Verdict } from './vocabulary.ts'

/**
 * Text as a feed gives it. What is too long is cut and what is no text is written out: a seller must not escape
 * by an odd field, and a line is only refused when there is nothing to read in it.
 */
function looseText(maxChars: number) {
  return z
    .unknown()
    .optional()
    .transform((value) => asText(value).slice(0, maxChars))
}

function asText(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(asText).join('\n')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

const MAX_IMAGES = 200

/** What `assess` reads, one a line: a listing as a feed gives it. */
export const FeedListing = z.object({
  id: looseText(300),
  platform: Platform.catch('classified'),
  title: looseText(2000),
  body: looseText(200_000),
  price: looseText(200),
  seller: looseText(200),
  region: looseText(200),
  shopCategory: looseText(200),
  /** Day on which it was seen, in any of the usual ways of writing a date. */
  observedOn: looseText(100),
  images: z
    .unknown()
    .optional()
    .transform((value) =>
      Array.isArray(value) ? value.slice(0, MAX_IMAGES).map((image) => asText(image).slice(0, 4000)) : [],
    ),
  url: looseText(4000),
})
export type FeedListing = z.infer<typeof FeedListing>

/** A listing with the answer a careful person gave. */
export const LabelledListing = FeedListing.extend({
  label: Verdict,
  category: Category,
  offence: Offence,
  expected_agencies: z.array(Agency),
  evasion: z.array(Evasion),
  ambiguous: z.boolean().default(false),
  note: z.string().optional(),
})
export type LabelledListing = z.infer<typeof LabelledListing>

/** A listing of which it is known who its seller is. */
export const LabelledLead = FeedListing.extend({
  /** Equal for leads of one seller. */
  cluster: z.string().min(1),
  /** Thresholds are chosen on the one half and reported on the other. */
  half: z.enum(['tune', 'held-out']),
  site: z.string().min(1),
  sellerId: z.string().optional(),
  /** Why it is in the set: a seller's, or one of the ways to be fooled. */
  trait: z.string().min(1),
})
export type LabelledLead = z.infer<typeof LabelledLead>
