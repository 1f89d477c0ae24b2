-- By how much the last revisions of figures changed days: what is held in memory adds it, instead of reading all of today again and again.
-- Arrays are of one length. Whoever throws figures away to have them counted anew empties this too, and sets the cursor's revision to 0,
-- under the lock of whoever counts.
CREATE TABLE figure_change (
    revision   bigint NOT NULL,
    bases      text[] NOT NULL,
    days       date[] NOT NULL,
    slice_ids  integer[] NOT NULL,
    measures   text[] NOT NULL,
    buckets    smallint[] NOT NULL,
    -- How many more; less than 0: fewer
    counts     integer[] NOT NULL,
    -- Of the row that says that all of its revision is here, and has none of it: the cursor's. A revision without such a row changed figures
    -- otherwise; one with another is another's, of a database that was restored.
    changed_at timestamptz CHECK (changed_at IS NULL OR counts = '{}')
);

CREATE INDEX figure_change_revision_idx ON figure_change (revision);

GRANT SELECT, INSERT, DELETE ON figure_change TO app_rw;
GRANT SELECT ON figure_change TO app_public_ro;
