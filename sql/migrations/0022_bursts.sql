-- Why staff should look at a report twice; and the report of the same device or user that it may be a copy of.
ALTER TABLE report
    ADD COLUMN moderation            text CHECK (moderation IN ('burst')),
    ADD COLUMN possible_duplicate_of uuid REFERENCES report CHECK (possible_duplicate_of <> id);

-- StaffReader.list: what is to be looked at twice, by due time.
CREATE INDEX report_moderation_due_idx ON report (due_at, id) WHERE moderation IS NOT NULL;

-- What reports of the last day may have in common, as keyed digests: area and category, device, beginning of the text, user. Nobody's
-- name, number or place can be read from it, but for the pins of devices and users, by which copies are found within ten minutes.
--
-- Not logged: a crash of PostgreSQL forgets it, and counting begins anew.
CREATE UNLOGGED TABLE filing_trace (
    key       bytea NOT NULL CHECK (octet_length(key) = 16),
    filed_at  timestamptz NOT NULL,
    report_id uuid NOT NULL,
    kind      text NOT NULL CHECK (kind IN ('area', 'device', 'text', 'user')),
    category  text NOT NULL,
    place     geometry(Point, 4326) CHECK (place IS NULL OR kind IN ('device', 'user')),
    -- Looked at by the detector of bursts
    checked   boolean NOT NULL DEFAULT false,
    -- FilingStore: a device's last reports; BurstStore: the reports that have a key in common
    PRIMARY KEY (key, filed_at, report_id)
);

-- BurstStore: what has not been looked at, the oldest first.
CREATE INDEX filing_trace_unchecked_idx ON filing_trace (filed_at) WHERE NOT checked;
-- BurstStore: what is a day old.
CREATE INDEX filing_trace_age_idx ON filing_trace USING brin (filed_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON filing_trace TO app_rw;
