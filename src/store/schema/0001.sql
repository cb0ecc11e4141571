-- Rulebooks are told apart by the name in their header.
CREATE TABLE rulebook (
  id    INTEGER PRIMARY KEY,
  name  TEXT NOT NULL UNIQUE
) STRICT;

-- What results are made of: fields in their order, and the words for them, as JSON. Kept once for all runs that share it.
CREATE TABLE layout (
  id      INTEGER PRIMARY KEY,
  digest  TEXT NOT NULL UNIQUE,
  text    TEXT NOT NULL
) STRICT;

-- A run of a rulebook. Numbers count from 1 for each rulebook; dates never go back.
CREATE TABLE run (
  id        INTEGER PRIMARY KEY,
  rulebook  INTEGER NOT NULL REFERENCES rulebook,
  number    INTEGER NOT NULL,
  as_of     TEXT NOT NULL,
  at        TEXT NOT NULL,
  by        TEXT,
  reason    TEXT,
  replayed  INTEGER NOT NULL,
  version   TEXT NOT NULL,
  inputs    TEXT NOT NULL,
  layout    INTEGER NOT NULL REFERENCES layout,
  rated     INTEGER NOT NULL DEFAULT 0,
  appeared  INTEGER NOT NULL DEFAULT 0,
  changed   INTEGER NOT NULL DEFAULT 0,
  gone      INTEGER NOT NULL DEFAULT 0,
  UNIQUE (rulebook, number)
) STRICT;

-- A customer's results, valid from `run` on until a version names this one as `previous`. No body: the customer is gone.
-- src/store/body.rs describes the bytes of a body; its cells are the fields of the run's layout.
CREATE TABLE version (
  id        INTEGER PRIMARY KEY,
  run       INTEGER NOT NULL REFERENCES run,
  key       TEXT NOT NULL,
  previous  INTEGER REFERENCES version,
  digest    BLOB NOT NULL,
  body      BLOB
) STRICT;

-- All customers at once, in the order of their keys, up to a version: made from `version`, to be read fast.
CREATE TABLE snapshot (
  rulebook  INTEGER NOT NULL REFERENCES rulebook,
  block     INTEGER NOT NULL,
  upto      INTEGER NOT NULL,
  keys      BLOB NOT NULL,
  states    BLOB NOT NULL,
  PRIMARY KEY (rulebook, block)
) STRICT;

-- Who did what, when, and why. Never changed.
CREATE TABLE audit (
  id        INTEGER PRIMARY KEY,
  rulebook  INTEGER REFERENCES rulebook,
  at        TEXT NOT NULL,
  by        TEXT,
  reason    TEXT,
  action    TEXT NOT NULL,
  detail    TEXT NOT NULL
) STRICT;
