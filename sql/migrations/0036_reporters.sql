-- breaking
-- What reporters do after filing: they write, correct, withdraw and rate, and what they leave unanswered closes.

-- The entry of the history that came of a reporter's request, from which the answer is told again. NULL for filings.
ALTER TABLE idempotency_key
    ADD COLUMN event_seq integer CHECK (event_seq >= 1);

-- When a resolved report closes by itself. Written with its status, by whoever writes that.
ALTER TABLE report
    ADD COLUMN closes_at timestamptz CHECK (closes_at IS NULL OR status = 'resolved');

UPDATE report
SET closes_at = solution.at + interval '14 days'
FROM (
    SELECT DISTINCT ON (report_id) report_id, seq, at
    FROM report_event
    WHERE type = 'resolved'
    ORDER BY report_id, seq DESC
) AS solution
WHERE report.id = solution.report_id
    AND report.status = 'resolved'
    AND NOT EXISTS (
        SELECT
        FROM report_event AS later
        WHERE later.report_id = solution.report_id
            AND later.seq > solution.seq
            AND later.type = 'disputed'
    );

-- ClosingStore.due: the first to close first.
CREATE INDEX report_closes_idx ON report (closes_at, id) WHERE closes_at IS NOT NULL;

-- Batches of retention work on what reporters wrote of several reports at once.
CREATE POLICY report_event_text_of_named_reports ON report_event_text
    USING (report_id = ANY ((SELECT string_to_array(current_setting('app.report_ids', true), ',')::uuid[])::uuid[]));
