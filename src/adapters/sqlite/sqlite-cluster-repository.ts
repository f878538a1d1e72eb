import type { Kysely } from 'kysely'
import type { ClusterRepository } from '../../cluster/cluster-repository.ts'
import { type ClusterLead, LinkJudgement } from '../../domain/cluster.ts'
import { LeadState } from '../../domain/lead.ts'
import { Listing } from '../../domain/listing.ts'
import { CASE_MIGRATIONS, type CaseTables } from './case-schema.ts'
import { openSqlite } from './open-sqlite.ts'

/** case.db beside SqliteCaseRepository: reads of a lead only what clustering needs, and keeps what persons said of links. */
export class SqliteClusterRepository implements ClusterRepository {
  readonly #db: Kysely<CaseTables>

  /** @throws {StorageError} when the file cannot be opened. */
  constructor(file: string) {
    this.#db = openSqlite({ file, synchronous: 'FULL', migrations: CASE_MIGRATIONS })
  }

  async clusterLeads(): Promise<ClusterLead[]> {
    const rows = await this.#db
      .selectFrom('lead')
      .leftJoin('listing', 'listing.id', 'lead.listing_id')
      .select(['lead.id', 'lead.created_at', 'lead.state', 'lead.listing', 'listing.gone_at'])
      .orderBy('lead.created_at')
      .orderBy('lead.id')
      .execute()
    return rows.map((row) => ({
      id: row.id,
      createdAt: row.created_at,
      state: LeadState.parse(row.state),
      listing: Listing.parse(JSON.parse(row.listing)),
      goneAt: row.gone_at ?? undefined,
    }))
  }

  async linkJudgements(): Promise<LinkJudgement[]> {
    const rows = await this.#db.selectFrom('link_judgement').selectAll().orderBy('id').execute()
    return rows.map(({ lead_a: leadA, lead_b: leadB, verdict, by, reason, at }) =>
      LinkJudgement.parse({ leadA, leadB, verdict, by, reason, at }),
    )
  }

  async addLinkJudgement({ leadA, leadB, ...rest }: LinkJudgement): Promise<void> {
    await this.#db
      .insertInto('link_judgement')
      .values({ lead_a: leadA, lead_b: leadB, ...rest })
      .execute()
  }

  async close(): Promise<void> {
    await this.#db.destroy()
  }
}
