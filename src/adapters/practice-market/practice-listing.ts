import { z } from 'zod'
import { Agency, Category, Evasion, Offence, Verdict } from '../../domain/vocabulary.ts'

/** Closed set: the four fictional sites. Their ids in data/sites are `practice-<name>`. */
export const PracticeSiteName = z.enum(['shop', 'secondhand', 'forum', 'microblog'])
export type PracticeSiteName = z.infer<typeof PracticeSiteName>

/** 1: as first seen. 2: a day later; some listings are gone, changed or new. */
export const PracticeDay = z.union([z.literal(1), z.literal(2)])
export type PracticeDay = z.infer<typeof PracticeDay>

/** YAML reads an unquoted 280 as a number; on a page it is text. */
const Text = (max: number) =>
  z.union([z.string(), z.number()]).transform(String).pipe(z.string().min(1).max(max))

const SellerId = z.string().regex(/^[a-z0-9-]{1,40}$/, 'small letters, digits and hyphens')

/** The answer a careful person gave. */
export const PracticeTruth = z.strictObject({
  label: Verdict,
  category: Category.default('none'),
  offence: Offence.default('none'),
  agencies: z.array(Agency).default([]),
  evasion: z.array(Evasion).default([]),
  ambiguous: z.boolean().default(false),
  note: z.string().max(500).optional(),
})
export type PracticeTruth = z.infer<typeof PracticeTruth>

export const PracticeListing = z.strictObject({
  key: z
    .union([z.string(), z.number()])
    .transform(String)
    .pipe(
      z
        .string()
        .regex(/^\d{1,12}$/, 'digits only')
        // The sites' own misbehaving pages live there, so that no listing can hide behind one.
        .regex(/^(?!99\d{4}$)/, '990000 to 999999 belong to the sites themselves'),
    ),
  title: Text(500),
  body: Text(20_000),
  price: Text(100).optional(),
  seller: SellerId,
  region: Text(100).optional(),
  /** Category of a shop, board of a forum, topic of a microblog. */
  section: Text(40),
  /** Text that stands only in the listing's picture. */
  picture: z.string().min(1).max(300).optional(),
  days: z.array(PracticeDay).min(1).max(2).default([1, 2]),
  /** What differs on day 2. */
  day2: z
    .strictObject({ title: Text(500).optional(), body: Text(20_000).optional(), price: Text(100).optional() })
    .optional(),
  /** Absent: legal. */
  truth: PracticeTruth.optional(),
})
export type PracticeListing = z.infer<typeof PracticeListing>

/** One file of data/practice-market/listings. */
export const PracticeListingFile = z.strictObject({
  site: PracticeSiteName,
  listings: z.array(PracticeListing),
})

/** One person or shop, who may trade on several sites under several names. */
export const PracticeSeller = z.strictObject({
  id: SellerId,
  names: z.partialRecord(PracticeSiteName, Text(60)),
  region: Text(100),
  contact: Text(200).optional(),
})
export type PracticeSeller = z.infer<typeof PracticeSeller>

/** data/practice-market/listings/sellers.yml */
export const PracticeSellerFile = z.strictObject({ sellers: z.array(PracticeSeller) })

/** A listing with what its seller adds. */
export interface PracticeOffer extends PracticeListing {
  readonly site: PracticeSiteName
  readonly sellerName: string
  readonly place: string
}
