export interface MemoryTables {
  page: {
    site_id: string
    key: string
    run_id: string
    is_listing: 0 | 1
    etag: string | null
    last_modified: string | null
    checked_at: string
    next_check_at: string
    pause_ms: number
    listing_ids: string
    cards: string
    links: string
  }
  robots: { origin: string; status: number; body: Uint8Array; read_at: string; expires_at: string }
  host_pace: { host: string; delay_ms: number; usual_ms: number; recent_ms: number; seen_at: string }
  /** `plan` is a SearchPlan as JSON. */
  query_plan: { run_id: string; site_id: string; plan: string }
  query_outcome: {
    run_id: string
    site_id: string
    keyword: string
    /** Beijing date on which the run began. */
    night: string
    is_answered: 0 | 1
    /** Null until the run settled what it found, and where the site did not answer. */
    results: number | null
    new_listings: number | null
    leads: number | null
  }
  query_hit: { run_id: string; site_id: string; keyword: string; listing_id: string }
}

/** memory.db: what earlier runs learned of pages, hosts and searches. Append only, see `OpenOptions.migrations`. */
export const MEMORY_MIGRATIONS: readonly string[] = [
  `CREATE TABLE page (
     site_id TEXT NOT NULL, key TEXT NOT NULL, run_id TEXT NOT NULL, is_listing INTEGER NOT NULL, etag TEXT, last_modified TEXT,
     checked_at TEXT NOT NULL, next_check_at TEXT NOT NULL, pause_ms INTEGER NOT NULL,
     listing_ids TEXT NOT NULL, cards TEXT NOT NULL, links TEXT NOT NULL, PRIMARY KEY (site_id, key)
   ) STRICT, WITHOUT ROWID;`,
  `CREATE TABLE robots (
     origin TEXT PRIMARY KEY, status INTEGER NOT NULL, body BLOB NOT NULL, read_at TEXT NOT NULL, expires_at TEXT NOT NULL
   ) STRICT;
   CREATE TABLE host_pace (
     host TEXT PRIMARY KEY, delay_ms REAL NOT NULL, usual_ms REAL NOT NULL, recent_ms REAL NOT NULL, seen_at TEXT NOT NULL
   ) STRICT;
   CREATE TABLE query_plan (
     run_id TEXT NOT NULL, site_id TEXT NOT NULL, plan TEXT NOT NULL, PRIMARY KEY (run_id, site_id)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE query_outcome (
     run_id TEXT NOT NULL, site_id TEXT NOT NULL, keyword TEXT NOT NULL, night TEXT NOT NULL,
     is_answered INTEGER NOT NULL DEFAULT 0, results INTEGER, new_listings INTEGER, leads INTEGER,
     PRIMARY KEY (run_id, site_id, keyword),
     CHECK ((results IS NULL) = (leads IS NULL) AND (results IS NULL) = (new_listings IS NULL))
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX query_outcome_by_site ON query_outcome (site_id, night);
   CREATE TABLE query_hit (
     run_id TEXT NOT NULL, site_id TEXT NOT NULL, keyword TEXT NOT NULL, listing_id TEXT NOT NULL,
     PRIMARY KEY (run_id, site_id, keyword, listing_id)
   ) STRICT, WITHOUT ROWID;`,
]
