import { z } from 'zod'

/** What became of one URL in one run. The counts of a site add up over these. */
export const UrlOutcome = z.enum(['fetched', 'blocked', 'robots', 'gone', 'failed', 'skipped', 'pending'])
export type UrlOutcome = z.infer<typeof UrlOutcome>

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
  /** Beyond the site's page budget. */
  skipped: z.int(),
  pending: z.int(),
  listings: z.int(),
  flagged: z.int(),
  /** `class: how many` for everything that was not seen. */
  reasons: z.record(z.string(), z.int()),
  /** The site file leaves the lane open, and pages came as empty shells without the browser. */
  lane: z.literal('browser').optional(),
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
})
export type RunSummary = z.infer<typeof RunSummary>
