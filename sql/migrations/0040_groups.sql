-- Whether a report is a state secret, or a duplicate of one: the coordinator alone sees it, whichever desk has it. Written with the status, by
-- whoever writes that.
ALTER TABLE report
    ADD COLUMN is_secret boolean NOT NULL DEFAULT false,
    ADD CHECK (NOT is_secret OR status IN ('refused', 'duplicate'));

UPDATE report
SET is_secret = true
FROM (
    SELECT DISTINCT ON (report_id) report_id, data ->> 'code' AS code
    FROM report_event
    WHERE type = 'refused'
    ORDER BY report_id, seq DESC
) AS last
WHERE last.report_id = report.id
    AND last.code = 'state_secret'
    AND report.status = 'refused';

UPDATE report
SET is_secret = true, publication = 'withheld', published_text = NULL
FROM report AS original
WHERE original.id = report.duplicate_of
    AND original.is_secret;

-- ErasureWrite: the keys of a report whose reporter is forgotten.
CREATE INDEX idempotency_key_report_idx ON idempotency_key (report_id);
