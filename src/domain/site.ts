import { z } from 'zod'
import { Category, Platform } from './vocabulary.ts'

/** CSS selector, optionally with `@attribute`: `a.title@href`. Text is taken where no attribute is named. */
const Selector = z.string().min(1).max(300)
/** Dotted path into a JSON document, `*` for every element: `data.items.*`. */
const JsonPath = z.string().min(1).max(300)

const ListingFields = {
  title: z.string(),
  url: z.string(),
  key: z.string(),
  body: z.string(),
  price: z.string(),
  seller: z.string(),
  sellerId: z.string(),
  region: z.string(),
  shopCategory: z.string(),
  images: z.string(),
  publishedAt: z.string(),
}

/** One source: data/sites/<id>.yml. */
export const Site = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  name: z.string().min(1),
  status: z.enum(['practice', 'untested-live', 'live']),
  platform: Platform,
  /** Scheme, host and port; every URL of the site starts with it. */
  origin: z.url(),
  /** `auto`: HTTP, until a page comes as an empty shell; from then on the browser, for the rest of the run. */
  lane: z.enum(['http', 'browser', 'auto']),
  /** Paths to start from. */
  seeds: z.array(z.string()).default([]),
  /** Sitemaps and feeds to start from: paths, and `robots.txt` for those that it names. */
  sitemaps: z.array(z.string()).default([]),
  /** `{q}` is the keyword, `{page}` the page from 1. */
  search: z
    .strictObject({
      template: z.string(),
      maxPages: z.int().min(1).max(50).default(1),
      /** Searched every night, before what the query plan adds. */
      keywords: z.array(z.string()).default([]),
      /** How the site reads `{q}`: old forums and shops take GBK bytes. */
      charset: z.enum(['utf-8', 'gb18030']).default('utf-8'),
      /** Keywords to search in a night, these among them. Absent: the `searchBudget` of the settings. */
      budget: z.int().min(0).max(5000).optional(),
      /** Categories whose keywords make sense here. Absent: all of them. */
      categories: z.array(Category).min(1).optional(),
    })
    .optional(),
  /** First match wins; a path that matches none is not followed. */
  pages: z.array(z.strictObject({ kind: z.enum(['listing', 'list', 'skip']), pattern: z.string() })),
  /** Regular expression on path and query; group 1 is the site's own item key. */
  itemKey: z.string(),
  /** Query parameters that do not change the page: spm, from, utm_source. */
  dropParams: z.array(z.string()).default([]),
  /** CSS selectors on a listing's own page. */
  listing: z
    .strictObject(
      Object.fromEntries(Object.keys(ListingFields).map((key) => [key, Selector.optional()])) as {
        [K in keyof typeof ListingFields]: z.ZodOptional<typeof Selector>
      },
    )
    .optional(),
  /** CSS selectors on a list page; the others are relative to `card`. */
  list: z
    .strictObject({
      card: Selector,
      title: Selector.optional(),
      url: Selector.optional(),
      key: Selector.optional(),
      body: Selector.optional(),
      price: Selector.optional(),
      seller: Selector.optional(),
      region: Selector.optional(),
      shopCategory: Selector.optional(),
      images: Selector.optional(),
    })
    .optional(),
  /** JSON responses, fetched directly or seen while a page was drawn. */
  json: z
    .array(
      z.strictObject({
        /** Regular expression on the response's path and query. */
        pattern: z.string(),
        items: JsonPath,
        fields: z.strictObject({
          key: JsonPath,
          title: JsonPath,
          body: JsonPath.optional(),
          price: JsonPath.optional(),
          seller: JsonPath.optional(),
          sellerId: JsonPath.optional(),
          region: JsonPath.optional(),
          shopCategory: JsonPath.optional(),
          images: JsonPath.optional(),
          publishedAt: JsonPath.optional(),
        }),
        /** The listing's page; `{key}` is replaced. */
        url: z.string(),
      }),
    )
    .default([]),
  /** Path of a seller's own page; `{sellerId}` is replaced. It goes into the evidence of a flagged listing. */
  sellerPage: z.string().startsWith('/').includes('{sellerId}').optional(),
  politeness: z
    .strictObject({
      /** Least time between two requests to the host, in ms. The larger of this and Crawl-delay holds. */
      delayMs: z.int().min(0).default(1000),
      concurrency: z.int().min(1).max(8).default(1),
      maxPages: z.int().min(1).default(2000),
      timeoutMs: z.int().min(500).default(20_000),
      maxBytes: z.int().min(10_000).default(8_000_000),
    })
    .prefault({}),
  /** Where a site is taken for endless: URLs of one path and the same parameter names, and clicks from a seed. */
  traps: z
    .strictObject({
      perShape: z.int().min(1).default(500),
      depth: z.int().min(1).default(60),
    })
    .prefault({}),
  /** How often a listing's page is read again while nothing changes: the pause grows from the least to the most. 0: every run. */
  recrawl: z
    .strictObject({
      minHours: z.number().min(0).max(8760).default(12),
      maxHours: z.number().min(0).max(8760).default(168),
    })
    .prefault({}),
  /** Leave to deviate from robots.txt, recorded by the operator. On the record of each fetch. */
  authority: z
    .strictObject({ by: z.string().min(2), basis: z.string().min(2), until: z.iso.date() })
    .optional(),
  /** Name of the login profile, opened by an operator, that the site is read with. A name only, never a secret. */
  session: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .optional(),
  territory: z.string().optional(),
  note: z.string().optional(),
})
export type Site = z.infer<typeof Site>
