import { z } from 'zod'
import { Category } from './vocabulary.ts'

/** Why a keyword is searched tonight. */
export const SearchReason = z.enum(['named', 'yield', 'coverage'])
export type SearchReason = z.infer<typeof SearchReason>
export const SEARCH_REASON_LABEL: Record<SearchReason, string> = {
  named: '站点文件指定',
  yield: '预计有收获',
  coverage: '轮到检索',
}

/** What past nights say of a keyword on a site. */
export const SearchPast = z.strictObject({
  /** Searches that were answered. */
  searches: z.int(),
  /** New leads that they led to. */
  leads: z.int(),
  /** Beijing date of the last try, answered or not. */
  lastNight: z.iso.date().optional(),
})
export type SearchPast = z.infer<typeof SearchPast>

export const PlannedSearch = z.strictObject({
  keyword: z.string(),
  category: Category,
  why: SearchReason,
  /** New leads that the plan reckons with; drawn at random from what is known, so not a forecast. */
  expected: z.number(),
  past: SearchPast,
})
export type PlannedSearch = z.infer<typeof PlannedSearch>

/** What is searched on one site in one night, in this order. */
export const SearchPlan = z.strictObject({
  siteId: z.string(),
  /** Beijing date. */
  night: z.iso.date(),
  seed: z.int(),
  budget: z.int(),
  /** Keywords that could be searched. */
  keywords: z.int(),
  /** Within so many nights every one of them is searched, at this budget. Absent: the budget leaves no room for that. */
  coverageNights: z.int().optional(),
  searches: z.array(PlannedSearch),
})
export type SearchPlan = z.infer<typeof SearchPlan>

/** What became of one search. The three counts are absent when the site did not answer it. */
export const SearchOutcome = z.strictObject({
  ...PlannedSearch.shape,
  /** Listings on its pages. */
  results: z.int().optional(),
  /** Of these, the ones that nobody had seen before and no search before it in the plan had found. */
  newListings: z.int().optional(),
  /** Of these, the ones that are flagged. */
  leads: z.int().optional(),
})
export type SearchOutcome = z.infer<typeof SearchOutcome>

export const SiteSearchReport = z.strictObject({ ...SearchPlan.shape, searches: z.array(SearchOutcome) })
export type SiteSearchReport = z.infer<typeof SiteSearchReport>
