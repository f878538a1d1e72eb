import { z } from 'zod'
import { Agency, Category, Evasion, Offence, Platform, Verdict } from './vocabulary.ts'

/** What `assess` reads, one a line: a listing as a feed gives it. */
export const FeedListing = z.object({
  id: z.coerce.string().min(1).max(300),
  platform: Platform.catch('classified'),
  title: z.string().max(2000).default(''),
  body: z.string().max(200_000).nullish(),
  price: z.union([z.string().max(200), z.number()]).nullish(),
  seller: z.string().max(200).nullish(),
  region: z.string().max(200).nullish(),
  images: z.array(z.string().max(4000)).max(200).nullish(),
  url: z.string().max(4000).nullish(),
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
