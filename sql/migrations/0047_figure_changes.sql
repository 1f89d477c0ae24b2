-- By how much the last revisions of figures changed days: what is held in memory adds it, instead of reading all of today again and again.
-- Each revision has rows here, or it changed figures in another way. Arrays are of one length.
CREATE TABLE figure_change (
    revision  bigint NOT NULL,
    bases     text[] NOT NULL,
    days      date[] NOT NULL,
    slice_ids integer[] NOT NULL,
    measures  text[] NOT NULL,
    buckets   smallint[] NOT NULL,
    -- How many more; less than 0: fewer
    counts    integer[] NOT NULL
);

CREATE INDEX figure_change_revision_idx ON figure_change (revision);

GRANT SELECT, INSERT, DELETE ON figure_change TO app_rw;
GRANT SELECT ON figure_change TO app_public_ro;
