import DatabaseTesting
import Domain
import Postgres
import Store
import Testing

@Suite struct ApproximateTests {
    @Test func everyUnitGetsACellOfItsOwnAroundItsPoint() async throws {
        try await withTestDatabase(.hanoiUnits) { database in
            let version = try await database.withBoundaryStore { try await $0.buildApproximate(title: "Approximate", source: "computed") }
            let built = try #require(version)
            #expect(built.status == .active)
            #expect(built.approximate)
            #expect(built.legalRef == nil)
            #expect(built.effectiveFrom == "2025-07-01")
            #expect(built.units == 126)
            let ownCell = try await database.pool(.app).query(
                """
                SELECT count(*)
                FROM unit
                CROSS JOIN locate_units(\(built.id), ST_X(unit.point), ST_Y(unit.point)) AS located
                WHERE located.covers AND located.unit_id = unit.id
                """,
                as: Int.self
            )
            #expect(ownCell == [126])
            let covered = try await database.pool(.app).query(
                """
                SELECT count(*)
                FROM unit
                CROSS JOIN locate_units(\(built.id), ST_X(unit.point), ST_Y(unit.point)) AS located
                WHERE located.covers
                """,
                as: Int.self
            )
            #expect(covered == [126])
        }
    }

    /// Neighbours share an edge but not its vertices: cracks and overlaps of a tenth of a millimetre remain.
    @Test func cellsAreDisjointAndWithinTheirDiscs() async throws {
        try await withTestDatabase(.hanoiUnits) { database in
            _ = try await database.withBoundaryStore { try await $0.buildApproximate(title: "Approximate", source: "computed") }
            let overlaps = try await database.pool(.app).query(
                """
                SELECT coalesce(max(ST_Area(ST_Intersection(one.geom, other.geom)::geography)), 0), count(*)
                FROM unit_boundary AS one
                JOIN unit_boundary AS other ON one.unit < other.unit AND ST_Intersects(one.geom, other.geom)
                """,
                as: (Double, Int).self
            )
            let (largest, pairs) = try #require(overlaps.first)
            #expect(pairs > 200)
            #expect(largest < 0.5)
            let discs = try await database.pool(.app).query(
                """
                SELECT max(ST_MaxDistance(ST_Transform(geom, 32648), ST_Transform(point, 32648)) / (1.5 * sqrt(area_km2 * 1e6 / pi())))
                FROM unit_boundary
                JOIN unit ON unit.id = unit_boundary.unit
                """,
                as: Double.self
            )
            #expect(try #require(discs.first) < 1.001)
        }
    }

    /// The definition, point by point: the cell of a place is that of the least power distance among the discs that hold it.
    @Test func aPlaceBelongsToTheUnitOfLeastPowerDistance() async throws {
        try await withTestDatabase(.hanoiUnits) { database in
            let version = try await database.withBoundaryStore { try await $0.buildApproximate(title: "Approximate", source: "computed") }
            let id = try #require(version).id
            let disagreements = try await database.pool(.app).query(
                """
                WITH site AS MATERIALIZED (
                    SELECT unit.id, ST_Transform(unit.point, 32648) AS metres, unit.area_km2 * 1e6 / pi() AS square, (
                        SELECT min(ST_Distance(ST_Transform(unit.point, 32648), ST_Transform(other.point, 32648)))
                        FROM unit AS other
                        WHERE other.id <> unit.id
                    ) AS nearest
                    FROM unit
                ), place AS MATERIALIZED (
                    SELECT ST_Transform(ST_Point(105.30 + 0.70 * (x - floor(x)), 20.57 + 0.80 * (y - floor(y)), 4326), 32648) AS metres
                    FROM generate_series(1, 2000) AS step
                    CROSS JOIN LATERAL (SELECT step * 0.7548776662466927, step * 0.5698402909980532) AS spread (x, y)
                ), expected AS (
                    SELECT place.metres, (
                        SELECT CASE WHEN ST_Distance(site.metres, place.metres) < 1.5 * sqrt(square) THEN site.id END
                        FROM site
                        ORDER BY ST_Distance(site.metres, place.metres) ^ 2 - least(0.75 * square, 0.8 * nearest ^ 2)
                        LIMIT 1
                    ) AS unit
                    FROM place
                )
                SELECT count(*)
                FROM expected
                CROSS JOIN ST_Transform(metres, 4326) AS degrees
                WHERE unit IS DISTINCT FROM (
                    SELECT located.unit_id FROM locate_units(\(id), ST_X(degrees), ST_Y(degrees)) AS located WHERE located.covers LIMIT 1
                ) AND NOT EXISTS (
                    SELECT FROM locate_units(\(id), ST_X(degrees), ST_Y(degrees)) AS located WHERE located.distance_m < 60
                )
                """,
                as: Int.self
            )
            #expect(disagreements == [0])
        }
    }

    @Test func thereIsOneOnlyWhereThereIsNoOther() async throws {
        try await withTestDatabase(.squareCity) { database in
            try await database.withBoundaryStore { store in
                let versions = try await withThrowingTaskGroup(of: BoundaryVersion?.self) { group in
                    for _ in 0..<4 { group.addTask { try await store.buildApproximate(title: "Approximate", source: "computed") } }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(versions.compactMap(\.self).count == 1)
                #expect(try await store.versions().count == 1)
            }
        }
    }

    @Test func unitsWithoutPointOrAreaAreNamed() async throws {
        try await withTestDatabase(.squareCity) { database in
            try await database.insert([TestUnit(code: "00007", area: 3), TestUnit(code: "00006", longitude: 105.8, latitude: 21.1)])
            try await database.withBoundaryStore { store in
                await #expect(throws: BoundaryError.unitsIncomplete(["00006", "00007"])) {
                    try await store.buildApproximate(title: "Approximate", source: "computed")
                }
            }
            #expect(try await database.boundaryRows() == [0, 0, 0, 0])
        }
    }

    @Test func withoutUnitsThereIsNothingToBuild() async throws {
        try await withTestDatabase { database in
            try await database.withBoundaryStore { store in
                await #expect(throws: BoundaryError.unitsIncomplete([])) {
                    try await store.buildApproximate(title: "Approximate", source: "computed")
                }
            }
        }
    }
}
