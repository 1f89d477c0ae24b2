-- Practice: two desks that nothing real is routed to, and reports that nobody filed and nothing counts.
ALTER TABLE agency
    DROP CONSTRAINT agency_kind_check,
    ADD CONSTRAINT agency_kind_check CHECK (
        kind IN ('committee', 'police', 'department', 'company', 'coordinator', 'training', 'training_coordinator')
    ),
    ADD COLUMN is_training boolean NOT NULL GENERATED ALWAYS AS (kind IN ('training', 'training_coordinator')) STORED,
    ADD CONSTRAINT agency_training_key UNIQUE (id, is_training),
    ADD CHECK (NOT is_training OR unit_id IS NULL);

CREATE UNIQUE INDEX agency_training_kind_key ON agency (kind) WHERE is_training;

-- What people practise on, as sql/reference/training-cases.json has it.
CREATE TABLE training_case (
    code     text PRIMARY KEY CHECK (code ~ '^[a-z0-9-]{1,40}$'),
    -- NULL: not offered any more
    position integer,
    content  jsonb NOT NULL CHECK (jsonb_typeof(content) = 'object')
);

GRANT SELECT ON training_case TO app_rw;

-- A report for practice names its case, and is so from its first moment to its end. The key holds such reports at the desks for practice,
-- and all others away from them. Lists, figures and sums leave them out: `NOT is_training`. What is there is looked at by the next file, while
-- others write.
ALTER TABLE report
    ADD COLUMN is_training boolean NOT NULL DEFAULT false,
    ADD COLUMN training_case text REFERENCES training_case,
    ADD CONSTRAINT report_training_check CHECK (is_training = (training_case IS NOT NULL)) NOT VALID,
    DROP CONSTRAINT report_agency_id_fkey,
    ADD CONSTRAINT report_agency_id_fkey FOREIGN KEY (agency_id, is_training) REFERENCES agency (id, is_training) NOT VALID;

CREATE FUNCTION report_training_stands() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF NEW.training_case IS DISTINCT FROM OLD.training_case THEN
            RAISE EXCEPTION 'a report is for practice from the beginning or never' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END
    $$;

CREATE TRIGGER report_training_stands
    BEFORE UPDATE OF is_training, training_case ON report
    FOR EACH ROW EXECUTE FUNCTION report_training_stands();

-- RetentionStore: what was practised, the oldest first.
CREATE INDEX report_training_kept_idx ON report (created_at, id) WHERE is_training AND words_reduced_at IS NULL;

CREATE OR REPLACE VIEW public_report WITH (security_barrier) AS
SELECT
    id, code, public_version AS version, status, created_at, public_updated_at AS updated_at, category_id, category_version, severity,
    unit_id, agency_id, boundary_version_id, CASE routing_method WHEN 'border' THEN 'point' ELSE routing_method END AS routing_method,
    NULL::text AS routing_confidence, public_point, publication, published_text, sensitivity, duplicate_of, stands_in_for
FROM report
WHERE sensitivity < 2
    AND NOT is_training;

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
    ) AS digest
FROM report_event AS event
JOIN report ON report.id = event.report_id
WHERE event.is_public
    AND report.sensitivity < 2
    AND NOT report.is_training;

CREATE OR REPLACE VIEW public_sla_clock WITH (security_barrier) AS
SELECT clock.report_id, clock.cycle, clock.clock, clock.state, clock.policy_id, clock.used_s, clock.counts_from, clock.due_at, clock.breach_at,
    clock.projected_due_at, clock.target_s, clock.outcome
FROM sla_clock AS clock
JOIN report ON report.id = clock.report_id
WHERE report.sensitivity < 2
    AND NOT report.is_training
    AND clock.clock <> 'handle';
