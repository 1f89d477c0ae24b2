-- Commune-level administrative units. Official codes are reused across eras (103 of the 126 codes of 2025 named
-- another unit before), so nothing refers to a bare code: it is (code, valid_from), or the id. A unit whose beginning
-- is not recorded is valid from 0001-01-01.
CREATE TABLE unit (
    id             uuid PRIMARY KEY,
    code           text NOT NULL CHECK (code ~ '^[0-9]{5}$'),
    valid_from     date NOT NULL,
    valid_to       date,
    kind           text NOT NULL CHECK (kind IN ('ward', 'commune', 'township')),
    name           text NOT NULL CHECK (name = normalize(name, NFC)),
    full_name      text NOT NULL CHECK (full_name = normalize(full_name, NFC)),
    name_en        text NOT NULL,
    full_name_en   text NOT NULL,
    search_key     text NOT NULL CHECK (search_key ~ '^[ -~]+$'),
    district_code  text,
    district_name  text,
    area_km2       double precision CHECK (area_km2 > 0),
    population     integer CHECK (population >= 0),
    point          geometry(Point, 4326),
    office_address text,
    CONSTRAINT unit_code_key UNIQUE (code, valid_from),
    CHECK (valid_to > valid_from),
    CHECK ((district_code IS NULL) = (district_name IS NULL))
);

-- What became of a unit: territory (and mostly residents) of the predecessor that went to the successor.
CREATE TABLE unit_succession (
    predecessor_id uuid NOT NULL REFERENCES unit,
    successor_id   uuid NOT NULL REFERENCES unit,
    kind           text NOT NULL CHECK (kind IN ('whole', 'part', 'remainder', 'area_only')),
    certainty      text NOT NULL CHECK (certainty IN ('certain', 'all_residents', 'all_residents_inferred', 'area_only', 'ambiguous')),
    legal_ref      text NOT NULL,
    clause         integer NOT NULL,
    PRIMARY KEY (predecessor_id, successor_id)
);

-- "Which former units make up this one?"
CREATE INDEX unit_succession_successor_idx ON unit_succession (successor_id);

-- A desk that handles reports. The committee and the police desk of a unit name it; city-level desks name none.
CREATE TABLE agency (
    id         uuid PRIMARY KEY,
    code       text NOT NULL CONSTRAINT agency_code_key UNIQUE,
    kind       text NOT NULL CHECK (kind IN ('committee', 'police', 'department', 'company', 'coordinator')),
    name       text NOT NULL,
    name_en    text NOT NULL,
    short_name text NOT NULL,
    unit_id    uuid REFERENCES unit,
    CHECK (kind <> 'committee' OR unit_id IS NOT NULL),
    CHECK (kind NOT IN ('department', 'company', 'coordinator') OR unit_id IS NULL)
);

-- One committee and one police desk a unit; one coordinator in the city.
CREATE UNIQUE INDEX agency_unit_desk_key ON agency (unit_id, kind) WHERE unit_id IS NOT NULL;
CREATE UNIQUE INDEX agency_coordinator_key ON agency (kind) WHERE kind = 'coordinator';

CREATE TRIGGER unit_moves_epoch
    AFTER INSERT OR UPDATE OR DELETE ON unit
    FOR EACH ROW EXECUTE FUNCTION move_reference_epoch();
CREATE TRIGGER unit_emptied_moves_epoch
    AFTER TRUNCATE ON unit
    FOR EACH STATEMENT EXECUTE FUNCTION move_reference_epoch();

CREATE TRIGGER agency_moves_epoch
    AFTER INSERT OR UPDATE OR DELETE ON agency
    FOR EACH ROW EXECUTE FUNCTION move_reference_epoch();
CREATE TRIGGER agency_emptied_moves_epoch
    AFTER TRUNCATE ON agency
    FOR EACH STATEMENT EXECUTE FUNCTION move_reference_epoch();

GRANT SELECT ON unit, unit_succession, agency TO app_rw, app_public_ro;
