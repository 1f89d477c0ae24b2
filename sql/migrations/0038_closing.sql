-- Whether a leader has to approve the answers of a desk before they are given.
ALTER TABLE agency ADD COLUMN needs_approval boolean NOT NULL DEFAULT false;

GRANT UPDATE (needs_approval) ON agency TO app_rw;

-- What people are told of each code by which a report is refused: what it rests on, and where to go instead.
CREATE TABLE refusal_reason (
    code           text PRIMARY KEY CHECK (code ~ '^[a-z_]+$'),
    name_vi        text NOT NULL,
    name_en        text NOT NULL,
    explanation_vi text NOT NULL,
    explanation_en text NOT NULL,
    legal_basis    text,
    guidance_vi    text,
    guidance_en    text,
    guidance_url   text CHECK (guidance_url ~ '^https://'),
    guidance_phone text,
    CHECK (num_nonnulls(guidance_vi, guidance_en) IN (0, 2)),
    CHECK (guidance_vi IS NOT NULL OR num_nonnulls(guidance_url, guidance_phone) = 0)
);

CREATE TRIGGER refusal_reason_moves_epoch
    AFTER INSERT OR UPDATE OR DELETE ON refusal_reason
    FOR EACH ROW EXECUTE FUNCTION move_reference_epoch();
CREATE TRIGGER refusal_reason_emptied_moves_epoch
    AFTER TRUNCATE ON refusal_reason
    FOR EACH STATEMENT EXECUTE FUNCTION move_reference_epoch();

GRANT SELECT ON refusal_reason TO app_rw, app_public_ro;

-- An act has pictures and the files of documents.
ALTER TABLE attachment
    DROP CONSTRAINT attachment_position_check,
    ADD CONSTRAINT attachment_position_check CHECK (position BETWEEN 1 AND 10);

-- Official documents that a desk's answer rests on.
CREATE TABLE report_event_document (
    report_id     uuid NOT NULL,
    seq           integer NOT NULL,
    position      smallint NOT NULL CHECK (position BETWEEN 1 AND 5),
    number        text NOT NULL CHECK (number <> ''),
    issued_on     date NOT NULL,
    issuer        text NOT NULL CHECK (issuer <> ''),
    title         text NOT NULL CHECK (title <> ''),
    attachment_id uuid REFERENCES attachment ON DELETE SET NULL,
    PRIMARY KEY (report_id, seq, position),
    FOREIGN KEY (report_id, seq) REFERENCES report_event
);

-- An attachment is let go: which document was it of?
CREATE INDEX report_event_document_attachment_idx ON report_event_document (attachment_id) WHERE attachment_id IS NOT NULL;

GRANT SELECT, INSERT ON report_event_document TO app_rw;
GRANT UPDATE (seq, number, issuer, title) ON report_event_document TO app_rw;

-- As for `report_event_text`: a session sees only the report it has named, and by default none.
ALTER TABLE report_event_document ENABLE ROW LEVEL SECURITY;
ALTER TABLE report_event_document FORCE ROW LEVEL SECURITY;

CREATE POLICY report_event_document_of_named_report ON report_event_document
    USING (report_id = nullif(current_setting('app.report_id', true), '')::uuid);
-- The owner of the view below. The service never acts as it.
CREATE POLICY report_event_document_of_owner ON report_event_document TO migrator
    USING (true);

-- Acts as they stand in public: what was taken back, waits for a leader, or is a state secret is shown to nobody outside.
CREATE VIEW public_act WITH (security_barrier) AS
SELECT event.report_id, event.seq
FROM report_event AS event
WHERE event.is_public
    AND (event.type <> 'refused' OR event.data ->> 'code' <> 'state_secret')
    AND NOT EXISTS (
        SELECT
        FROM report_event AS later
        WHERE later.report_id = event.report_id
            AND later.type = 'undone'
            AND (later.data ->> 'undone')::integer = event.seq
    );

GRANT SELECT ON public_act TO app_rw;

CREATE OR REPLACE VIEW public_attachment WITH (security_barrier) AS
SELECT
    attachment.id, attachment.report_id, attachment.kind, attachment.width, attachment.height, attachment.used_as, attachment.event_seq,
    attachment.position, attachment.redacted_at IS NOT NULL AS is_redacted, file.size, file.object, stored.bytes, stored.content_type
FROM attachment
JOIN report ON report.id = attachment.report_id
JOIN attachment_object AS file
    ON file.attachment_id = attachment.id
    AND file.copy = CASE WHEN attachment.redacted_at IS NULL THEN 'original' ELSE 'redacted' END
JOIN stored_object AS stored ON stored.name = file.object
WHERE report.publication = 'published'
    AND report.sensitivity < 2
    AND NOT report.is_training
    AND (
        attachment.used_as = 'report'
        OR (
            attachment.used_as = 'action'
            AND EXISTS (
                SELECT
                FROM public_act AS act
                WHERE act.report_id = attachment.report_id
                    AND act.seq = attachment.event_seq
            )
        )
    );

-- What whoever filed a report sees of it, or of the one it is a duplicate of: their own pictures as they are, a desk's without what was redacted.
CREATE VIEW reporter_attachment WITH (security_invoker) AS
SELECT
    attachment.id, attachment.report_id, attachment.kind, attachment.width, attachment.height, attachment.used_as, attachment.event_seq,
    attachment.position, attachment.redacted_at IS NOT NULL AS is_redacted, file.size, file.object, stored.bytes, stored.content_type
FROM attachment
JOIN attachment_object AS file
    ON file.attachment_id = attachment.id
    AND file.copy = CASE
        WHEN attachment.original_erased_at IS NOT NULL OR (attachment.used_as = 'action' AND attachment.redacted_at IS NOT NULL) THEN 'redacted'
        ELSE 'original'
    END
JOIN stored_object AS stored ON stored.name = file.object;

GRANT SELECT ON reporter_attachment TO app_rw;

CREATE VIEW public_report_document WITH (security_barrier) AS
SELECT
    document.report_id, document.seq, document.position, document.number, document.issued_on, document.issuer, document.title,
    document.attachment_id
FROM report_event_document AS document
JOIN report ON report.id = document.report_id
JOIN public_act AS act ON act.report_id = document.report_id AND act.seq = document.seq
WHERE report.publication = 'published'
    AND report.sensitivity < 2
    AND NOT report.is_training;

GRANT SELECT ON public_report_document TO app_public_ro;

-- Why a report was refused, and when what shows it was photographed. What is a state secret is told outside as out of the city's scope.
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
    CASE WHEN event.type = 'undone' THEN (event.data ->> 'undone')::integer END AS undone
FROM report_event AS event
JOIN report ON report.id = event.report_id
WHERE event.is_public
    AND report.sensitivity < 2
    AND NOT report.is_training;

-- Parts of the words that a desk keeps from the public besides those that are found by themselves; they hold for every publication until
-- others are named.
ALTER TABLE report_content
    ADD COLUMN hidden_parts jsonb CHECK (jsonb_typeof(hidden_parts) = 'array');

-- StaffReader.nearQuery: reports near a place.
CREATE INDEX report_near_idx ON report USING gist (public_point)
    WHERE status IN ('submitted', 'acknowledged', 'in_progress', 'awaiting_citizen', 'resolved', 'closed');
