import { z } from 'zod'

/** What a look at a referred listing found. `unknown`: a wall, a failure or robots.txt stood before it. */
export const TakeDownOutcome = z.enum(['online', 'gone', 'unknown'])
export type TakeDownOutcome = z.infer<typeof TakeDownOutcome>
export const TAKE_DOWN_LABEL: Record<TakeDownOutcome, string> = {
  online: '仍可见',
  gone: '已下架',
  unknown: '未能核实',
}

/** A listing whose lead a person confirmed, and whether it is still offered. */
export interface ReferredListing {
  readonly leadId: string
  readonly listingId: string
  readonly siteId: string | undefined
  readonly url: string | undefined
  readonly title: string
  /** ISO 8601 UTC; when the lead was confirmed and its packets went out. */
  readonly referredAt: string
  /** Of the last scan or look that said anything. */
  readonly checkedAt: string
  readonly outcome: TakeDownOutcome
  /** When it was first found gone. */
  readonly goneAt: string | undefined
  /** From the referral to the first look that found it gone; it may have gone earlier. */
  readonly removedAfterMs: number | undefined
}
