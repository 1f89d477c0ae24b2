internal import Domain
internal import Postgres

extension SQL {
    /// The first feature of each unit that has a polygon: what is compared, and stored if all is well.
    fileprivate static var drawn: SQL {
        """
        SELECT unit.code, unit.area_km2, import_feature.feature, import_feature.given, import_feature.geom
        FROM import_feature
        JOIN unit ON unit.id = import_feature.unit
        WHERE import_feature.first = import_feature.feature AND NOT ST_IsEmpty(import_feature.geom)
        """
    }
}

extension Connection {
    /// Makes valid multipolygons of the polygons that lie where Hanoi is. The others are not touched: an infinite coordinate survives no
    /// geometric operation.
    func repairPolygons() throws {
        try execute(
            """
            UPDATE import_feature
            SET geom = ST_Multi(ST_CollectionExtract(
                CASE WHEN ST_IsValid(given) THEN given ELSE ST_MakeValid(given, 'method=structure') END, 3
            ))
            WHERE given @ ST_MakeEnvelope(104, 20, 107, 22.5, 4326)
            """
        )
    }

    func checkGeometries() throws {
        try execute(
            """
            INSERT INTO import_problem (severity, code, feature, unit, detail)
            SELECT 'error', problem, feature, CASE WHEN code_type IN ('string', 'number') THEN code END,
                CASE problem WHEN 'coordinate_system' THEN foreign_system WHEN 'geometry_type' THEN geometry_type END
            FROM import_feature
            CROSS JOIN LATERAL (
                SELECT CASE
                    WHEN geometry_type IS NULL OR geometry_type = 'null' THEN 'geometry_missing'
                    WHEN foreign_system IS NOT NULL THEN 'coordinate_system'
                    WHEN geometry_type NOT IN ('Polygon', 'MultiPolygon') THEN 'geometry_type'
                    WHEN given IS NULL THEN 'geometry_malformed'
                    WHEN ST_IsEmpty(given) OR ST_IsEmpty(geom) THEN 'geometry_empty'
                    WHEN geom IS NOT NULL THEN NULL
                    WHEN NOT given @ ST_MakeEnvelope(-180, -180, 180, 180, 4326) THEN 'coordinates_projected'
                    WHEN given @ ST_MakeEnvelope(20, 104, 22.5, 107, 4326) THEN 'coordinates_swapped'
                    ELSE 'coordinates_outside'
                END
            ) AS finding (problem)
            WHERE is_feature AND problem IS NOT NULL
            """
        )
    }

    func checkRepairs(_ tolerances: BoundaryTolerances) throws {
        try execute(
            """
            INSERT INTO import_problem (severity, code, feature, unit, amount)
            SELECT CASE WHEN abs(after - before) > \(tolerances.largestRepair) * after THEN 'error' ELSE 'warning' END,
                'geometry_repaired', feature, code, abs(after - before)
            FROM (\(SQL.drawn)) AS drawn
            CROSS JOIN LATERAL (
                SELECT ST_Area(ST_Transform(given, 32648)), ST_Area(ST_Transform(geom, 32648))
            ) AS area (before, after)
            WHERE NOT ST_IsValid(given)
            """
        )
    }

    func checkOverlaps(_ tolerances: BoundaryTolerances) throws {
        try execute(
            """
            WITH drawn AS MATERIALIZED (\(SQL.drawn)
            ), shared AS MATERIALIZED (
                SELECT drawn.code, other.code AS other, ST_CollectionExtract(ST_Intersection(drawn.geom, other.geom), 3) AS geom
                FROM drawn
                JOIN drawn AS other ON drawn.code < other.code AND ST_Intersects(drawn.geom, other.geom)
            ), measured AS MATERIALIZED (
                SELECT code, other, geom, ST_Area(geom::geography) AS area
                FROM shared
            )
            INSERT INTO import_problem (severity, code, unit, other, amount, longitude, latitude)
            SELECT CASE WHEN area > \(tolerances.largestArea) THEN 'error' ELSE 'warning' END, 'overlap', code, other, area,
                ST_X(ST_PointOnSurface(geom)), ST_Y(ST_PointOnSurface(geom))
            FROM measured
            WHERE area >= \(tolerances.noticedArea)
            """
        )
    }

    /// Holes of the union. Only told when every unit has a polygon: otherwise the missing one is the hole.
    func checkGaps(_ tolerances: BoundaryTolerances, on day: SQL) throws {
        try execute(
            """
            WITH whole AS MATERIALIZED (
                SELECT ST_Union(geom) AS geom
                FROM (\(SQL.drawn)) AS drawn
                HAVING count(*) = (SELECT count(*) FROM unit WHERE \(SQL.unitIsValid(on: day)))
            ), ring AS (
                SELECT (ST_DumpRings(piece.geom)).*
                FROM whole
                CROSS JOIN LATERAL ST_Dump(whole.geom) AS piece
            ), measured AS MATERIALIZED (
                SELECT geom, ST_Area(geom::geography) AS area
                FROM ring
                WHERE path[1] > 0
            )
            INSERT INTO import_problem (severity, code, amount, longitude, latitude)
            SELECT CASE WHEN area > \(tolerances.largestArea) THEN 'error' ELSE 'warning' END, 'gap', area,
                ST_X(ST_PointOnSurface(geom)), ST_Y(ST_PointOnSurface(geom))
            FROM measured
            WHERE area >= \(tolerances.noticedArea)
            """
        )
    }

    /// Against the official table; units without an official area are not compared.
    func checkAreas(_ tolerances: BoundaryTolerances) throws {
        try execute(
            """
            INSERT INTO import_problem (severity, code, feature, unit, amount)
            SELECT CASE WHEN abs(share - 1) > \(tolerances.largestDifference) THEN 'error' ELSE 'warning' END,
                'area_differs', feature, code, share
            FROM (\(SQL.drawn)) AS drawn
            CROSS JOIN LATERAL (SELECT ST_Area(geom::geography) / (area_km2 * 1e6)) AS official (share)
            WHERE area_km2 > 0 AND abs(share - 1) > \(tolerances.noticedDifference)
            """
        )
    }
}
