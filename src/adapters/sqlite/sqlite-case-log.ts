import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import { beijingDate } from '../../domain/beijing-time.ts'
import { StaleLeadError } from '../../domain/errors.ts'
import { Delivery, Referral, ReferralState, type ReferralSummary } from '../../domain/referral.ts'
import type { LoggedEvent } from '../../domain/state-machine.ts'
import type { Alongside, Append, CaseLog, Stream } from '../../review/case-log.ts'
import type { CaseTables } from './case-schema.ts'

/** The tables `case_event`, `referral` and `delivery` of case.db. */
export class SqliteCaseLog implements CaseLog {
  readonly #db: Kysely<CaseTables>

  constructor(db: Kysely<CaseTables>) {
    this.#db = db
  }

  async eventsOf<Event extends string>(stream: Stream): Promise<LoggedEvent<Event>[]> {
    const rows = await this.#db
      .selectFrom('case_event')
      .selectAll()
      .where('stream', '=', nameOf(stream))
      .orderBy('seq')
      .execute()
    return rows.map(({ seq, event, by, at, reason, data }) => ({
      seq,
      event: event as Event,
      by,
      at,
      ...(reason !== null && { reason }),
      ...(data !== null && { data: JSON.parse(data) }),
    }))
  }

  async append(appends: readonly Append[], { referral, deliveries = [] }: Alongside = {}): Promise<void> {
    await this.#db.transaction().execute(async (trx) => {
      // The write lock comes first: nobody appends between the look and the write.
      await sql`UPDATE lead SET revision = revision WHERE 0`.execute(trx)
      if (referral) await saveReferral(trx, referral)
      for (const one of appends) await appendOne(trx, one)
      for (const delivery of deliveries) await insertDelivery(trx, delivery)
    })
  }

  async findReferral(id: string): Promise<ReferralSummary | undefined> {
    const [found] = await this.#summaries(
      await this.#db.selectFrom('referral').selectAll().where('id', '=', id).execute(),
    )
    return found
  }

  async listReferrals(
    filter: { state?: string; leadId?: string; agency?: string } = {},
  ): Promise<ReferralSummary[]> {
    let query = this.#db.selectFrom('referral').selectAll().orderBy('created_at', 'desc').orderBy('id')
    if (filter.state) query = query.where('state', '=', filter.state)
    if (filter.agency) query = query.where('agency', '=', filter.agency)
    if (filter.leadId) {
      const { leadId } = filter
      query = query.where('id', 'in', (inner) =>
        inner.selectFrom('referral_lead').select('referral_id').where('lead_id', '=', leadId),
      )
    }
    return await this.#summaries(await query.execute())
  }

  async #summaries(rows: readonly Selectable<CaseTables['referral']>[]): Promise<ReferralSummary[]> {
    const ids = JSON.stringify(rows.map(({ id }) => id))
    const numbers = await this.#db
      .selectFrom('referral_number')
      .selectAll()
      .where('referral_id', 'in', sql<string>`(SELECT value FROM json_each(${ids}))`)
      .execute()
    const counts = await this.#db
      .selectFrom('case_event')
      .select(['stream', sql<number>`count(*)`.as('seen')])
      .where('stream', 'in', sql<string>`(SELECT 'referral:' || value FROM json_each(${ids}))`)
      .groupBy('stream')
      .execute()
    const numberOf = new Map(numbers.map(({ referral_id: id, year, number }) => [id, { year, number }]))
    const seenOf = new Map(counts.map(({ stream, seen }) => [stream, seen]))
    return rows.map(({ id, state, content }) => ({
      referral: Referral.parse(JSON.parse(content)),
      state: ReferralState.parse(state),
      seen: seenOf.get(`referral:${id}`) ?? 0,
      number: numberOf.get(id),
    }))
  }

  async dueDeliveries(now: string): Promise<Delivery[]> {
    const rows = await this.#db
      .selectFrom('delivery')
      .select('content')
      .where('state', '=', 'waiting')
      .where('next_at', '<=', now)
      .orderBy('next_at')
      .orderBy('id')
      .execute()
    return rows.map(({ content }) => Delivery.parse(JSON.parse(content)))
  }

  async listDeliveries(filter: { state?: Delivery['state']; referralId?: string } = {}): Promise<Delivery[]> {
    let query = this.#db.selectFrom('delivery').select('content').orderBy('created_at').orderBy('id')
    if (filter.state) query = query.where('state', '=', filter.state)
    if (filter.referralId) query = query.where('referral_id', '=', filter.referralId)
    return (await query.execute()).map(({ content }) => Delivery.parse(JSON.parse(content)))
  }

  async recordAttempt(
    delivery: Delivery,
    { at, outcome, detail }: { at: string; outcome: string; detail: string },
  ): Promise<boolean> {
    return await this.#db.transaction().execute(async (trx) => {
      const { numInsertedOrUpdatedRows: logged } = await trx
        .insertInto('delivery_attempt')
        .values({ delivery_id: delivery.id, try: delivery.tries, at, outcome, detail })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirstOrThrow()
      if (logged !== 1n) return false
      await trx
        .updateTable('delivery')
        .set({ state: delivery.state, next_at: delivery.nextAt, content: JSON.stringify(delivery) })
        .where('id', '=', delivery.id)
        .execute()
      return true
    })
  }

  async lastEventTimes(kind: Stream['kind']): Promise<ReadonlyMap<string, string>> {
    const prefix = `${kind}:`
    const rows = await this.#db
      .selectFrom('case_event')
      // SQLite takes the other columns from the row that holds the maximum.
      .select(['stream', 'at', sql<number>`max(seq)`.as('seq')])
      .where('stream', '>=', prefix)
      .where('stream', '<', `${kind};`)
      .groupBy('stream')
      .execute()
    return new Map(rows.map(({ stream, at }) => [stream.slice(prefix.length), at]))
  }
}

const nameOf = ({ kind, id }: Stream): string => `${kind}:${id}`

async function appendOne(trx: Transaction<CaseTables>, append: Append): Promise<void> {
  const stream = nameOf(append.stream)
  const { seen } = await trx
    .selectFrom('case_event')
    .select(sql<number>`count(*)`.as('seen'))
    .where('stream', '=', stream)
    .executeTakeFirstOrThrow()
  const { kind, id } = append.stream
  if (seen !== append.seen)
    throw new StaleLeadError(`${kind === 'lead' ? '线索' : '移送单'} ${id} 已被他人处理，请重新查看后再决定`)
  for (const [index, { event, by, at, reason, data }] of append.events.entries()) {
    const seq = seen + index + 1
    const details = { reason: reason ?? null, data: data === undefined ? null : JSON.stringify(data) }
    await trx
      .insertInto('case_event')
      .values({ stream, seq, event, by, at, ...details })
      .execute()
    if (kind === 'referral' && event === 'approve')
      await giveNumber(trx, id, Number(beijingDate(at).slice(0, 4)))
  }
  if (kind === 'referral')
    await trx.updateTable('referral').set({ state: append.state }).where('id', '=', id).execute()
  else await setLead(trx, id, append)
}

async function setLead(
  trx: Transaction<CaseTables>,
  id: string,
  { state, decision, events }: Append,
): Promise<void> {
  const { numUpdatedRows } = await trx
    .updateTable('lead')
    .set({
      state,
      revision: sql<number>`revision + ${events.length}`,
      ...(decision !== undefined && { decision: decision && JSON.stringify(decision) }),
    })
    .where('id', '=', id)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw new TypeError(`no lead ${id}`)
}

async function saveReferral(trx: Transaction<CaseTables>, referral: Referral): Promise<void> {
  const { id, agency, createdAt, leadIds } = referral
  await trx
    .insertInto('referral')
    .values({ id, state: 'draft', agency, created_at: createdAt, content: JSON.stringify(referral) })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ content: JSON.stringify(referral) }))
    .execute()
  await trx.deleteFrom('referral_lead').where('referral_id', '=', id).execute()
  for (const leadId of leadIds)
    await trx.insertInto('referral_lead').values({ referral_id: id, lead_id: leadId }).execute()
}

/** The next of its year, without gaps. A letter that is approved a second time keeps its number. */
async function giveNumber(trx: Transaction<CaseTables>, referralId: string, year: number): Promise<void> {
  await trx
    .insertInto('referral_number')
    .columns(['referral_id', 'year', 'number'])
    .expression((inner) =>
      inner
        .selectFrom('referral_number')
        .select([
          sql<string>`${referralId}`.as('referral_id'),
          sql<number>`${year}`.as('year'),
          sql<number>`coalesce(max(number), 0) + 1`.as('number'),
        ])
        .where('year', '=', year),
    )
    .onConflict((conflict) => conflict.column('referral_id').doNothing())
    .execute()
}

async function insertDelivery(trx: Transaction<CaseTables>, delivery: Delivery): Promise<void> {
  await trx
    .insertInto('delivery')
    .values({
      id: delivery.id,
      referral_id: delivery.referralId,
      state: delivery.state,
      next_at: delivery.nextAt,
      created_at: delivery.createdAt,
      content: JSON.stringify(delivery),
    })
    // The same letter put in twice is one letter.
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}
