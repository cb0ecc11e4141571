-- What an alert looked at, before and now, and the results of its day, as JSON. Empty where an older program wrote it.
ALTER TABLE alert ADD COLUMN facts TEXT NOT NULL DEFAULT '{}';

-- Alerts before those whom they are for: a row for each audience, with no name for an alert that names none. None of a
-- replay.
CREATE TABLE inbox (
  alert     INTEGER NOT NULL REFERENCES alert,
  audience  TEXT NOT NULL,
  read_at   TEXT,
  read_by   TEXT,
  PRIMARY KEY (alert, audience)
) STRICT, WITHOUT ROWID;
INSERT INTO inbox (alert, audience)
  SELECT alert.id, coalesce(named.value, '') FROM alert JOIN run ON run.id = alert.run
  LEFT JOIN json_each(alert.audiences) AS named WHERE NOT run.replayed;
CREATE INDEX inbox_unread ON inbox (audience) WHERE read_at IS NULL;

-- Alerts on their way, a row for each channel. `state` is waiting, sent or dead. `next`: not before that moment. `at`: of
-- the last attempt.
CREATE TABLE outbox (
  id         INTEGER PRIMARY KEY,
  channel    TEXT NOT NULL,
  alert      INTEGER NOT NULL REFERENCES alert,
  audiences  TEXT NOT NULL,
  state      TEXT NOT NULL DEFAULT 'waiting',
  attempts   INTEGER NOT NULL DEFAULT 0,
  next       TEXT,
  at         TEXT,
  error      TEXT,
  UNIQUE (channel, alert)
) STRICT;
CREATE INDEX outbox_waiting ON outbox (channel, id) WHERE state = 'waiting';
