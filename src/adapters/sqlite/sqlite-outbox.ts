import { type Kysely, sql } from 'kysely'
import { Notice } from '../../domain/notice.ts'
import type { Outbox, QueuedNotice } from '../../jobs/notify.ts'
import { openSqlite } from './open-sqlite.ts'

interface OutboxTables {
  notice: {
    key: string
    channel: string
    content: string
    state: string
    attempts: number
    next_at: string
    sent_at: string | null
    last_error: string | null
  }
}

const MIGRATIONS: readonly string[] = [
  `CREATE TABLE notice (
     key TEXT NOT NULL, channel TEXT NOT NULL, content TEXT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'given-up')),
     attempts INTEGER NOT NULL, next_at TEXT NOT NULL, sent_at TEXT, last_error TEXT,
     PRIMARY KEY (key, channel)
   ) STRICT;
   CREATE INDEX notice_due ON notice (next_at) WHERE state = 'waiting';`,
]

/** outbox.db. A notice is in it before it is sent and stays when it was, so that its key is never sent again. */
export class SqliteOutbox implements Outbox {
  readonly #db: Kysely<OutboxTables>

  constructor(file: string) {
    this.#db = openSqlite({ file, synchronous: 'FULL', migrations: MIGRATIONS })
  }

  async enqueue(notice: Notice, channels: readonly string[]): Promise<void> {
    if (channels.length === 0) return
    const content = JSON.stringify(Notice.parse(notice))
    await this.#db
      .insertInto('notice')
      .values(
        channels.map((channel) => ({
          key: notice.key,
          channel,
          content,
          state: 'waiting',
          attempts: 0,
          next_at: notice.at,
          sent_at: null,
          last_error: null,
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }

  async due(now: string, limit: number): Promise<QueuedNotice[]> {
    const rows = await this.#db
      .selectFrom('notice')
      .selectAll()
      .where('state', '=', 'waiting')
      .where('next_at', '<=', now)
      .orderBy('next_at')
      .limit(limit)
      .execute()
    return rows.map(({ channel, content, attempts }) => ({
      channel,
      attempts,
      notice: Notice.parse(JSON.parse(content)),
    }))
  }

  async markSent({ notice, channel, attempts }: QueuedNotice, at: string): Promise<void> {
    await this.#update(notice.key, channel, { state: 'sent', sent_at: at, attempts: attempts + 1 })
  }

  async markFailed(
    { notice, channel, attempts }: QueuedNotice,
    error: string,
    nextAt: string | undefined,
  ): Promise<void> {
    const next = nextAt === undefined ? { state: 'given-up' } : { next_at: nextAt }
    await this.#update(notice.key, channel, {
      ...next,
      attempts: attempts + 1,
      last_error: error.slice(0, 500),
    })
  }

  async counts(): ReturnType<Outbox['counts']> {
    const { waiting, sent, givenUp } = await this.#db
      .selectFrom('notice')
      .select([
        sql<number>`coalesce(sum(state = 'waiting'), 0)`.as('waiting'),
        sql<number>`coalesce(sum(state = 'sent'), 0)`.as('sent'),
        sql<number>`coalesce(sum(state = 'given-up'), 0)`.as('givenUp'),
      ])
      .executeTakeFirstOrThrow()
    const stuck = await this.#db
      .selectFrom('notice')
      .select('last_error')
      .where('state', '<>', 'sent')
      .where('last_error', 'is not', null)
      .orderBy('next_at', 'desc')
      .executeTakeFirst()
    return { waiting, sent, givenUp, lastError: stuck?.last_error ?? undefined }
  }

  async close(): Promise<void> {
    await this.#db.destroy()
  }

  async #update(key: string, channel: string, set: Partial<OutboxTables['notice']>): Promise<void> {
    await this.#db
      .updateTable('notice')
      .set(set)
      .where('key', '=', key)
      .where('channel', '=', channel)
      .execute()
  }
}
