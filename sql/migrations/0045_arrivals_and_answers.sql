-- What else a report asks of its desk, and who else follows what becomes of it, kept beside it by whoever writes its history.
ALTER TABLE report
    -- From another desk, and nothing was done to it here since
    ADD COLUMN is_arrived  boolean NOT NULL DEFAULT false,
    -- The reporter has written, and nothing was done to it here since
    ADD COLUMN has_message boolean NOT NULL DEFAULT false,
    -- Desks besides the one that has it that may see it: they had it, or were asked for an opinion
    ADD COLUMN known_to    uuid[] NOT NULL DEFAULT '{}';

UPDATE report
SET is_arrived = coalesce(coalesce(seen.acted, 0) <= seen.left_at, false)
        AND (
            report.status IN ('submitted', 'acknowledged', 'in_progress', 'awaiting_citizen')
            OR report.status = 'resolved' AND report.is_disputed
        ),
    has_message = coalesce(coalesce(seen.acted, 0) < seen.written, false)
FROM (
    SELECT
        event.report_id,
        max(event.seq) FILTER (WHERE event.agency_id <> report.agency_id) AS left_at,
        max(event.seq) FILTER (WHERE event.type = 'message_added') AS written,
        max(event.seq) FILTER (WHERE event.actor_agency_id = report.agency_id) AS acted
    FROM report_event AS event
    JOIN report ON report.id = event.report_id
    GROUP BY event.report_id
    HAVING bool_or(event.agency_id <> report.agency_id OR event.type = 'message_added')
) AS seen
WHERE seen.report_id = report.id;

-- But for what was taken back, for state secrets, and for what no unit's desk is to see.
UPDATE report
SET known_to = others.agencies
FROM (
    SELECT event.report_id, array_agg(DISTINCT named.agency_id) AS agencies
    FROM report_event AS event
    JOIN report ON report.id = event.report_id
    CROSS JOIN LATERAL (
        VALUES (event.agency_id), (CASE WHEN event.type = 'opinion_requested' THEN (event.data ->> 'agency')::uuid END)
    ) AS named (agency_id)
    WHERE named.agency_id <> report.agency_id
        AND NOT EXISTS (
            SELECT
            FROM report_event AS undone
            WHERE undone.report_id = event.report_id
                AND undone.type = 'undone'
                AND (undone.data ->> 'undone')::integer = event.seq
        )
        AND NOT report.is_secret
        AND NOT EXISTS (
            SELECT
            FROM routing_rule AS rule
            JOIN agency ON agency.id = rule.agency_id AND agency.kind = 'coordinator'
            JOIN category ON category.id = report.category_id
            WHERE rule.category_id IN (category.id, category.parent_id)
                AND rule.status = 'active'
        )
    GROUP BY event.report_id
) AS others
WHERE others.report_id = report.id;

-- InboxReader, StaffReader.list: what somebody still has to look at, and what others have now.
CREATE INDEX report_unread_idx ON report (agency_id, due_at, id) WHERE is_arrived OR has_message;
CREATE INDEX report_known_idx ON report USING gin (known_to) WHERE known_to <> '{}';

-- What a desk has answered, without what tells who somebody is: the public reads it once the report is published. Answers given before have
-- none.
ALTER TABLE report_event_text ADD COLUMN public_text text;

-- The owner of the view below. The service never acts as it.
CREATE POLICY report_event_text_of_owner ON report_event_text TO migrator
    USING (true);

CREATE VIEW public_act_text WITH (security_barrier) AS
SELECT said.report_id, said.seq, said.role, said.public_text
FROM report_event_text AS said
JOIN report ON report.id = said.report_id
JOIN public_act AS act ON act.report_id = said.report_id AND act.seq = said.seq
WHERE said.public_text IS NOT NULL
    AND report.publication = 'published'
    AND report.sensitivity < 2
    AND NOT report.is_training;

GRANT SELECT ON public_act_text TO app_public_ro;

-- How much time was granted.
CREATE OR REPLACE VIEW public_report_event WITH (security_barrier) AS
SELECT
    event.report_id, event.seq, event.at, event.type, event.actor_kind, event.actor_agency_id, event.agency_id,
    CASE WHEN event.type IN ('sla_breached', 'sla_voided') THEN event.data ->> 'clock' END AS clock,
    CASE WHEN event.type IN ('sla_breached', 'sla_voided') THEN to_timestamp((event.data ->> 'occurredAt')::bigint) END AS occurred_at,
    event.position,
    sha256(
        convert_to(
            concat_ws(
                E'\n', event.salt, event.report_id, event.seq, (extract(epoch FROM event.at) * 1000000)::bigint, event.is_public, event.data
            ),
            'UTF8'
        )
    ) AS digest,
    CASE WHEN event.type = 'refused' THEN
        CASE event.data ->> 'code' WHEN 'state_secret' THEN 'outside_city_competence' ELSE event.data ->> 'code' END
    END AS refusal,
    CASE WHEN event.type = 'refused' THEN to_timestamp((event.data ->> 'photographedAt')::bigint) END AS photographed_at,
    CASE WHEN event.type = 'undone' THEN (event.data ->> 'undone')::integer END AS undone,
    CASE WHEN event.type = 'extended' THEN (event.data ->> 'seconds')::bigint END AS granted_s
FROM report_event AS event
JOIN report ON report.id = event.report_id
WHERE event.is_public
    AND report.sensitivity < 2
    AND NOT report.is_training;

-- ReviewReader: what the city looks at again each month, disputes among it.
DROP INDEX report_event_review_idx;
CREATE INDEX report_event_review_idx ON report_event (at, report_id, seq) WHERE type IN ('rated', 'disputed', 'withheld', 'refused');

-- A team's name and a template's title are the same however they are spaced and in whatever case; marks make other words. Those that were
-- there twice are numbered.
CREATE FUNCTION same_name(said text) RETURNS text
    LANGUAGE sql
    IMMUTABLE
    STRICT
    PARALLEL SAFE
    AS $$ SELECT btrim(regexp_replace(lower(normalize(said, NFC) COLLATE "und-x-icu"), '\s+', ' ', 'g')) $$;

UPDATE team
SET name = team.name || ' (' || twice.number || ')'
FROM (
    SELECT id, row_number() OVER (PARTITION BY agency_id, same_name(name) ORDER BY created_at, id) AS number
    FROM team
) AS twice
WHERE twice.id = team.id
    AND twice.number > 1;

UPDATE answer_template
SET title = answer_template.title || ' (' || twice.number || ')'
FROM (
    SELECT id, row_number() OVER (PARTITION BY agency_id, same_name(title) ORDER BY created_at, id) AS number
    FROM answer_template
) AS twice
WHERE twice.id = answer_template.id
    AND twice.number > 1;

ALTER TABLE team DROP CONSTRAINT team_name_key;
CREATE UNIQUE INDEX team_name_key ON team (agency_id, same_name(name));
ALTER TABLE answer_template DROP CONSTRAINT answer_template_title_key;
CREATE UNIQUE INDEX answer_template_title_key ON answer_template (agency_id, same_name(title));
