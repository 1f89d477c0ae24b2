-- Reporting periods that are closed: their figures as they stood then, signed by the key of the audit's seals. Later corrections change
-- figures, never these.
CREATE TABLE closed_period (
    -- 2026-10, 2026-Q4, 2026
    name       text PRIMARY KEY CHECK (name ~ '^20[0-9]{2}(-(0[1-9]|1[0-2])|-Q[1-4])?$'),
    -- The key it was closed with
    id         uuid NOT NULL CONSTRAINT closed_period_id_key UNIQUE,
    from_day   date NOT NULL,
    to_day     date NOT NULL CHECK (to_day > from_day),
    -- The last event counted
    position   bigint NOT NULL CHECK (position >= 0),
    closed_at  timestamptz NOT NULL CHECK (closed_at >= (to_day::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh')),
    closed_by  text NOT NULL CHECK (closed_by ~ '^[a-z0-9-]{1,32}$'),
    -- Lines of text, see README: the bytes that were signed
    figures    bytea NOT NULL,
    key_id     text NOT NULL,
    public_key bytea NOT NULL CHECK (octet_length(public_key) = 32),
    signature  bytea NOT NULL CHECK (octet_length(signature) = 64)
);

CREATE FUNCTION closed_period_is_append_only() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        RAISE EXCEPTION 'closed_period is append-only' USING ERRCODE = 'restrict_violation';
    END
    $$;

CREATE TRIGGER closed_period_append_only
    BEFORE UPDATE OR DELETE ON closed_period
    FOR EACH ROW EXECUTE FUNCTION closed_period_is_append_only();

CREATE TRIGGER closed_period_no_truncate
    BEFORE TRUNCATE ON closed_period
    FOR EACH STATEMENT EXECUTE FUNCTION closed_period_is_append_only();

GRANT SELECT, INSERT ON closed_period TO app_rw;
