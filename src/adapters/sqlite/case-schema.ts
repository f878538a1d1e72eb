export interface CaseTables {
  run: {
    id: string
    started_at: string
    finished_at: string | null
    purpose: string
    campaign: string | null
    status: string
    summary: string | null
  }
  listing: {
    id: string
    site_id: string
    seen_on: string
    content: string
    content_hash: string
    verdict: string
    score: number
    first_run: string
    last_run: string
    first_seen: string
    last_seen: string
    gone_at: string | null
  }
  sighting: {
    run_id: string
    listing_id: string
    site_id: string
    richness: number
    seen_on: string
    content: string
  }
  listing_change: { run_id: string; listing_id: string; change: string; fields: string }
  listing_version: { listing_id: string; run_id: string; seen_at: string; fields: string }
  takedown_check: { lead_id: string; at: string; outcome: string; reason: string }
  lead: {
    id: string
    listing_id: string
    state: string
    revision: number
    score: number
    /** How its level ranks, and its rank; a score stands in where there is none. See byUrgency. */
    urgency: number
    chance: number
    listing: string
    assessment: string
    evidence: string | null
    run_id: string
    created_at: string
  }
  decision: { lead_id: string; revision: number; state: string; by: string; reason: string; at: string }
  packet: { packet_id: string; lead_id: string; agency: string; path: string; sha256: string; bytes: number }
}

/** See `OpenOptions.migrations`. */
export const CASE_MIGRATIONS: readonly string[] = [
  `CREATE TABLE run (
     id TEXT PRIMARY KEY, started_at TEXT NOT NULL, finished_at TEXT, purpose TEXT NOT NULL,
     status TEXT NOT NULL, summary TEXT
   ) STRICT;
   CREATE TABLE listing (
     id TEXT PRIMARY KEY, site_id TEXT NOT NULL, seen_on TEXT NOT NULL, content TEXT NOT NULL,
     content_hash TEXT NOT NULL, verdict TEXT NOT NULL, score INTEGER NOT NULL,
     first_run TEXT NOT NULL, last_run TEXT NOT NULL, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL,
     gone_at TEXT
   ) STRICT;
   CREATE INDEX listing_by_site ON listing (site_id, last_run);
   CREATE TABLE sighting (
     run_id TEXT NOT NULL, listing_id TEXT NOT NULL, site_id TEXT NOT NULL, richness INTEGER NOT NULL,
     seen_on TEXT NOT NULL, content TEXT NOT NULL, PRIMARY KEY (run_id, listing_id)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE listing_change (
     run_id TEXT NOT NULL, listing_id TEXT NOT NULL, change TEXT NOT NULL, fields TEXT NOT NULL,
     PRIMARY KEY (run_id, listing_id)
   ) STRICT;
   CREATE TABLE lead (
     id TEXT PRIMARY KEY, listing_id TEXT NOT NULL UNIQUE,
     state TEXT NOT NULL CHECK (state IN ('pending', 'confirmed', 'dismissed')),
     revision INTEGER NOT NULL, score INTEGER NOT NULL, listing TEXT NOT NULL, assessment TEXT NOT NULL,
     evidence TEXT, run_id TEXT NOT NULL, created_at TEXT NOT NULL
   ) STRICT;
   CREATE INDEX lead_by_state ON lead (state, score DESC);
   CREATE TABLE decision (
     lead_id TEXT NOT NULL, revision INTEGER NOT NULL, state TEXT NOT NULL, by TEXT NOT NULL,
     reason TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (lead_id, revision)
   ) STRICT;
   CREATE TABLE packet (
     packet_id TEXT PRIMARY KEY, lead_id TEXT NOT NULL, agency TEXT NOT NULL, path TEXT NOT NULL,
     sha256 TEXT NOT NULL, bytes INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX packet_by_lead ON packet (lead_id);`,
  `ALTER TABLE lead ADD COLUMN urgency INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE lead ADD COLUMN chance REAL NOT NULL DEFAULT 0;
   UPDATE lead SET
     urgency = CASE json_extract(assessment, '$.level')
       WHEN 'critical' THEN 4 WHEN 'high' THEN 3 WHEN 'medium' THEN 2 WHEN 'low' THEN 1 ELSE 0 END,
     chance = score / 100.0;
   DROP INDEX lead_by_state;
   CREATE INDEX lead_by_state ON lead (state, urgency DESC, chance DESC, score DESC);`,
  `CREATE TABLE listing_version (
     listing_id TEXT NOT NULL, run_id TEXT NOT NULL, seen_at TEXT NOT NULL, fields TEXT NOT NULL,
     PRIMARY KEY (listing_id, run_id)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE takedown_check (
     lead_id TEXT NOT NULL, at TEXT NOT NULL, outcome TEXT NOT NULL CHECK (outcome IN ('online', 'gone', 'unknown')),
     reason TEXT NOT NULL, PRIMARY KEY (lead_id, at)
   ) STRICT, WITHOUT ROWID;`,
  `CREATE INDEX listing_flagged_by_seller ON listing (
     site_id, coalesce(json_extract(content, '$.seller.id'), json_extract(content, '$.seller.name'))
   ) WHERE verdict <> 'legal';`,
  `ALTER TABLE run ADD COLUMN campaign TEXT;`,
]
