-- Boundaries of the commune-level units, in versions. The service only reads them: imports run as migrator.

CREATE TABLE boundary_version (
    id             uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    title          text NOT NULL CHECK (title <> ''),
    legal_ref      text CHECK (legal_ref <> ''),
    source         text NOT NULL CHECK (source <> ''),
    approximate    boolean NOT NULL DEFAULT false,
    effective_from date NOT NULL CHECK (isfinite(effective_from)),
    status         text NOT NULL DEFAULT 'draft'
                   CHECK (status IN ('draft', 'validated', 'scheduled', 'active', 'retired')),
    created_at     timestamptz NOT NULL DEFAULT now(),
    activated_at   timestamptz,
    retired_at     timestamptz,
    report         jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(report) = 'object'),
    CONSTRAINT boundary_version_legal_ref CHECK (approximate OR legal_ref IS NOT NULL),
    CONSTRAINT boundary_version_activated CHECK ((activated_at IS NOT NULL) = (status IN ('active', 'retired'))),
    CONSTRAINT boundary_version_retired CHECK ((retired_at IS NOT NULL) = (status = 'retired')),
    CONSTRAINT boundary_version_order CHECK (retired_at >= activated_at)
);

-- At most one version is active; also how filing and locating find it.
CREATE UNIQUE INDEX boundary_version_one_active ON boundary_version (status) WHERE status = 'active';

CREATE TABLE unit_boundary (
    version uuid NOT NULL REFERENCES boundary_version ON DELETE CASCADE,
    unit    uuid NOT NULL REFERENCES unit,
    geom    geometry(MultiPolygon, 4326) NOT NULL,
    area_m2 double precision NOT NULL GENERATED ALWAYS AS (ST_Area(geom::geography)) STORED CHECK (area_m2 > 0),
    PRIMARY KEY (version, unit),
    CONSTRAINT unit_boundary_valid CHECK (ST_IsValid(geom) AND NOT ST_IsEmpty(geom))
);

-- The polygons cut to at most 128 vertices: a point is tested against some 60 corners instead of up to 4,500.
CREATE TABLE unit_boundary_part (
    version uuid NOT NULL,
    unit    uuid NOT NULL,
    geom    geometry(Polygon, 4326) NOT NULL,
    FOREIGN KEY (version, unit) REFERENCES unit_boundary ON DELETE CASCADE
);

-- locate_units: the parts that cover a point.
CREATE INDEX unit_boundary_part_geom ON unit_boundary_part USING gist (geom);
-- derive_boundary_geometry and the cascade from unit_boundary: a version's parts.
CREATE INDEX unit_boundary_part_version ON unit_boundary_part (version, unit);

-- The borders in metres (UTM 48N), cut to at most 8 vertices, so that a search of 200 m reads a handful of them.
CREATE TABLE unit_border_segment (
    version uuid NOT NULL,
    unit    uuid NOT NULL,
    geom    geometry(LineString, 32648) NOT NULL,
    FOREIGN KEY (version, unit) REFERENCES unit_boundary ON DELETE CASCADE
);

-- locate_units: the borders within 200 m or 500 m of a point.
CREATE INDEX unit_border_segment_geom ON unit_border_segment USING gist (geom);
-- derive_boundary_geometry and the cascade from unit_boundary: a version's segments.
CREATE INDEX unit_border_segment_version ON unit_border_segment (version, unit);

GRANT SELECT ON boundary_version, unit_boundary, unit_boundary_part, unit_border_segment TO app_rw, app_public_ro;

-- Fills the parts and segments of a version from its unit_boundary rows; may be run again.
CREATE FUNCTION derive_boundary_geometry(a_version uuid) RETURNS void
LANGUAGE sql
BEGIN ATOMIC
    DELETE FROM unit_boundary_part WHERE version = a_version;
    DELETE FROM unit_border_segment WHERE version = a_version;

    INSERT INTO unit_boundary_part (version, unit, geom)
    SELECT version, unit, ST_Subdivide(geom, 128)
    FROM unit_boundary
    WHERE version = a_version;

    -- Straight between longitudes and latitudes is not straight in metres: pieces of 0.002 degrees, 200 m, keep within a millimetre.
    INSERT INTO unit_border_segment (version, unit, geom)
    SELECT version, unit, ST_Subdivide(ST_Transform(ST_Segmentize(ST_Boundary(geom), 0.002), 32648), 8)
    FROM unit_boundary
    WHERE version = a_version;
END;

-- Boundaries for want of official ones, from the point and area of each unit valid today: the power cell of the point, clipped to
-- a disc. Weight 0.75 area/pi and radius 1.5 sqrt(area/pi) put 79 % of the city's area in the right unit and leave 0.5 % uncovered.
-- A weight never exceeds 0.8 of the squared distance to the nearest point, so that every point lies in its own cell.
CREATE FUNCTION build_approximate_boundaries(a_version uuid) RETURNS void
LANGUAGE sql
BEGIN ATOMIC
    WITH site AS MATERIALIZED (
        SELECT unit.id, centre.point, unit.area_km2 * 1e6 / pi() AS square
        FROM unit
        CROSS JOIN LATERAL ST_Transform(unit.point, 32648) AS centre (point)
        CROSS JOIN LATERAL (SELECT (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) AS hanoi (today)
        WHERE unit.valid_from <= hanoi.today AND (unit.valid_to IS NULL OR hanoi.today < unit.valid_to)
    ), disc AS MATERIALIZED (
        SELECT site.id, site.point, 1.5 * sqrt(site.square) AS radius,
               least(0.75 * site.square, 0.8 * min(ST_Distance(site.point, other.point)) ^ 2) AS weight
        FROM site
        LEFT JOIN site AS other ON other.id <> site.id
        GROUP BY site.id, site.point, site.square
    ), beyond AS (
        -- What lies nearer to other points: half-planes, of which a rectangle wider than the disc is enough.
        SELECT disc.id, ST_Union(ST_Translate(ST_Rotate(half_plane, direction), ST_X(disc.point), ST_Y(disc.point))) AS geom
        FROM disc
        JOIN disc AS other ON other.id <> disc.id
        CROSS JOIN LATERAL (
            SELECT ST_Distance(disc.point, other.point), pi() / 2 - ST_Azimuth(disc.point, other.point), 2 * disc.radius
        ) AS towards (distance, direction, reach)
        CROSS JOIN LATERAL (SELECT (distance ^ 2 + disc.weight - other.weight) / (2 * distance)) AS cut (at)
        CROSS JOIN LATERAL ST_MakeEnvelope(at, -reach, at + reach, reach, 32648) AS half_plane
        WHERE at < disc.radius
        GROUP BY disc.id
    )
    -- Neighbours' edges differ by their vertices: pieces of 100 m keep the hair cracks of the transformation under 0.1 mm.
    INSERT INTO unit_boundary (version, unit, geom)
    SELECT a_version, disc.id, ST_Multi(ST_Transform(ST_Segmentize(cell, 100), 4326))
    FROM disc
    LEFT JOIN beyond ON beyond.id = disc.id
    CROSS JOIN LATERAL ST_Buffer(disc.point, disc.radius, 16) AS whole
    CROSS JOIN LATERAL (SELECT coalesce(ST_Difference(whole, beyond.geom), whole)) AS clipped (cell);

    SELECT derive_boundary_geometry(a_version);
END;

-- The geometry of a GeoJSON object, in two dimensions; NULL where PostGIS cannot read it. For imports, which name the faulty feature.
CREATE FUNCTION polygon_from_geojson(geometry json) RETURNS geometry
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
    RETURN ST_SetSRID(ST_Force2D(ST_GeomFromGeoJSON(geometry)), 4326);
EXCEPTION WHEN OTHERS THEN
    RETURN NULL;
END
$$;

-- The units at a point: those that cover it and those whose border passes within 200 m; where none covers it, those within 500 m.
-- distance_m is to the unit's own border, NULL where that is farther. A point within 1e-7 degrees (a centimetre) of a border counts as
-- covered on both sides: cutting and projecting move an edge by less, and a point on an edge must not fall between two units.
-- One plain SELECT, so that a query naming it in FROM (with LATERAL arguments, but no sub-select among them) gets it inlined.
CREATE FUNCTION locate_units(version uuid, lon double precision, lat double precision)
RETURNS TABLE (unit_id uuid, covers boolean, distance_m double precision)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 4
BEGIN ATOMIC
    WITH place AS MATERIALIZED (
        -- UTM 48N is defined from 102 to 108 degrees east: beyond them there is no unit, and the transformation may fail.
        SELECT degrees, ST_Transform(degrees, 32648) AS metres
        FROM (VALUES (CASE WHEN lon BETWEEN 102 AND 108 AND lat BETWEEN 0 AND 84 THEN ST_Point(lon, lat, 4326) END)) AS given (degrees)
    ), covering AS MATERIALIZED (
        SELECT DISTINCT part.unit
        FROM place
        JOIN unit_boundary_part AS part ON ST_DWithin(part.geom, place.degrees, 1e-7)
        WHERE part.version = locate_units.version
    ), near AS (
        SELECT segment.unit, min(ST_Distance(segment.geom, place.metres)) AS distance
        FROM place
        JOIN unit_border_segment AS segment
          ON ST_DWithin(segment.geom, place.metres, CASE WHEN EXISTS (SELECT FROM covering) THEN 200 ELSE 500 END)
        WHERE segment.version = locate_units.version
        GROUP BY segment.unit
    )
    SELECT coalesce(covering.unit, near.unit), covering.unit IS NOT NULL, near.distance
    FROM covering
    FULL JOIN near ON near.unit = covering.unit;
END;
