import type { Decision } from '../domain/lead.ts'
import type { Delivery, Referral, ReferralSummary } from '../domain/referral.ts'
import type { LoggedEvent, NewEvent } from '../domain/state-machine.ts'

export interface Stream {
  readonly kind: 'lead' | 'referral'
  readonly id: string
}

export interface Append {
  readonly stream: Stream
  /** How many events whoever decided had seen. */
  readonly seen: number
  readonly events: readonly NewEvent<string>[]
  /** Where the events lead: kept beside them for queries, never instead of them. */
  readonly state: string
  /** Leads only: what a person made of it last; null when nothing stands. Absent: as before. */
  readonly decision?: Decision | null
}

/** What is written in the same transaction as the events. */
export interface Alongside {
  /** A new referral, or one whose content is set anew. */
  readonly referral?: Referral
  /** Joins the outbox. */
  readonly deliveries?: readonly Delivery[]
}

/** Append-only events of leads and referrals, and what is derived from them. Implemented in adapters/sqlite. */
export interface CaseLog {
  eventsOf<Event extends string>(stream: Stream): Promise<LoggedEvent<Event>[]>
  /** All or nothing. @throws {StaleLeadError} when something happened in between. */
  append(appends: readonly Append[], alongside?: Alongside): Promise<void>

  findReferral(id: string): Promise<ReferralSummary | undefined>
  /** The newest first. */
  listReferrals(filter?: { state?: string; leadId?: string; agency?: string }): Promise<ReferralSummary[]>

  /** What has not been acknowledged and is due, the longest waiting first. */
  dueDeliveries(now: string): Promise<Delivery[]>
  listDeliveries(filter?: { state?: Delivery['state']; referralId?: string }): Promise<Delivery[]>
  /** After a try: its outcome is logged and the delivery says when it is tried again. False when another process recorded that try. */
  recordAttempt(
    delivery: Delivery,
    attempt: { at: string; outcome: string; detail: string },
  ): Promise<boolean>

  /** When each stream of the kind had its last event, by id. */
  lastEventTimes(kind: Stream['kind']): Promise<ReadonlyMap<string, string>>
}
