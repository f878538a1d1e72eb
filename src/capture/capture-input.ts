import type { Assessment } from '../domain/assessment.ts'
import type { Comparison } from '../domain/comparison.ts'
import type { CaptureOccasion } from '../domain/environment.ts'
import type { Listing } from '../domain/listing.ts'
import type { FetchedPage } from '../domain/page.ts'
import type { RenderedPage } from './page-renderer.ts'

/** What is known of one listing when its evidence is sealed. */
export interface CaptureInput {
  readonly listing: Listing
  readonly assessment: Assessment
  /** As crawled; undefined for a listing from a feed file. */
  readonly page: FetchedPage | undefined
  /** Undefined when the page was not drawn. */
  readonly rendered: RenderedPage | undefined
  /** Why it was not drawn, in Chinese; goes into the caveats. */
  readonly notRendered?: string
  /** Visible text as extracted, used when the page was not drawn. */
  readonly pageText?: string
  readonly occasion: CaptureOccasion
  /** The seller's own page, where the site's file names one. */
  readonly sellerPage?: SellerPage
  /** Of a second capture: what became of the listing since the first. */
  readonly comparison?: Comparison
}

export type SellerPage =
  | { readonly rendered: RenderedPage }
  /** Why it was not drawn, in Chinese. */
  | { readonly notRendered: string }
