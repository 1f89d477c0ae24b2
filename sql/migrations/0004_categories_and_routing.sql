-- The two-level tree citizens choose from. What a category says is versioned: a report keeps the version it was filed under.
CREATE TABLE category (
    id             uuid PRIMARY KEY,
    code           text NOT NULL CONSTRAINT category_code_key UNIQUE CHECK (code ~ '^[a-z][a-z_]*(\.[a-z][a-z_]*)?$'),
    parent_id      uuid REFERENCES category,
    position       integer NOT NULL,
    version        integer NOT NULL CHECK (version >= 1),
    -- Digest of the reference file's entry this version came from: loading the same file again changes nothing.
    reference_hash bytea NOT NULL,
    retired_at     timestamptz,
    CHECK ((parent_id IS NULL) = (code NOT LIKE '%.%'))
);

CREATE TABLE category_version (
    category_id       uuid NOT NULL REFERENCES category,
    version           integer NOT NULL,
    valid_from        timestamptz NOT NULL,
    name_vi           text NOT NULL,
    name_en           text NOT NULL,
    severity          text CHECK (severity IN ('urgent', 'normal', 'complex')),
    -- 0: listed, pin to about 50 m; 1: coarse, only the unit is shown; 2: never shown, counted only
    sensitivity       smallint CHECK (sensitivity BETWEEN 0 AND 2),
    evidence_required boolean NOT NULL,
    legal_basis       text,
    -- Numbers to call in danger, shown with the receipt
    emergency         text[] NOT NULL,
    -- Agencies that follow besides the responsible one
    also_agencies     text[] NOT NULL,
    attributes        jsonb NOT NULL CHECK (jsonb_typeof(attributes) = 'array'),
    PRIMARY KEY (category_id, version),
    CHECK ((severity IS NULL) = (sensitivity IS NULL))
);

-- category × unit → desk. A rule names one agency, or the committee or police desk of whichever unit the report lies in.
-- Only active rules route; a proposed one waits for the desk it names, and until then the unit's committee has the report.
CREATE TABLE routing_rule (
    id          uuid PRIMARY KEY,
    category_id uuid NOT NULL REFERENCES category,
    unit_id     uuid REFERENCES unit,
    agency_id   uuid REFERENCES agency,
    unit_desk   text CHECK (unit_desk IN ('committee', 'police')),
    status      text NOT NULL CHECK (status IN ('proposed', 'active', 'retired')),
    note        text,
    CHECK (num_nonnulls(agency_id, unit_desk) = 1),
    CONSTRAINT routing_rule_target_key UNIQUE NULLS NOT DISTINCT (category_id, unit_id, agency_id, unit_desk)
);

-- Two active rules for one category and unit would be a tie.
CREATE UNIQUE INDEX routing_rule_active_key ON routing_rule (category_id, unit_id) NULLS NOT DISTINCT WHERE status = 'active';

CREATE TRIGGER category_moves_epoch
    AFTER INSERT OR UPDATE OR DELETE ON category
    FOR EACH ROW EXECUTE FUNCTION move_reference_epoch();
CREATE TRIGGER category_emptied_moves_epoch
    AFTER TRUNCATE ON category
    FOR EACH STATEMENT EXECUTE FUNCTION move_reference_epoch();

CREATE TRIGGER category_version_moves_epoch
    AFTER INSERT OR UPDATE OR DELETE ON category_version
    FOR EACH ROW EXECUTE FUNCTION move_reference_epoch();
CREATE TRIGGER category_version_emptied_moves_epoch
    AFTER TRUNCATE ON category_version
    FOR EACH STATEMENT EXECUTE FUNCTION move_reference_epoch();

CREATE TRIGGER routing_rule_moves_epoch
    AFTER INSERT OR UPDATE OR DELETE ON routing_rule
    FOR EACH ROW EXECUTE FUNCTION move_reference_epoch();
CREATE TRIGGER routing_rule_emptied_moves_epoch
    AFTER TRUNCATE ON routing_rule
    FOR EACH STATEMENT EXECUTE FUNCTION move_reference_epoch();

GRANT SELECT ON category, category_version, routing_rule TO app_rw, app_public_ro;
