import { REFUSAL_TABLE } from './robots-migrations.ts'

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
  // A million URLs: nothing may scan them. The due index goes host by host, what waits for later has one of its own, and
  // counts are kept as rows change.
  `DROP INDEX url_due;
   DROP INDEX url_outcome;
   CREATE INDEX url_due ON url (run_id, site_id, state, host, id);
   CREATE INDEX url_later ON url (run_id, site_id, host, not_before) WHERE state = 'pending' AND not_before <> '';
   -- How often a process died while it held the URL.
   ALTER TABLE url ADD COLUMN deaths INTEGER NOT NULL DEFAULT 0;
   CREATE TABLE tally (
     run_id TEXT NOT NULL, site_id TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL, urls INTEGER NOT NULL,
     PRIMARY KEY (run_id, site_id, outcome, reason)
   ) STRICT, WITHOUT ROWID;
   INSERT INTO tally SELECT run_id, site_id, coalesce(outcome, 'pending'), coalesce(reason, ''), count(*)
     FROM url GROUP BY 1, 2, 3, 4;
   CREATE TRIGGER url_found AFTER INSERT ON url BEGIN
     INSERT INTO tally VALUES (new.run_id, new.site_id, 'pending', '', 1)
       ON CONFLICT (run_id, site_id, outcome, reason) DO UPDATE SET urls = urls + 1;
   END;
   CREATE TRIGGER url_done AFTER UPDATE OF outcome ON url WHEN old.outcome IS NULL AND new.outcome IS NOT NULL BEGIN
     UPDATE tally SET urls = urls - 1
       WHERE run_id = new.run_id AND site_id = new.site_id AND outcome = 'pending' AND reason = '';
     INSERT INTO tally VALUES (new.run_id, new.site_id, new.outcome, coalesce(new.reason, ''), 1)
       ON CONFLICT (run_id, site_id, outcome, reason) DO UPDATE SET urls = urls + 1;
   END;
   CREATE TABLE fetch (
     id INTEGER PRIMARY KEY,
     run_id TEXT NOT NULL, site_id TEXT NOT NULL, url_id INTEGER NOT NULL, url TEXT NOT NULL,
     started_at TEXT NOT NULL, status INTEGER, bytes INTEGER, lane TEXT NOT NULL, robots TEXT NOT NULL,
     warc_file TEXT, warc_offset INTEGER, warc_length INTEGER, body_sha256 TEXT,
     -- 'retry': the URL was put back.
     outcome TEXT NOT NULL, reason TEXT,
     CHECK ((warc_file IS NULL) = (warc_offset IS NULL))
   ) STRICT;
   CREATE UNIQUE INDEX fetch_result ON fetch (run_id, url_id) WHERE outcome <> 'retry';
   CREATE INDEX fetch_by_url ON fetch (site_id, url) WHERE warc_file IS NOT NULL;
   CREATE INDEX fetch_archived ON fetch (run_id, warc_file, warc_offset) WHERE warc_file IS NOT NULL;`,
  // What was asked of a site, and by what leave, must be answered for years later: rows are added and never touched again.
  // From here on `robots` is a RobotsDecision as JSON; before, it was its reason alone.
  `ALTER TABLE fetch ADD COLUMN attempt INTEGER;
   ALTER TABLE fetch ADD COLUMN robots_code TEXT AS (CASE WHEN json_valid(robots) THEN robots ->> 'code' END);
   -- JSON: by, basis, until. Set when the request relied on it.
   ALTER TABLE fetch ADD COLUMN authority TEXT AS (CASE WHEN json_valid(robots) THEN robots -> 'authority' END);
   CREATE INDEX fetch_by_authority ON fetch (run_id, site_id) WHERE robots_code = 'authority';
   CREATE TRIGGER fetch_kept BEFORE DELETE ON fetch BEGIN SELECT raise(ABORT, 'fetch is append-only'); END;
   CREATE TRIGGER fetch_unchanged BEFORE UPDATE ON fetch BEGIN SELECT raise(ABORT, 'fetch is append-only'); END;
   CREATE INDEX host_held ON host (not_before) WHERE not_before <> '';`,
  REFUSAL_TABLE,
]
