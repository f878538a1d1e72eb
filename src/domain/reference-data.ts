import { z } from 'zod'
import { DivisionCode } from './territory.ts'
import { Agency, AgencyRole, Category, Level, Offence, Protection } from './vocabulary.ts'

/** One entry of an official list, as a row of data/taxa/*.csv. */
export const Taxon = z.strictObject({
  name: z.string().min(1),
  latin: z.string(),
  protection: Protection,
  /** key into `TaxonLists`: which list, which year. */
  list: z.string(),
  department: z.enum(['forestry', 'agriculture']),
  group: z.string(),
  wildOnly: z.boolean(),
  aliases: z.array(z.string()),
  note: z.string(),
})
export type Taxon = z.infer<typeof Taxon>

/** data/law/basis.yml: which articles apply to a category and offence on a date. */
export const LawArticle = z.strictObject({
  key: z.string().regex(/^[a-z0-9-]+$/),
  law: z.string(),
  article: z.string(),
  gist: z.string(),
  /** Who enforces it, in our own words. */
  enforcedBy: z.string().min(2),
  /** The range in our own words, where it stands if another article holds it, or that it is missing. */
  penalty: z.string().min(2),
  /** In force from, inclusive. */
  from: z.iso.date(),
  /** In force until, exclusive; absent while in force. */
  until: z.iso.date().optional(),
  source: z.string(),
  checked: z.iso.date(),
})
export type LawArticle = z.infer<typeof LawArticle>

export const LawRule = z.strictObject({
  categories: z.array(Category).min(1),
  offences: z.array(Offence).optional(),
  protections: z.array(Protection).optional(),
  articles: z.array(z.string()).min(1),
})
export type LawRule = z.infer<typeof LawRule>

/** A category and offence for which there is no article to cite, said outright. */
export const LawGap = z.strictObject({
  categories: z.array(Category).min(1),
  offences: z.array(Offence).min(1),
  /** `missing`: there may be one that the table does not hold. `not-applicable`: the act is not one done to such goods. */
  status: z.enum(['missing', 'not-applicable']),
  /** In Chinese, for the reviewer. */
  reason: z.string().min(4),
})
export type LawGap = z.infer<typeof LawGap>

/** A machine that reads a page cannot say that a crime was done. */
const MAY = /可能(?:达到|涉嫌)/
const CONCLUDES = /构成犯罪|已经?达到|属于犯罪|应当立案|确认/

/** A row of data/law/crime-hints.yml: when a threshold of criminal law may be met. */
export const CrimeHint = z.strictObject({
  key: z.string().regex(/^[a-z0-9-]+$/),
  /** Of one group only the first that holds is said: rows go from the highest threshold down. */
  group: z.string().optional(),
  categories: z.array(Category).min(1),
  offences: z.array(Offence).optional(),
  protections: z.array(Protection).optional(),
  when: z.strictObject({
    /** Asking price, at least; for all pieces where price and quantity have one unit. */
    valueYuan: z.int().positive().optional(),
    /** Pieces in one of the units, at least. */
    quantity: z.number().positive().optional(),
    units: z.array(z.string()).min(1).optional(),
    /** Term ids or prefixes ending in `.` */
    terms: z.array(z.string()).min(1).optional(),
    /** Earlier flagged listings of the seller, at least. */
    earlierFlagged: z.int().positive().optional(),
  }),
  /** In Chinese; only ever says that something may be. */
  says: z
    .string()
    .regex(MAY, { error: '只能说“可能达到”或“可能涉嫌”' })
    .refine((text) => !CONCLUDES.test(text), { error: '不能下结论' }),
  /** Keys of the articles that set the threshold. */
  articles: z.array(z.string()).min(1),
})
export type CrimeHint = z.infer<typeof CrimeHint>
export const CrimeHintTable = z.strictObject({ hints: z.array(CrimeHint) })

/** data/law/basis.yml, with the hints beside it. */
export const LawTable = z.strictObject({
  articles: z.array(LawArticle),
  rules: z.array(LawRule),
  gaps: z.array(LawGap).default([]),
  hints: z.array(CrimeHint).default([]),
})
export type LawTable = z.infer<typeof LawTable>

/** data/agencies/routing.yml: which bodies by function. Every matching row adds its agency. */
export const RoutingRule = z.strictObject({
  agency: Agency,
  /** `primary`: this body acts first, unless an earlier row says so of another. Absent: it gets a copy. */
  role: AgencyRole.optional(),
  why: z.string(),
  basis: z.string(),
  when: z.strictObject({
    categories: z.array(Category).optional(),
    offences: z.array(Offence).optional(),
    protections: z.array(Protection).optional(),
    departments: z.array(z.enum(['forestry', 'agriculture'])).optional(),
    platforms: z.array(z.string()).optional(),
    signals: z.array(z.string()).optional(),
    /** Term ids or prefixes ending in `.` */
    terms: z.array(z.string()).optional(),
    levels: z.array(Level).optional(),
  }),
})
export type RoutingRule = z.infer<typeof RoutingRule>

/** A row of data/signals/regions.yml. */
export const RegionRow = z.strictObject({
  code: DivisionCode,
  name: z.string().min(2),
  kind: z.enum(['border', 'port']),
  note: z.string().min(2),
})
export type RegionRow = z.infer<typeof RegionRow>
export const RegionTable = z.strictObject({ regions: z.array(RegionRow) })

/** data/signals/shop-categories.yml: words that a category of interest holds. */
export const ShopCategories = z.strictObject({ sensitive: z.array(z.string().min(2)) })
export type ShopCategories = z.infer<typeof ShopCategories>

/** What signals are read with besides the listing. */
export interface SignalTables {
  readonly regions: readonly RegionRow[]
  readonly shopCategories: ShopCategories
}
export const NO_SIGNAL_TABLES: SignalTables = { regions: [], shopCategories: { sensitive: [] } }

export const RoutingTable = z.strictObject({ rules: z.array(RoutingRule) })
export type RoutingTable = z.infer<typeof RoutingTable>
