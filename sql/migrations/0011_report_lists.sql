-- The first limit of a report's own clocks that runs out, and the instant after which the first is over it; infinity while none runs,
-- so that the lists of desks have one order, by which they are walked. Written with the clocks, by whoever writes those.
ALTER TABLE report
    ADD COLUMN due_at    timestamptz NOT NULL DEFAULT 'infinity',
    ADD COLUMN breach_at timestamptz NOT NULL DEFAULT 'infinity',
    ADD CHECK (breach_at >= due_at);

UPDATE report
SET due_at = running.due_at, breach_at = running.breach_at
FROM (
    SELECT report_id, min(due_at) AS due_at, min(breach_at) AS breach_at
    FROM sla_clock
    WHERE clock <> 'handle'
        AND state = 'running'
    GROUP BY report_id
) AS running
WHERE running.report_id = report.id;

-- StaffReader.list: by due time over the whole set, and of one desk; by time of filing, and of the last change.
CREATE INDEX report_due_idx ON report (due_at, id);
CREATE INDEX report_agency_due_idx ON report (agency_id, due_at, id);
CREATE INDEX report_created_idx ON report (created_at, id);
CREATE INDEX report_updated_idx ON report (updated_at, id);
