-- What was done and by whom, and who read what only a desk may know: a row in the transaction of the deed, so that neither is without
-- the other. Codes, numbers and digests only, never personal data. Nothing is changed or deleted.
CREATE TABLE audit_entry (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- The order of commits, given after them: see 0007_event_positions.sql
    position    bigint CHECK (position >= 1),
    xact        xid8 NOT NULL DEFAULT pg_current_xact_id(),
    at          timestamptz NOT NULL DEFAULT instant_now(),
    actor_kind  text NOT NULL CHECK (actor_kind IN ('staff', 'client', 'citizen', 'system', 'cli')),
    -- The plain name of an account, token or part of the service, or an id; never a person's name
    actor       text NOT NULL CHECK (actor ~ '^[!-~]{1,64}$'),
    action      text NOT NULL CHECK (action ~ '^[a-z_]{1,40}$'),
    object_kind text NOT NULL CHECK (object_kind ~ '^[a-z_]{1,40}$'),
    object      text NOT NULL CHECK (object ~ '^[!-~]{1,128}$'),
    details     jsonb NOT NULL CHECK (jsonb_typeof(details) = 'object' AND octet_length(details::text) <= 4096),
    request_id  text CHECK (request_id ~ '^[!-~]{1,64}$'),
    -- Keeps anybody from guessing the entry by its digest
    salt        uuid NOT NULL DEFAULT gen_random_uuid()
);

-- The sequencer's work list, as for events.
CREATE INDEX audit_entry_unnumbered_idx ON audit_entry (xact, id) WHERE position IS NULL;
CREATE UNIQUE INDEX audit_entry_position_key ON audit_entry (position) WHERE position IS NOT NULL;

-- AuditReader.list: the newest first, of somebody, of one kind, about one thing; or of a stretch of time, as AuditReader.readings.
CREATE INDEX audit_entry_actor_idx ON audit_entry (actor, position);
CREATE INDEX audit_entry_action_idx ON audit_entry (action, position);
CREATE INDEX audit_entry_object_idx ON audit_entry (object, position);
CREATE INDEX audit_entry_at_idx ON audit_entry (at);

-- Every entry is updated once, as events are.
ALTER TABLE audit_entry SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100000);

CREATE FUNCTION audit_entry_is_append_only() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND OLD.position IS NULL THEN
            OLD.position := NEW.position;
            IF NEW IS NOT DISTINCT FROM OLD THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION 'audit_entry is append-only' USING ERRCODE = 'restrict_violation';
    END
    $$;

CREATE TRIGGER audit_entry_append_only
    BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_entry_is_append_only();

CREATE TRIGGER audit_entry_no_truncate
    BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_is_append_only();

-- Anybody adds, and sees nothing: a session has to say that it reads the audit.
ALTER TABLE audit_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_entry FORCE ROW LEVEL SECURITY;

CREATE POLICY audit_entry_added ON audit_entry
    FOR INSERT
    WITH CHECK (position IS NULL);

CREATE POLICY audit_entry_read ON audit_entry
    FOR SELECT
    USING (current_setting('app.reads_audit', true) = 'on');

CREATE POLICY audit_entry_numbered ON audit_entry
    FOR UPDATE
    USING (current_setting('app.reads_audit', true) = 'on');

GRANT SELECT, INSERT ON audit_entry TO app_rw;
GRANT UPDATE (position) ON audit_entry TO app_rw;
