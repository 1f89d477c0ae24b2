-- The desk that a report would be at if somebody had an account there: meanwhile the coordinator has it. What the history says, kept
-- beside the report so that what waits for a desk is found when that is staffed.
ALTER TABLE report
    ADD COLUMN stands_in_for uuid REFERENCES agency CHECK (stands_in_for <> agency_id);

-- StaffingStore.misplaced: open reports to be handed to their desk, by desk; also how many there are.
CREATE INDEX report_stands_in_for_idx ON report (stands_in_for, id)
    WHERE stands_in_for IS NOT NULL AND status IN ('submitted', 'acknowledged', 'in_progress', 'awaiting_citizen');

CREATE OR REPLACE VIEW public_report WITH (security_barrier) AS
SELECT
    id, code, public_version AS version, status, created_at, public_updated_at AS updated_at, category_id, category_version, severity,
    unit_id, agency_id, boundary_version_id, CASE routing_method WHEN 'border' THEN 'point' ELSE routing_method END AS routing_method,
    NULL::text AS routing_confidence, public_point, publication, published_text, sensitivity, duplicate_of, stands_in_for
FROM report
WHERE sensitivity < 2;

-- Who made a rule route, or not any more, and why: the last change; NULL for what was loaded from sql/reference.
ALTER TABLE routing_rule
    ADD COLUMN version    integer NOT NULL DEFAULT 1 CHECK (version >= 1),
    ADD COLUMN changed_by text CHECK (changed_by ~ '^[a-z0-9-]{1,32}$'),
    ADD COLUMN changed_at timestamptz,
    ADD COLUMN reason     text CHECK (octet_length(reason) BETWEEN 1 AND 4000),
    ADD CHECK (num_nonnulls(changed_by, changed_at, reason) IN (0, 3));

GRANT UPDATE (status, version, changed_by, changed_at, reason) ON routing_rule TO app_rw;
