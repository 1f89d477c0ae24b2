import DatabaseTesting
import Domain
import Foundation
import Postgres
import RandomTesting
import Testing

@testable import Web

/// What the public sees of a place must not tell the place, however many questions are asked (differencing).
@Suite struct PublicPointTests {
    /// Wherever in a cell of 50 m somebody stands, and however often they file, the public sees the same point; so answers about two
    /// reports can only tell that their cells differ.
    @Test func allPlacesOfACellLookTheSame() async throws {
        try await APITest.run { api in
            for seed in 0..<6 {
                var random = SplitMix64(seed: UInt64(seed))
                let corner = try await api.innerCell(UInt64(seed))
                var seen: Set<String> = []
                for _ in 0..<8 {
                    // Half a metre within the cell, as the projection is only so exact.
                    let (east, north) = (Double.random(in: -24.5...24.5, using: &random), Double.random(in: -24.5...24.5, using: &random))
                    let pin = try await api.pin(corner.x + east, corner.y + north)
                    let filed = try await api.file(["location": ["lat": pin.latitude, "lon": pin.longitude]])
                    let code = try #require(filed.string("code"))
                    let answer = try await api.get("/v1/reports/\(code)")
                    seen.insert("\(try #require(answer.number("point.lat"))) \(try #require(answer.number("point.lon")))")
                }
                #expect(seen.count == 1, "cell \(seed)")
            }
        }
    }

    /// Cell and unit together would tell of the sliver between grid and border: there the public sees the unit's own point.
    @Test func nearABorderTheUnitTellsNothingMore() async throws {
        try await APITest.run { api in
            let borders = try await api.database.pool(.superuser).query(
                """
                SELECT ST_X(place), ST_Y(place)
                FROM (
                    SELECT ST_Translate(ST_LineInterpolatePoint(ST_GeometryN(ST_Multi(geom), 1), 0.5), (number % 7 - 3) * 12, (number % 5 - 2) * 12)
                    FROM (SELECT geom, row_number() OVER (ORDER BY ST_AsBinary(geom)) AS number FROM unit_border_segment) AS segment
                    WHERE number % 60 = 0
                    LIMIT 120
                ) AS near (place)
                """,
                as: (Double, Double).self
            )
            #expect(borders.count >= 60)
            for (x, y) in borders {
                let pin = try await api.pin(x, y)
                _ = try await api.file(["location": ["lat": pin.latitude, "lon": pin.longitude]])
            }
            let kinds = try await api.database.pool(.superuser).query(
                """
                SELECT
                    count(*) FILTER (WHERE of_unit), count(*) FILTER (WHERE NOT of_unit),
                    count(*) FILTER (
                        WHERE NOT of_unit
                            AND NOT EXISTS (
                                SELECT
                                FROM unit_boundary_part AS part
                                WHERE part.version = boundary_version_id AND part.unit = unit_id AND ST_Covers(part.geom, public_point)
                            )
                    )
                FROM (
                    SELECT report.*, ST_DWithin(public_point, unit.point, 1e-9) AS of_unit
                    FROM report
                    JOIN unit ON unit.id = report.unit_id
                ) AS filed
                """,
                as: (Int, Int, Int).self
            ).first
            let (ofUnit, snapped, elsewhere) = try #require(kinds)
            #expect(ofUnit > 5 && snapped > 5 && elsewhere == 0)
        }
    }

    /// Once coarse, never finer again; made coarse, at once.
    @Test func classifyingToAndFroTellsNothingMore() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            try await api.act("acknowledge", on: code)
            let unitPoint = try await api.database.pool(.superuser).query(
                "SELECT ST_Y(unit.point), ST_X(unit.point) FROM report JOIN unit ON unit.id = unit_id WHERE report.code = \(code)",
                as: (Double, Double).self
            ).first
            let (latitude, longitude) = try #require(unitPoint)
            for category in ["safety.noise", "road.pothole"] {
                let answer = try await api.act("classify", on: code, ["category": category, "reason": "Phân loại lại"], by: .coordinator)
                #expect(answer.status == 200, "\(category): \(answer.text)")
                let seen = try await api.get("/v1/reports/\(code)")
                #expect(abs((seen.number("point.lat") ?? 0) - latitude) < 1e-6 && abs((seen.number("point.lon") ?? 0) - longitude) < 1e-6)
            }
        }
    }
}

extension APITest {
    /// The middle of a cell of the public grid whose surroundings are all of one unit, in metres.
    fileprivate func innerCell(_ seed: UInt64) async throws -> (x: Double, y: Double) {
        let found = try await database.pool(.superuser).query(
            """
            SELECT ST_X(cell), ST_Y(cell)
            FROM (
                SELECT id, ST_SnapToGrid(ST_Translate(ST_Transform(point, 32648), 100, 100), 50)
                FROM unit
                WHERE valid_to IS NULL
            ) AS unit (id, cell)
            WHERE (SELECT min(ST_Distance(geom, cell)) FROM unit_border_segment) > 120
            ORDER BY id
            OFFSET \(Int(seed))
            LIMIT 1
            """,
            as: (Double, Double).self
        ).first
        let (x, y) = try #require(found)
        return (x, y)
    }

    /// A place given in metres.
    fileprivate func pin(_ x: Double, _ y: Double) async throws -> Pin {
        let found = try await database.pool(.superuser).query(
            "SELECT ST_Y(place), ST_X(place) FROM ST_Transform(ST_SetSRID(ST_MakePoint(\(x), \(y)), 32648), 4326) AS place",
            as: (Double, Double).self
        ).first
        let (latitude, longitude) = try #require(found)
        return Pin(latitude: latitude, longitude: longitude)
    }
}
