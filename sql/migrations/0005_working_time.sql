-- Working calendars: a weekly template of intervals and dated exceptions that replace the whole day.
-- Times of day are seconds from local midnight, intervals half-open and within one day.
CREATE TABLE calendar (
    code           text PRIMARY KEY,
    name_vi        text NOT NULL,
    name_en        text NOT NULL,
    version        integer NOT NULL CHECK (version >= 1),
    reference_hash bytea NOT NULL
);

CREATE TABLE calendar_version (
    calendar_code text NOT NULL REFERENCES calendar,
    version       integer NOT NULL,
    published_at  timestamptz NOT NULL,
    utc_offset_s  integer NOT NULL CHECK (utc_offset_s BETWEEN -43200 AND 50400),
    nominal_day_s integer NOT NULL CHECK (nominal_day_s BETWEEN 1 AND 86400),
    first_day     date NOT NULL,
    last_day      date NOT NULL,
    source        text NOT NULL,
    PRIMARY KEY (calendar_code, version),
    CHECK (last_day > first_day)
);

CREATE TABLE calendar_week (
    calendar_code text NOT NULL,
    version       integer NOT NULL,
    iso_weekday   smallint NOT NULL CHECK (iso_weekday BETWEEN 1 AND 7),
    opens_s       integer[] NOT NULL,
    closes_s      integer[] NOT NULL,
    PRIMARY KEY (calendar_code, version, iso_weekday),
    FOREIGN KEY (calendar_code, version) REFERENCES calendar_version,
    CHECK (cardinality(opens_s) = cardinality(closes_s))
);

CREATE TABLE calendar_exception (
    calendar_code text NOT NULL,
    version       integer NOT NULL,
    on_date       date NOT NULL,
    kind          text NOT NULL CHECK (kind IN ('holiday', 'observed', 'swap_off', 'swap_work', 'special')),
    name          text NOT NULL,
    decision      text NOT NULL,
    opens_s       integer[] NOT NULL,
    closes_s      integer[] NOT NULL,
    PRIMARY KEY (calendar_code, version, on_date),
    FOREIGN KEY (calendar_code, version) REFERENCES calendar_version,
    CHECK (cardinality(opens_s) = cardinality(closes_s)),
    CHECK (kind NOT IN ('holiday', 'observed', 'swap_off') OR cardinality(opens_s) = 0),
    CHECK (kind <> 'swap_work' OR cardinality(opens_s) > 0)
);

-- Time limits, in working seconds. A published version never changes; reports keep the one they were filed under.
CREATE TABLE sla_policy (
    id             uuid PRIMARY KEY,
    code           text NOT NULL,
    version        integer NOT NULL CHECK (version >= 1),
    name_vi        text NOT NULL,
    name_en        text NOT NULL,
    category_id    uuid REFERENCES category,
    severity       text CHECK (severity IN ('urgent', 'normal', 'complex')),
    unit_id        uuid REFERENCES unit,
    acknowledge_s  integer NOT NULL CHECK (acknowledge_s > 0),
    resolve_s      integer NOT NULL CHECK (resolve_s > 0),
    resolve_starts text NOT NULL CHECK (resolve_starts IN ('receipt', 'acknowledge')),
    nominal_day_s  integer NOT NULL CHECK (nominal_day_s > 0),
    calendar_code  text NOT NULL REFERENCES calendar,
    legal_basis    text,
    -- false: a placeholder nobody responsible has signed; said in every answer that uses it
    confirmed      boolean NOT NULL,
    reference_hash bytea NOT NULL,
    published_at   timestamptz NOT NULL,
    retired_at     timestamptz,
    CONSTRAINT sla_policy_code_key UNIQUE (code, version)
);

-- A tie between two policies of the same scope is impossible.
CREATE UNIQUE INDEX sla_policy_scope_key ON sla_policy (category_id, severity, unit_id) NULLS NOT DISTINCT WHERE retired_at IS NULL;

CREATE TRIGGER calendar_moves_epoch
    AFTER INSERT OR UPDATE OR DELETE ON calendar
    FOR EACH ROW EXECUTE FUNCTION move_reference_epoch();
CREATE TRIGGER calendar_emptied_moves_epoch
    AFTER TRUNCATE ON calendar
    FOR EACH STATEMENT EXECUTE FUNCTION move_reference_epoch();

CREATE TRIGGER calendar_version_moves_epoch
    AFTER INSERT OR UPDATE OR DELETE ON calendar_version
    FOR EACH ROW EXECUTE FUNCTION move_reference_epoch();
CREATE TRIGGER calendar_version_emptied_moves_epoch
    AFTER TRUNCATE ON calendar_version
    FOR EACH STATEMENT EXECUTE FUNCTION move_reference_epoch();

CREATE TRIGGER calendar_week_moves_epoch
    AFTER INSERT OR UPDATE OR DELETE ON calendar_week
    FOR EACH ROW EXECUTE FUNCTION move_reference_epoch();
CREATE TRIGGER calendar_week_emptied_moves_epoch
    AFTER TRUNCATE ON calendar_week
    FOR EACH STATEMENT EXECUTE FUNCTION move_reference_epoch();

CREATE TRIGGER calendar_exception_moves_epoch
    AFTER INSERT OR UPDATE OR DELETE ON calendar_exception
    FOR EACH ROW EXECUTE FUNCTION move_reference_epoch();
CREATE TRIGGER calendar_exception_emptied_moves_epoch
    AFTER TRUNCATE ON calendar_exception
    FOR EACH STATEMENT EXECUTE FUNCTION move_reference_epoch();

CREATE TRIGGER sla_policy_moves_epoch
    AFTER INSERT OR UPDATE OR DELETE ON sla_policy
    FOR EACH ROW EXECUTE FUNCTION move_reference_epoch();
CREATE TRIGGER sla_policy_emptied_moves_epoch
    AFTER TRUNCATE ON sla_policy
    FOR EACH STATEMENT EXECUTE FUNCTION move_reference_epoch();

GRANT SELECT ON calendar, calendar_version, calendar_week, calendar_exception, sla_policy TO app_rw, app_public_ro;
