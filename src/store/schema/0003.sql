-- One digest of the rules that a run judged by: rulebook and parameters, whatever the data and the date. Empty where it was
-- not noted.
ALTER TABLE run ADD COLUMN rules TEXT NOT NULL DEFAULT '';
