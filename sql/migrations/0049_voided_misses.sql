-- Records of misses that were taken back are counted: what was counted before once more, when no instance is left that does not know of them.
INSERT INTO figure_stale (report_id, due_at)
SELECT DISTINCT report_id, now() + interval '1 hour'
FROM report_event
WHERE type = 'sla_voided' AND data ->> 'level' = 'breach_100'
ON CONFLICT (report_id) DO UPDATE SET due_at = excluded.due_at;
