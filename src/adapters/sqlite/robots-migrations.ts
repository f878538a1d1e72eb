/** Part of frontier.db. `fetch.robots` is a RobotsDecision as JSON from here on; before, it was its reason alone. */
export const REFUSAL_TABLE = `
  CREATE TABLE refusal (
    run_id TEXT NOT NULL, site_id TEXT NOT NULL, url_id INTEGER NOT NULL, at TEXT NOT NULL,
    -- A RobotsDecision as JSON.
    robots TEXT NOT NULL,
    PRIMARY KEY (run_id, url_id)
  ) STRICT, WITHOUT ROWID;`
