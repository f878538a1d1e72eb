/** Append only. Index + 1 is the schema version; a released entry is never edited. */
export const FRONTIER_MIGRATIONS: readonly string[] = [
  `CREATE TABLE host (
     host TEXT PRIMARY KEY,
     -- Set by Retry-After: nothing before this moment.
     not_before TEXT NOT NULL DEFAULT '',
     -- Next free slot under the site's delay.
     next_at TEXT NOT NULL DEFAULT ''
   ) STRICT;
   CREATE TABLE url (
     id INTEGER PRIMARY KEY,
     run_id TEXT NOT NULL,
     site_id TEXT NOT NULL,
     host TEXT NOT NULL,
     url TEXT NOT NULL,
     key TEXT NOT NULL,
     kind TEXT NOT NULL CHECK (kind IN ('seed', 'search', 'listing', 'list')),
     depth INTEGER NOT NULL,
     state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'leased', 'done')),
     not_before TEXT NOT NULL DEFAULT '',
     lease_until TEXT,
     lease_token TEXT,
     attempts INTEGER NOT NULL DEFAULT 0,
     throttled INTEGER NOT NULL DEFAULT 0,
     outcome TEXT CHECK (outcome IN ('fetched', 'blocked', 'robots', 'gone', 'failed', 'skipped')),
     page_class TEXT,
     reason TEXT,
     found_at TEXT NOT NULL,
     done_at TEXT,
     UNIQUE (run_id, site_id, key),
     CHECK ((state = 'done') = (outcome IS NOT NULL)),
     CHECK ((state = 'leased') = (lease_token IS NOT NULL))
   ) STRICT;
   CREATE INDEX url_due ON url (run_id, site_id, state, id);
   CREATE INDEX url_outcome ON url (run_id, site_id, outcome, reason);`,
]
