-- Alerts of a run, in the order they were made. An identity stands once, so that what is told twice is recognised.
CREATE TABLE alert (
  id         INTEGER PRIMARY KEY,
  identity   TEXT NOT NULL UNIQUE,
  run        INTEGER NOT NULL REFERENCES run,
  name       TEXT NOT NULL,
  title      TEXT NOT NULL,
  key        TEXT NOT NULL,
  severity   TEXT NOT NULL,
  audiences  TEXT NOT NULL,
  reason     TEXT NOT NULL
) STRICT;
CREATE INDEX alert_of_run ON alert (run);

-- What an alert remembers of a customer: the as-of date on which it was last told, and whether it waits for its `until`.
CREATE TABLE alert_state (
  rulebook  INTEGER NOT NULL REFERENCES rulebook,
  name      TEXT NOT NULL,
  key       TEXT NOT NULL,
  told      TEXT,
  waiting   INTEGER NOT NULL,
  PRIMARY KEY (rulebook, name, key)
) STRICT, WITHOUT ROWID;
