-- Misses that were taken back are counted: once more, what was counted before.
INSERT INTO figure_stale (report_id, due_at)
SELECT DISTINCT report_id, now()
FROM report_event
WHERE type = 'sla_voided' AND data ->> 'level' = 'breach_100'
ON CONFLICT (report_id) DO UPDATE SET due_at = least(figure_stale.due_at, excluded.due_at);
