import { z } from 'zod'
import { SiteSearchReport } from './search.ts'

/** What became of one URL in one run. The counts of a site add up over these. */
export const UrlOutcome = z.enum(['fetched', 'blocked', 'robots', 'gone', 'failed', 'skipped', 'pending'])
export type UrlOutcome = z.infer<typeof UrlOutcome>

/** How the host of a site was treated in a run. Times in ms. */
export const SiteManners = z.strictObject({
  /** Least time between two requests: the larger of the site's delay and Crawl-delay. */
  floorMs: z.number(),
  /** The longest pause that refusals, silence and late answers led to. */
  slowestMs: z.number(),
  crawlDelayMs: z.number().optional(),
  /** What robots.txt asks for, where it is more than is kept to. */
  crawlDelayAskedMs: z.number().optional(),
  /** Leave to deviate from robots.txt, as it stood in the site's file. */
  authority: z
    .strictObject({
      by: z.string(),
      basis: z.string(),
      until: z.iso.date(),
      isInForce: z.boolean(),
      /** Made because of it, against what robots.txt says. */
      requests: z.int(),
    })
    .optional(),
})
export type SiteManners = z.infer<typeof SiteManners>

/** What the outcomes of a site, or of several, add up to: the number found, or something is wrong with the numbers. */
export function sumOfOutcomes(counts: Readonly<Record<UrlOutcome, number>>): number {
  return UrlOutcome.options.reduce((sum, outcome) => sum + counts[outcome], 0)
}

/** Per site and run: found = fetched + blocked + robots + gone + failed + skipped + pending. */
export const SiteCounts = z.strictObject({
  siteId: z.string(),
  siteName: z.string(),
  found: z.int(),
  fetched: z.int(),
  /** Login wall, captcha, rate limit, region lock: not seen, and said so. */
  blocked: z.int(),
  /** Not asked for because robots.txt says so. */
  robots: z.int(),
  /** 404, 410, or a page that says the item is off the shelf. */
  gone: z.int(),
  failed: z.int(),
  /** Not asked for by a rule of ours: page budget, seen lately, unchanged by the site's own word, a trap. */
  skipped: z.int(),
  pending: z.int(),
  listings: z.int(),
  flagged: z.int(),
  /** `class: how many` for everything that was not seen. */
  reasons: z.record(z.string(), z.int()),
  /** The site file leaves the lane open, and pages came as empty shells without the browser. */
  lane: z.literal('browser').optional(),
  /** Absent for what was not crawled, and in runs of earlier versions. */
  manners: SiteManners.optional(),
})
export type SiteCounts = z.infer<typeof SiteCounts>

export const ListingChange = z.strictObject({
  listingId: z.string(),
  change: z.enum(['new', 'changed', 'gone']),
  /** Which fields differ, for `changed`. */
  fields: z.array(z.string()),
})
export type ListingChange = z.infer<typeof ListingChange>

/** What a listing said from one run on. */
export const ListingVersion = z.strictObject({
  runId: z.string(),
  /** ISO 8601 UTC. */
  seenAt: z.iso.datetime(),
  title: z.string(),
  body: z.string(),
  price: z.string().optional(),
  seller: z.string().optional(),
  region: z.string().optional(),
})
export type ListingVersion = z.infer<typeof ListingVersion>

export const RunSummary = z.strictObject({
  runId: z.string(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().optional(),
  status: z.enum(['running', 'finished', 'stopped', 'failed']),
  sites: z.array(SiteCounts),
  listings: z.int(),
  flagged: z.int(),
  changes: z.array(ListingChange),
  /** What was searched on each site. Absent where there was no plan, and in runs of earlier versions. */
  searches: z.array(SiteSearchReport).optional(),
})
export type RunSummary = z.infer<typeof RunSummary>

/** A run with why there was one. */
export interface RunRecord {
  readonly run: RunSummary
  /** `scan`, `rescore`, `recheck`, or `import` and the source. */
  readonly purpose: string
  /** The entry of the schedule that it was run for. */
  readonly campaign: string | undefined
}
