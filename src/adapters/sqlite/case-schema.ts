import type { Generated } from 'kysely'

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
    decision: string | null
  }
  case_event: {
    stream: string
    seq: number
    event: string
    by: string
    at: string
    reason: string | null
    data: string | null
  }
  referral: { id: string; state: string; agency: string; created_at: string; content: string }
  referral_lead: { referral_id: string; lead_id: string }
  referral_number: { referral_id: string; year: number; number: number }
  delivery: {
    id: string
    referral_id: string
    state: string
    next_at: string
    created_at: string
    content: string
  }
  delivery_attempt: { delivery_id: string; try: number; at: string; outcome: string; detail: string }
  second_capture: {
    lead_id: string
    first_evidence_id: string
    at: string
    outcome: string
    reason: string
    evidence: string | null
    comparison: string | null
  }
  packet: { packet_id: string; lead_id: string; agency: string; path: string; sha256: string; bytes: number }
  link_judgement: {
    id: Generated<number>
    lead_a: string
    lead_b: string
    verdict: string
    by: string
    reason: string
    at: string
  }
}

/** What is written once and then only read. */
const keptAsWritten = (table: string) => `
   CREATE TRIGGER ${table}_is_not_changed BEFORE UPDATE ON ${table} BEGIN SELECT RAISE(ABORT, '${table}: append only'); END;
   CREATE TRIGGER ${table}_is_not_removed BEFORE DELETE ON ${table} BEGIN SELECT RAISE(ABORT, '${table}: append only'); END;`

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
  `CREATE TABLE case_event (
     stream TEXT NOT NULL, seq INTEGER NOT NULL, event TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL,
     reason TEXT, data TEXT, PRIMARY KEY (stream, seq)
   ) STRICT, WITHOUT ROWID;
   INSERT INTO case_event (stream, seq, event, by, at, reason)
   WITH turned AS (
     SELECT *, lag(state) OVER (PARTITION BY lead_id ORDER BY revision) AS before FROM decision
   ), step AS (
     SELECT lead_id, revision, 1 AS part, CASE state WHEN 'confirmed' THEN 'confirm' ELSE 'dismiss' END AS event, by, at, reason
     FROM turned WHERE before IS NULL OR before <> state
     UNION ALL
     SELECT lead_id, revision, 0, 'reopen', by, at, reason FROM turned WHERE before = 'dismissed' AND state = 'confirmed'
     UNION ALL
     SELECT lead_id, max(decision.revision) + 1, 0, 'reopen', '青哨', max(decision.at), '内容有变化'
     FROM decision JOIN lead ON lead.id = lead_id WHERE lead.state = 'pending' GROUP BY lead_id
   )
   SELECT 'lead:' || lead_id, row_number() OVER (PARTITION BY lead_id ORDER BY revision, part), event, by, at, reason FROM step;
   ${keptAsWritten('case_event')}
   CREATE TABLE lead_now (
     id TEXT PRIMARY KEY, listing_id TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
     revision INTEGER NOT NULL, score INTEGER NOT NULL, listing TEXT NOT NULL, assessment TEXT NOT NULL,
     evidence TEXT, run_id TEXT NOT NULL, created_at TEXT NOT NULL,
     urgency INTEGER NOT NULL DEFAULT 0, chance REAL NOT NULL DEFAULT 0, decision TEXT
   ) STRICT;
   INSERT INTO lead_now
   SELECT id, listing_id, state, revision, score, listing, assessment, evidence, run_id, created_at, urgency, chance,
     CASE state WHEN 'pending' THEN NULL ELSE (
       SELECT json_object('leadId', lead_id, 'revision', decision.revision - 1, 'state', decision.state, 'by', by, 'reason', reason, 'at', at)
       FROM decision WHERE lead_id = lead.id ORDER BY decision.revision DESC LIMIT 1) END
   FROM lead;
   DROP TABLE lead;
   ALTER TABLE lead_now RENAME TO lead;
   CREATE INDEX lead_by_state ON lead (state, urgency DESC, chance DESC, score DESC);
   DROP TABLE decision;
   CREATE TABLE referral (
     id TEXT PRIMARY KEY, state TEXT NOT NULL, agency TEXT NOT NULL, created_at TEXT NOT NULL, content TEXT NOT NULL
   ) STRICT;
   CREATE INDEX referral_by_state ON referral (state, created_at DESC);
   CREATE TABLE referral_lead (
     referral_id TEXT NOT NULL, lead_id TEXT NOT NULL, PRIMARY KEY (referral_id, lead_id)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX referral_of_lead ON referral_lead (lead_id);
   CREATE TABLE referral_number (
     referral_id TEXT PRIMARY KEY, year INTEGER NOT NULL, number INTEGER NOT NULL, UNIQUE (year, number)
   ) STRICT;
   CREATE TABLE delivery (
     id TEXT PRIMARY KEY, referral_id TEXT NOT NULL, state TEXT NOT NULL, next_at TEXT NOT NULL,
     created_at TEXT NOT NULL, content TEXT NOT NULL
   ) STRICT;
   CREATE INDEX delivery_due ON delivery (state, next_at);
   CREATE TABLE delivery_attempt (
     delivery_id TEXT NOT NULL, try INTEGER NOT NULL, at TEXT NOT NULL, outcome TEXT NOT NULL, detail TEXT NOT NULL,
     PRIMARY KEY (delivery_id, try)
   ) STRICT, WITHOUT ROWID;
   ${keptAsWritten('delivery_attempt')}`,
  `CREATE TABLE link_judgement (
     id INTEGER PRIMARY KEY, lead_a TEXT NOT NULL, lead_b TEXT NOT NULL,
     verdict TEXT NOT NULL CHECK (verdict IN ('confirmed', 'cut')),
     by TEXT NOT NULL, reason TEXT NOT NULL, at TEXT NOT NULL, CHECK (lead_a < lead_b)
   ) STRICT;
   ${keptAsWritten('link_judgement')}`,
  `CREATE TABLE second_capture (
     lead_id TEXT NOT NULL, first_evidence_id TEXT NOT NULL, at TEXT NOT NULL,
     outcome TEXT NOT NULL CHECK (outcome IN ('same', 'changed', 'gone', 'not-found', 'unknown')), reason TEXT NOT NULL,
     evidence TEXT, comparison TEXT, PRIMARY KEY (lead_id, first_evidence_id, at)
   ) STRICT, WITHOUT ROWID;`,
  `ALTER TABLE run ADD COLUMN campaign TEXT;`,
]
