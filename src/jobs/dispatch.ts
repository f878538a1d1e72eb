import { EvidenceError, OperationalError } from '../domain/errors.ts'
import type { Delivery, Referral, ReferralSummary } from '../domain/referral.ts'
import type { DeliveryChannel } from '../refer/delivery-channel.ts'
import type { ReferralEvent } from '../refer/referral-machine.ts'
import { type ReferralPorts, stepReferral, summaryOf } from './referrals.ts'

export interface WrittenLetter {
  readonly path: string
  readonly fileName: string
  readonly sha256: string
  readonly bytes: number
}

export interface DispatchPorts extends ReferralPorts {
  /** Who delivers, on the record. */
  readonly actor: string
  readonly signal: AbortSignal
  /** Writes the zip into the outbox folder; the same referral and approval give the same bytes. */
  writeLetter(summary: ReferralSummary, approvedAt: string): Promise<WrittenLetter>
  /** A short note that an earlier letter is taken back. */
  writeWithdrawal(summary: ReferralSummary, at: string, reason: string): Promise<WrittenLetter>
  /** Bytes of the letter as it lies in the outbox. @throws {DeliveryError} when they are not what was written. */
  readLetter(delivery: Delivery): Promise<{ fileName: string; bytes: Uint8Array }>
  channelNameOf(referral: Referral): string
  /** @throws {OperationalError} when its settings cannot be used. */
  channelNamed(name: string): DeliveryChannel
}

export interface DispatchReport {
  readonly delivered: readonly string[]
  readonly failed: readonly { id: string; why: string; isLast: boolean }[]
  /** Approved and not acknowledged yet: the outbox is empty when this is 0. */
  readonly waiting: number
}

/** A minute, five, a quarter of an hour, an hour, four, then twice a day, for a week. */
const PAUSES_MIN = [1, 5, 15, 60, 240, ...Array.from<number>({ length: 14 }).fill(720)]

/**
 * Delivers what was approved, and only that. Killed anywhere and run again, it goes on: what is in the outbox follows from the events,
 * a letter has one key for ever, and what a receiver acknowledged is put on record before anything else is sent.
 */
export async function dispatch(ports: DispatchPorts): Promise<DispatchReport> {
  const { cases, clock } = ports
  const failed = [...(await fillOutbox(ports))]
  const delivered: string[] = []
  for (const delivery of await cases.log.dueDeliveries(clock.now())) {
    if (ports.signal.aborted) break
    const done = await deliver(delivery, ports)
    // Another process was at it; the receiver knows the key.
    if (done === undefined) continue
    if (done.state === 'acknowledged') delivered.push(delivery.id)
    else failed.push({ id: delivery.id, why: done.lastError ?? '', isLast: done.state === 'dead' })
  }
  await recordSent(ports)
  const approved = await cases.log.listReferrals({ state: 'approved' })
  return { delivered, failed, waiting: approved.length }
}

/** Every approved letter, and the withdrawal of every letter that a receiver has, lies in the outbox once. */
async function fillOutbox(ports: DispatchPorts): Promise<DispatchReport['failed']> {
  const { log } = ports.cases
  await recordSent(ports)
  const unwritten: { id: string; why: string; isLast: boolean }[] = []
  for (const summary of await log.listReferrals({ state: 'approved' })) {
    // One letter that cannot be written holds up no other.
    const why = await queueLetter(summary, ports)
    if (why !== undefined) unwritten.push({ id: summary.referral.id, why, isLast: false })
  }
  for (const summary of await log.listReferrals({ state: 'withdrawn' })) await queueWithdrawal(summary, ports)
  return unwritten
}

async function queueLetter(summary: ReferralSummary, ports: DispatchPorts): Promise<string | undefined> {
  const approval = await lastEvent(summary, 'approve', ports)
  const id = `${summary.referral.id}-${approval.seq}`
  if (await isQueued(summary, id, ports)) return undefined
  try {
    const letter = await ports.writeLetter(summary, approval.at)
    await enqueue({ id, purpose: 'referral', letter, summary }, ports)
    return undefined
  } catch (error) {
    if (error instanceof EvidenceError) return error.message
    throw error
  }
}

async function queueWithdrawal(summary: ReferralSummary, ports: DispatchPorts): Promise<void> {
  const withdrawal = await lastEvent(summary, 'withdraw', ports)
  const id = `${summary.referral.id}-${withdrawal.seq}`
  const deliveries = await ports.cases.log.listDeliveries({ referralId: summary.referral.id })
  const isHeld = deliveries.some(({ purpose, state }) => purpose === 'referral' && state === 'acknowledged')
  if (!isHeld || (await isQueued(summary, id, ports))) return
  const letter = await ports.writeWithdrawal(summary, withdrawal.at, withdrawal.reason ?? '')
  await enqueue({ id, purpose: 'withdrawal', letter, summary }, ports)
}

async function isQueued(
  { referral }: ReferralSummary,
  id: string,
  { cases }: DispatchPorts,
): Promise<boolean> {
  return (await cases.log.listDeliveries({ referralId: referral.id })).some((each) => each.id === id)
}

async function enqueue(
  of: { id: string; purpose: Delivery['purpose']; letter: WrittenLetter; summary: ReferralSummary },
  { cases, clock, channelNameOf }: DispatchPorts,
): Promise<void> {
  const { path, sha256, bytes } = of.letter
  const now = clock.now()
  const delivery: Delivery = {
    id: of.id,
    referralId: of.summary.referral.id,
    purpose: of.purpose,
    channel: channelNameOf(of.summary.referral),
    path,
    sha256,
    bytes,
    state: 'waiting',
    tries: 0,
    createdAt: now,
    nextAt: now,
  }
  await cases.log.append([], { deliveries: [delivery] })
}

async function deliver(delivery: Delivery, ports: DispatchPorts): Promise<Delivery | undefined> {
  const { cases, clock } = ports
  const tries = delivery.tries + 1
  const { state } = await summaryOf(delivery.referralId, cases)
  // Taken back before anybody had it: it never goes out.
  if (delivery.purpose === 'referral' && state !== 'approved')
    return await record({ ...delivery, tries, state: 'dead', lastError: '发出前已撤回' }, 'cancelled', ports)
  try {
    const letter = await ports.readLetter(delivery)
    const how = await ports.channelNamed(delivery.channel).send({ delivery, ...letter }, ports.signal)
    const { lastError: _, ...rest } = delivery
    return await record({ ...rest, tries, state: 'acknowledged' }, 'acknowledged', ports, how)
  } catch (error) {
    // A secret that is missing or a certificate that is none holds up this letter alone.
    if (!(error instanceof OperationalError)) throw error
    const pause = PAUSES_MIN[tries - 1]
    const nextAt = new Date(Date.parse(clock.now()) + (pause ?? 0) * 60_000).toISOString()
    const next = { ...delivery, tries, nextAt, lastError: error.message }
    return await record(
      { ...next, state: pause === undefined ? 'dead' : 'waiting' },
      'failed',
      ports,
      error.message,
    )
  }
}

async function record(
  delivery: Delivery,
  outcome: string,
  { cases, clock }: DispatchPorts,
  detail = delivery.lastError ?? '',
): Promise<Delivery | undefined> {
  const isFirst = await cases.log.recordAttempt(delivery, { at: clock.now(), outcome, detail })
  return isFirst ? delivery : undefined
}

/** What a receiver has is sent, whether or not this process lived to say so. */
async function recordSent(ports: DispatchPorts): Promise<void> {
  const { cases, actor } = ports
  for (const summary of await cases.log.listReferrals({ state: 'approved' })) {
    const { referral } = summary
    const approval = await lastEvent(summary, 'approve', ports)
    const deliveries = await cases.log.listDeliveries({ referralId: referral.id })
    const isHeld = deliveries.some(
      ({ id, state }) => id === `${referral.id}-${approval.seq}` && state === 'acknowledged',
    )
    if (isHeld)
      await stepReferral({ referralId: referral.id, event: 'send', by: actor, isAcknowledged: true }, ports)
  }
}

async function lastEvent(
  { referral }: ReferralSummary,
  wanted: ReferralEvent,
  { cases }: DispatchPorts,
): Promise<{ seq: number; at: string; reason?: string | undefined }> {
  const events = await cases.log.eventsOf<ReferralEvent>({ kind: 'referral', id: referral.id })
  const found = events.findLast(({ event }) => event === wanted)
  if (!found) throw new TypeError(`referral ${referral.id} has no ${wanted}`)
  return found
}

/** Tries a dead letter again, from now. */
export async function retryDelivery(
  id: string,
  { cases, clock }: ReferralPorts,
): Promise<Delivery | undefined> {
  const dead = (await cases.log.listDeliveries({ state: 'dead' })).find((delivery) => delivery.id === id)
  if (!dead) return undefined
  const again: Delivery = { ...dead, tries: dead.tries + 1, state: 'waiting', nextAt: clock.now() }
  const isFirst = await cases.log.recordAttempt(again, { at: clock.now(), outcome: 'requeued', detail: '' })
  return isFirst ? again : undefined
}
