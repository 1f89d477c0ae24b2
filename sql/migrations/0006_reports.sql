-- Registered API clients. A report filed through none has no client.
CREATE TABLE api_client (
    id         uuid PRIMARY KEY,
    name       text NOT NULL CONSTRAINT api_client_name_key UNIQUE,
    created_at timestamptz NOT NULL
);

-- The facts of a report that may be public. Words, people and the exact place stand in the two tables below.
CREATE TABLE report (
    id                   uuid PRIMARY KEY,
    code                 text NOT NULL CONSTRAINT report_code_key UNIQUE CHECK (code ~ '^HN-[0-9]{2}-[0-9A-HJKMNP-TV-Z]{6}-[0-9A-HJKMNP-TV-Z]$'),
    version              integer NOT NULL CHECK (version >= 1),
    status               text NOT NULL CHECK (
        status IN (
            'submitted', 'acknowledged', 'in_progress', 'awaiting_citizen', 'resolved', 'closed', 'refused', 'withdrawn', 'duplicate'
        )
    ),
    created_at           timestamptz NOT NULL,
    updated_at           timestamptz NOT NULL CHECK (updated_at >= created_at),
    last_seq             integer NOT NULL CHECK (last_seq >= 1),
    category_id          uuid NOT NULL,
    category_version     integer NOT NULL,
    severity             text NOT NULL CHECK (severity IN ('urgent', 'normal', 'complex')),
    sensitivity          smallint NOT NULL CHECK (sensitivity BETWEEN 0 AND 2),
    unit_id              uuid REFERENCES unit,
    agency_id            uuid NOT NULL REFERENCES agency,
    boundary_version_id  uuid REFERENCES boundary_version,
    routing_method       text NOT NULL CHECK (routing_method IN ('point', 'address', 'border', 'rule', 'manual')),
    routing_confidence   text NOT NULL CHECK (routing_confidence IN ('high', 'medium', 'low')),
    public_point         geometry(Point, 4326),
    publication          text NOT NULL CHECK (publication IN ('pending', 'published', 'withheld')),
    published_text       text,
    client_id            uuid REFERENCES api_client,
    channel              text NOT NULL CHECK (channel IN ('api', 'app', 'web', 'zalo', 'email', 'hotline', 'counter')),
    source               text NOT NULL,
    source_id            text,
    tracking_key_id      text NOT NULL,
    FOREIGN KEY (category_id, category_version) REFERENCES category_version (category_id, version),
    CHECK (published_text IS NULL OR publication = 'published'),
    CHECK (sensitivity < 2 OR (public_point IS NULL AND publication <> 'published')),
    CHECK ((unit_id IS NULL) = (boundary_version_id IS NULL))
);

-- What the citizen wrote, until an officer publishes it: for the desk, not for the public.
CREATE TABLE report_content (
    report_id   uuid PRIMARY KEY REFERENCES report,
    description text NOT NULL,
    address     text,
    occurred_at timestamptz,
    attributes  jsonb NOT NULL CHECK (jsonb_typeof(attributes) = 'object')
);

-- Who reported, and where exactly. Sealed columns are AES-256-GCM under a data key of the report's own, which is
-- itself sealed under the master key `key_id`: deleting `data_key` erases the person. Look-ups go by keyed digests.
CREATE TABLE report_private (
    report_id         uuid PRIMARY KEY REFERENCES report,
    point             geometry(Point, 4326),
    accuracy_m        double precision CHECK (accuracy_m >= 0),
    key_id            text NOT NULL,
    data_key          bytea,
    reporter_kind     text CHECK (reporter_kind IN ('person', 'organization')),
    show_name_to      text NOT NULL CHECK (show_name_to IN ('nobody', 'agency', 'public')),
    name_sealed       bytea,
    phone_sealed      bytea,
    phone_lookup      bytea,
    email_sealed      bytea,
    email_lookup      bytea,
    attributes_sealed bytea,
    lookup_key_id     text NOT NULL
);

-- The second line behind the service's own checks: a session sees only the report it has named, and by default none.
ALTER TABLE report_private ENABLE ROW LEVEL SECURITY;
ALTER TABLE report_private FORCE ROW LEVEL SECURITY;

CREATE POLICY report_private_of_named_report ON report_private
    USING (report_id = nullif(current_setting('app.report_id', true), '')::uuid);

-- Append-only history; everything that happens to a report is one row in the transaction of the change.
-- `seq` has no gaps within a report; `position` is the one commit order for all readers, given after the commit.
CREATE TABLE report_event (
    report_id       uuid NOT NULL REFERENCES report,
    seq             integer NOT NULL CHECK (seq >= 1),
    position        bigint CONSTRAINT report_event_position_key UNIQUE,
    at              timestamptz NOT NULL,
    type            text NOT NULL CHECK (type ~ '^[a-z_]+$'),
    actor_kind      text NOT NULL CHECK (actor_kind IN ('citizen', 'agency', 'system')),
    actor_agency_id uuid REFERENCES agency,
    -- The desk that holds the report from this event on
    agency_id       uuid NOT NULL REFERENCES agency,
    is_public       boolean NOT NULL,
    data            jsonb NOT NULL CHECK (jsonb_typeof(data) = 'object'),
    PRIMARY KEY (report_id, seq),
    CHECK ((actor_kind = 'agency') = (actor_agency_id IS NOT NULL))
);

-- The sequencer's work list: committed events without a position.
CREATE INDEX report_event_unnumbered_idx ON report_event (at, report_id, seq) WHERE position IS NULL;

CREATE FUNCTION report_event_is_append_only() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND OLD.position IS NULL THEN
            OLD.position := NEW.position;
            IF NEW IS NOT DISTINCT FROM OLD THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION 'report_event is append-only' USING ERRCODE = 'restrict_violation';
    END
    $$;

CREATE TRIGGER report_event_append_only
    BEFORE UPDATE OR DELETE ON report_event
    FOR EACH ROW EXECUTE FUNCTION report_event_is_append_only();

CREATE TRIGGER report_event_no_truncate
    BEFORE TRUNCATE ON report_event
    FOR EACH STATEMENT EXECUTE FUNCTION report_event_is_append_only();

-- The clocks as they stand: a cache of what the events say. Times are whole seconds, amounts working seconds.
CREATE TABLE sla_clock (
    report_id        uuid NOT NULL REFERENCES report,
    cycle            integer NOT NULL CHECK (cycle >= 1),
    clock            text NOT NULL CHECK (clock IN ('acknowledge', 'resolve')),
    state            text NOT NULL CHECK (state IN ('pending', 'running', 'paused', 'met', 'missed', 'cancelled')),
    policy_id        uuid NOT NULL REFERENCES sla_policy,
    calendar_code    text NOT NULL,
    calendar_version integer NOT NULL,
    target_s         integer NOT NULL CHECK (target_s > 0),
    used_s           integer NOT NULL CHECK (used_s >= 0),
    started_at       timestamptz,
    -- The first working instant at or after the start
    counts_from      timestamptz,
    due_at           timestamptz,
    breach_at        timestamptz,
    projected_due_at timestamptz,
    PRIMARY KEY (report_id, cycle, clock),
    FOREIGN KEY (calendar_code, calendar_version) REFERENCES calendar_version,
    CHECK ((state = 'pending') = (projected_due_at IS NOT NULL)),
    CHECK ((state = 'pending') = (started_at IS NULL)),
    CHECK (counts_from >= started_at),
    CHECK ((state = 'running') = (due_at IS NOT NULL)),
    CHECK ((due_at IS NULL) = (breach_at IS NULL)),
    CHECK (breach_at >= due_at)
);

-- The key a client retries with, in the transaction of the work it names. The answer is told again from the
-- report's first event, so nothing secret is stored. Without a client the key alone must tell callers apart.
CREATE TABLE idempotency_key (
    client_id   uuid REFERENCES api_client,
    route       text NOT NULL,
    key         text NOT NULL CHECK (octet_length(key) BETWEEN 1 AND 128),
    -- SHA-256 of the request body
    fingerprint bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
    report_id   uuid NOT NULL,
    created_at  timestamptz NOT NULL,
    CONSTRAINT idempotency_key_key UNIQUE NULLS NOT DISTINCT (client_id, route, key)
);

-- Keys older than seven days mean nothing any more: housekeeping finds them by age.
CREATE INDEX idempotency_key_age_idx ON idempotency_key USING brin (created_at);

-- What the public read path may see: it has no grant on the tables themselves. Barriers, so that no condition a query adds is
-- evaluated on rows that are not to be seen. That a pin lies near a border, or how sure its unit is, would narrow the place down.
CREATE VIEW public_report WITH (security_barrier) AS
SELECT
    id, code, version, status, created_at, updated_at, category_id, category_version, severity, unit_id, agency_id,
    boundary_version_id, CASE routing_method WHEN 'border' THEN 'point' ELSE routing_method END AS routing_method,
    NULL::text AS routing_confidence, public_point, publication, published_text
FROM report
WHERE sensitivity < 2;

CREATE VIEW public_report_event WITH (security_barrier) AS
SELECT event.report_id, event.seq, event.at, event.type, event.actor_kind, event.actor_agency_id, event.agency_id
FROM report_event AS event
JOIN report ON report.id = event.report_id
WHERE event.is_public
    AND report.sensitivity < 2;

CREATE VIEW public_sla_clock WITH (security_barrier) AS
SELECT clock.report_id, clock.cycle, clock.clock, clock.state, clock.policy_id, clock.used_s, clock.counts_from, clock.due_at, clock.breach_at,
    clock.projected_due_at
FROM sla_clock AS clock
JOIN report ON report.id = clock.report_id
WHERE report.sensitivity < 2;

GRANT SELECT, INSERT, UPDATE ON report, report_content, report_private, sla_clock TO app_rw;
GRANT SELECT, INSERT ON report_event TO app_rw;
GRANT UPDATE (position) ON report_event TO app_rw;
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_key TO app_rw;
GRANT SELECT ON api_client TO app_rw;
GRANT SELECT ON public_report, public_report_event, public_sla_clock TO app_public_ro;
