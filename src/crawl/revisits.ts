import type { UrlKind } from './classify-url.ts'

/** What a server gave to recognise a page by: sent back, it may answer 304 without a body. */
export interface Validators {
  readonly etag?: string
  readonly lastModified?: string
}

export type VisitPlan =
  | { readonly due: true; readonly validators?: Validators }
  /** Seen not long ago, and nothing says that it changed; or seen since it changed last, as the site itself says. */
  | { readonly due: false; readonly why: 'resting' | 'unchanged' }

/**
 * What earlier runs knew of a page. Optional: without it every page of a run is asked for in full.
 *
 * Nothing may be missed for being known: a page is left out, or asked for with validators, only while everything
 * that stood on it is stored and can be taken for seen.
 */
export interface Revisits {
  plan(page: {
    readonly url: string
    readonly kind: UrlKind
    /** When the page changed last, as a sitemap or feed of this run says; ISO 8601 UTC. */
    readonly lastModified?: string
  }): Promise<VisitPlan>
  /**
   * Takes what stood on the page for seen in this run, and answers with the links it had: the server says that it is as
   * it was (`confirmed`), or it was not due (`assumed`).
   */
  restore(url: string, how: 'confirmed' | 'assumed'): Promise<readonly string[]>
}

/** How often a listing's page is looked at again. */
export interface RevisitBounds {
  readonly minHours: number
  readonly maxHours: number
}

const HOUR_MS = 3_600_000
/** One night without a change says little: the pause grows by half, and a change brings it back to the shortest. */
const GROWTH = 1.5

/**
 * The pause before the next look, in ms: the shortest after a change and for what is flagged, longer by half with each look
 * that found nothing new. `before` is the last pause; undefined on the first look.
 */
export function nextPauseMs(
  before: number | undefined,
  seen: { readonly changed: boolean; readonly flagged: boolean },
  { minHours, maxHours }: RevisitBounds,
): number {
  const shortest = minHours * HOUR_MS
  if (before === undefined || seen.changed || seen.flagged) return shortest
  return Math.min(Math.max(before, shortest) * GROWTH, maxHours * HOUR_MS)
}
