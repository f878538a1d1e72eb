import type { PageClass } from '../domain/page.ts'
import type { SiteCounts, UrlOutcome } from '../domain/run.ts'
import type { UrlKind } from './classify-url.ts'
import type { ArchivedPage } from './page-archive.ts'
import type { RobotsDecision } from './robots.ts'

export interface NewUrl {
  readonly url: string
  /** Canonical form; unique per run and site. */
  readonly key: string
  readonly kind: UrlKind
}

/** A URL that one worker holds until it finishes, requeues or releases it. */
export interface Lease {
  readonly id: number
  /** Fencing token: a worker that lost its lease changes nothing. */
  readonly token: string
  readonly siteId: string
  readonly url: string
  readonly kind: UrlKind
  readonly depth: number
  /** Tries so far, this one included; throttled ones do not count. */
  readonly attempts: number
  /** How often the host asked us to come back later for this URL. */
  readonly throttled: number
  /** How often a process died while it held this URL. */
  readonly deaths: number
}

export type Taken =
  | { readonly kind: 'lease'; readonly lease: Lease }
  /** Nothing may be asked for before `until`. */
  | { readonly kind: 'wait'; readonly until: string }
  /** Every URL is done. */
  | { readonly kind: 'empty' }

export interface Finished {
  readonly outcome: Exclude<UrlOutcome, 'pending'>
  readonly pageClass?: PageClass
  /** Short stable word for the counts; absent when the page was seen. */
  readonly reason?: string
}

/** One request that was made, or tried. Kept for good: it says what was asked of a site, when, and by what leave. */
export interface FetchRecord {
  /** ISO 8601 UTC. */
  readonly startedAt: string
  /** Absent when there was no answer. */
  readonly status?: number
  /** Of the document, as received. */
  readonly bytes?: number
  readonly lane: 'http' | 'browser'
  /** What robots.txt said, with its line and the authority relied on. */
  readonly robots: RobotsDecision
  readonly archived?: ArchivedPage
}

export type FrontierCounts = Omit<
  SiteCounts,
  'siteId' | 'siteName' | 'listings' | 'flagged' | 'lane' | 'manners'
>

/** The URLs of one run. Every method but `closePending` is one transaction. */
export interface Frontier {
  /** Frees what a dead process of the same run still holds. Call once per site before the first `take`. */
  releaseDead(siteId: string): Promise<void>
  /** Adds start URLs; those known to the run are left as they are. */
  add(siteId: string, urls: readonly NewUrl[], now: string): Promise<void>
  /** Leases the URL that was discovered first among those that are due. */
  take(siteId: string, now: string, leaseMs: number): Promise<Taken>
  /**
   * Records the outcome, the request and the links found, together, once the archive is on disk. False when the lease was lost:
   * then the request is on record, as a retry, and nothing else changed.
   */
  finish(
    lease: Lease,
    result: Finished,
    found: {
      readonly links: readonly NewUrl[]
      readonly fetch?: FetchRecord
      /** Why the URL, or the one it led to, was not asked for. */
      readonly refusal?: RobotsDecision
    },
    now: string,
  ): Promise<boolean>
  /** Puts the URL back, due at `notBefore`. A try that was throttled, or found a shell in the wrong lane, is not counted as an attempt. */
  requeue(
    lease: Lease,
    put: {
      readonly notBefore: string
      readonly why: 'failed' | 'throttled' | 'empty-shell'
      readonly fetch?: FetchRecord
    },
  ): Promise<boolean>
  /** Gives the URL back as if it had not been taken. */
  release(lease: Lease): Promise<boolean>
  /** Closes everything of the site that nobody has asked for yet, some at a time: after a crash in between, close again. */
  closePending(siteId: string, result: Finished, now: string): Promise<void>
  /** Reserves the host's next free moment; the caller waits for it. */
  reserveSlot(host: string, delayMs: number, now: string): Promise<string>
  /** No request to the host before `until`. Survives a restart. */
  holdHost(host: string, until: string): Promise<void>
  counts(siteId: string): Promise<FrontierCounts>
  /** True once a page of the site was given back in this run for being a shell. */
  foundShell(siteId: string): Promise<boolean>
  /** What an earlier process of the run was done with, in the order in which it was found. */
  done(siteId: string): Promise<readonly Pick<Lease, 'url' | 'kind' | 'depth'>[]>
  /** Requests that were made because an authority allows what robots.txt does not. */
  countByAuthority(siteId: string): Promise<number>
}
