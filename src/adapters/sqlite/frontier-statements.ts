import type { Database, Statement } from 'better-sqlite3'

/** Hosts of a site that have something pending, by skipping through the index rather than reading it. */
const PENDING_HOSTS = `
  WITH RECURSIVE pending(host) AS (
    SELECT min(host) FROM url WHERE run_id = @runId AND site_id = @siteId AND state = 'pending'
    UNION ALL
    SELECT (SELECT min(host) FROM url
            WHERE run_id = @runId AND site_id = @siteId AND state = 'pending' AND host > pending.host)
    FROM pending WHERE pending.host IS NOT NULL)`

export const FRONTIER_SQL = {
  begin: 'BEGIN IMMEDIATE',
  commit: 'COMMIT',
  rollback: 'ROLLBACK',
  pendingHosts: `${PENDING_HOSTS} SELECT host FROM pending WHERE host IS NOT NULL`,
  heldHosts: "SELECT host FROM host WHERE not_before > ? AND not_before <> ''",
  // An expired lease first: whoever held it is dead. Then what was found first; what processes died of comes last.
  take: `
    UPDATE url SET state = 'leased', lease_token = @token, lease_until = @until, attempts = attempts + 1
    WHERE id = coalesce(
      (SELECT id FROM url WHERE run_id = @runId AND site_id = @siteId AND state = 'leased'
         AND lease_until <= @now ORDER BY id LIMIT 1),
      (SELECT min((SELECT id FROM url WHERE run_id = @runId AND site_id = @siteId AND state = 'pending'
         AND host = free.value AND not_before <= @now AND deaths < @suspect ORDER BY id LIMIT 1))
         FROM json_each(@hosts) AS free),
      (SELECT min((SELECT id FROM url WHERE run_id = @runId AND site_id = @siteId AND state = 'pending'
         AND host = free.value AND not_before <= @now ORDER BY id LIMIT 1)) FROM json_each(@hosts) AS free))
    RETURNING id, site_id, url, kind, depth, attempts, throttled, deaths`,
  // Per host: what is due at once waits for the host alone, the rest for its own moment as well.
  nextDue: `${PENDING_HOSTS}
    SELECT min(due) AS due FROM (
      SELECT max(coalesce(host.not_before, ''), CASE
        WHEN EXISTS (SELECT 1 FROM url WHERE run_id = @runId AND site_id = @siteId AND state = 'pending'
          AND host = pending.host AND not_before = '') THEN ''
        ELSE (SELECT min(not_before) FROM url WHERE run_id = @runId AND site_id = @siteId AND state = 'pending'
          AND host = pending.host AND not_before <> '') END) AS due
        FROM pending LEFT JOIN host ON host.host = pending.host WHERE pending.host IS NOT NULL
      UNION ALL
      SELECT min(lease_until) FROM url WHERE run_id = @runId AND site_id = @siteId AND state = 'leased')`,
  // A link known to the run keeps its first place: that makes the order breadth first.
  insert: `
    INSERT INTO url (run_id, site_id, host, url, key, kind, depth, found_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (run_id, site_id, key) DO NOTHING`,
  finish: `
    UPDATE url SET state = 'done', lease_until = NULL, lease_token = NULL, done_at = @now,
      outcome = @outcome, page_class = @pageClass, reason = @reason
    WHERE id = @id AND lease_token = @token`,
  giveBack: `
    UPDATE url SET state = 'pending', lease_until = NULL, lease_token = NULL, not_before = @notBefore,
      attempts = attempts + @attempts, throttled = throttled + @throttled
    WHERE id = @id AND lease_token = @token`,
  record: `
    INSERT INTO fetch (run_id, site_id, url_id, url, started_at, status, bytes, lane, robots,
      attempt, warc_file, warc_offset, warc_length, body_sha256, outcome, reason)
    VALUES (@runId, @siteId, @urlId, @url, @startedAt, @status, @bytes, @lane, @robots,
      @attempt, @file, @offset, @length, @bodySha256, @outcome, @reason)`,
  refuse: `
    INSERT INTO refusal (run_id, site_id, url_id, at, robots) VALUES (@runId, @siteId, @urlId, @now, @robots)
    ON CONFLICT (run_id, url_id) DO NOTHING`,
  done: `
    SELECT url, kind, depth FROM url
    WHERE run_id = ? AND site_id = ? AND state = 'done' AND outcome <> 'skipped' ORDER BY id`,
  countByAuthority:
    "SELECT count(*) FROM fetch WHERE run_id = ? AND site_id = ? AND robots_code = 'authority'",
  releaseDead: `
    UPDATE url SET state = 'pending', lease_until = NULL, lease_token = NULL,
      attempts = attempts - 1, deaths = deaths + 1
    WHERE run_id = ? AND site_id = ? AND state = 'leased'`,
  closePending: `
    UPDATE url SET state = 'done', done_at = @now, outcome = @outcome, page_class = @pageClass, reason = @reason
    WHERE id IN (SELECT id FROM url WHERE run_id = @runId AND site_id = @siteId AND state = 'pending' LIMIT @limit)`,
  counts: 'SELECT outcome, reason, urls FROM tally WHERE run_id = ? AND site_id = ?',
  foundShell: `
    SELECT 1 FROM fetch WHERE run_id = ? AND site_id = ? AND outcome = 'retry' AND reason = 'empty-shell' LIMIT 1`,
  // The last page of each file: files are few, pages are not.
  archiveEnds: `
    WITH RECURSIVE archive(file) AS (
      SELECT min(warc_file) FROM fetch WHERE run_id = @runId AND warc_file IS NOT NULL
      UNION ALL
      SELECT (SELECT min(warc_file) FROM fetch WHERE run_id = @runId AND warc_file > archive.file)
      FROM archive WHERE archive.file IS NOT NULL)
    SELECT file, (SELECT warc_offset + warc_length FROM fetch
      WHERE run_id = @runId AND warc_file = archive.file ORDER BY warc_offset DESC LIMIT 1) AS end
    FROM archive WHERE file IS NOT NULL`,
  addHost: 'INSERT INTO host (host) VALUES (?) ON CONFLICT (host) DO NOTHING',
  host: 'SELECT not_before, next_at FROM host WHERE host = ?',
  setSlot: 'UPDATE host SET next_at = @nextAt WHERE host = @host',
  holdHost: `
    INSERT INTO host (host, not_before) VALUES (@host, @until)
    ON CONFLICT (host) DO UPDATE SET not_before = max(not_before, excluded.not_before)`,
} as const

const ONE_COLUMN: ReadonlySet<string> = new Set<keyof typeof FRONTIER_SQL>([
  'pendingHosts',
  'heldHosts',
  'countByAuthority',
])

export type FrontierStatements = Readonly<Record<keyof typeof FRONTIER_SQL, Statement>>

/** Each statement once: a crawl runs them for every page. */
export function prepareFrontier(db: Database): FrontierStatements {
  const entries = Object.entries(FRONTIER_SQL).map(([name, text]) => {
    const statement = db.prepare(text)
    return [name, ONE_COLUMN.has(name) ? statement.pluck() : statement]
  })
  return Object.fromEntries(entries) as FrontierStatements
}
