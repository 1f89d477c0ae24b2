-- The change feed: everything that happened to reports, in the order of commits.

-- What tells the event at a position from another one that would stand there in another history, as after a failover that lost the last
-- events. Of events that nobody may know of nothing else is told. All rows are to be seen, so no barrier: behind one the last position would
-- be found by reading all of them.
CREATE VIEW change_position AS
SELECT position, substr(sha256(uuid_send(salt)), 1, 6) AS mark
FROM report_event
WHERE position IS NOT NULL;

GRANT SELECT ON change_position TO app_rw, app_public_ro;

-- An event that has its position, with its report as that is now. `number` is its place in the public timeline, `undone_number` that of the
-- entry it takes back. Nothing that a person wrote. Events are walked in the order of their positions, and all else is looked up for each of
-- them, whatever else a query asks for: hence the offsets of nothing, and no EXISTS, which might be answered by reading whole tables.
CREATE VIEW report_change AS
SELECT
    event.position, substr(sha256(uuid_send(event.salt)), 1, 6) AS mark, event.report_id, event.seq, event.at, event.type, event.actor_kind,
    event.actor_agency_id, event.agency_id, event.is_public,
    CASE WHEN event.type IN ('sla_warned', 'sla_breached', 'sla_escalated', 'sla_voided') THEN event.data ->> 'clock' END AS clock,
    CASE WHEN event.type IN ('sla_warned', 'sla_breached', 'sla_escalated', 'sla_voided') THEN (event.data ->> 'handler')::uuid END AS handler,
    CASE WHEN event.type IN ('sla_warned', 'sla_breached', 'sla_escalated', 'sla_voided') THEN
        to_timestamp((event.data ->> 'occurredAt')::bigint)
    END AS occurred_at,
    CASE WHEN event.type = 'refused' AND (
        SELECT count(*)
        FROM report_event AS later
        WHERE later.report_id = event.report_id
            AND later.type = 'undone'
            AND (later.data ->> 'undone')::integer = event.seq
    ) = 0 THEN event.data ->> 'code' END AS refusal,
    CASE WHEN event.type = 'undone' THEN (event.data ->> 'undone')::integer END AS undone,
    CASE WHEN event.is_public THEN (
        SELECT count(*)::integer
        FROM report_event AS earlier
        WHERE earlier.report_id = event.report_id
            AND earlier.seq <= event.seq
            AND earlier.is_public
    ) END AS number,
    CASE WHEN event.type = 'undone' AND event.is_public THEN (
        SELECT count(*)::integer
        FROM report_event AS earlier
        WHERE earlier.report_id = event.report_id
            AND earlier.seq <= (event.data ->> 'undone')::integer
            AND earlier.is_public
    ) END AS undone_number,
    report.code, report.client_id, report.source_id, report.sensitivity, report.is_training, report.is_secret, report.status, report.unit_id,
    report.agency_id AS holder_id, report.stands_in_for, report.severity, report.publication, report.category_id,
    category.code AS category, said.name_vi, said.name_en, original.status AS original_status,
    CASE WHEN original.sensitivity < 2 THEN original.code END AS original
FROM report_event AS event
CROSS JOIN LATERAL (
    SELECT
        code, client_id, source_id, sensitivity, is_training, is_secret, status, unit_id, agency_id, stands_in_for, severity, publication,
        category_id, category_version, duplicate_of
    FROM report
    WHERE report.id = event.report_id
    OFFSET 0
) AS report
JOIN category ON category.id = report.category_id
JOIN category_version AS said ON said.category_id = report.category_id AND said.version = report.category_version
LEFT JOIN LATERAL (
    SELECT code, status, sensitivity
    FROM report AS other
    WHERE other.id = report.duplicate_of
    OFFSET 0
) AS original ON true
WHERE event.position IS NOT NULL;

GRANT SELECT ON report_change TO app_rw;

-- The same as far as the public may know of it, with what it may know: as `public_report_event` and `public_report`.
CREATE VIEW public_change WITH (security_barrier) AS
SELECT
    position, mark, report_id, at, type, actor_kind, actor_agency_id, agency_id,
    CASE WHEN type IN ('sla_breached', 'sla_voided') THEN clock END AS clock,
    CASE WHEN type IN ('sla_breached', 'sla_voided') THEN occurred_at END AS occurred_at,
    CASE refusal WHEN 'state_secret' THEN 'outside_city_competence' ELSE refusal END AS refusal, number, undone_number, code, status, unit_id,
    holder_id, stands_in_for, severity, publication, category_id, category, name_vi, name_en,
    -- Of an original that is never listed nothing is told.
    CASE WHEN original IS NOT NULL THEN original_status END AS original_status, original
FROM report_change
WHERE is_public
    AND sensitivity < 2
    AND NOT is_training;

GRANT SELECT ON public_change TO app_public_ro;

-- A client may follow what becomes of its reports.
ALTER TABLE client_token
    DROP CONSTRAINT client_token_scopes_check,
    ADD CONSTRAINT client_token_scopes_check CHECK (
        cardinality(scopes) > 0 AND scopes <@ '{reports.file,reports.assert,changes.read}'
    );
