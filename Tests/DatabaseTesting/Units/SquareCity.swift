package import FoundationEssentials
internal import Postgres

/// Four square units around 105.82 E, 21.02 N, where their corners meet: 00001 in the south-west, 00002 in the south-east, 00003 in the
/// north-west, 00004 in the north-east. A side is 0.02 degrees: 2,079 m from west to east, 2,214 m from south to north.
package enum SquareCity {
    package static let west = 105.80
    package static let south = 21.00
    package static let middleLongitude = 105.82
    package static let middleLatitude = 21.02
    package static let east = 105.84
    package static let north = 21.04
    package static let codes = ["00001", "00002", "00003", "00004"]

    /// West, south, east, north.
    package static func bounds(_ code: String) -> (Double, Double, Double, Double) {
        let isEastern = code == "00002" || code == "00004"
        let isNorthern = code == "00003" || code == "00004"
        return (
            isEastern ? middleLongitude : west, isNorthern ? middleLatitude : south,
            isEastern ? east : middleLongitude, isNorthern ? north : middleLatitude
        )
    }

    /// The closed outer ring, counter-clockwise from the south-west.
    package static func ring(_ code: String) -> [[Double]] {
        let (west, south, east, north) = bounds(code)
        return [[west, south], [east, south], [east, north], [west, north], [west, south]]
    }

    /// A GeoJSON Feature with one polygon.
    package static func feature(_ code: String, ring: [[Double]]? = nil) -> String {
        feature(code: "\"\(code)\"", geometry: #"{"type":"Polygon","coordinates":[\#(ring ?? self.ring(code))]}"#)
    }

    /// A Feature of any code and geometry, given as JSON.
    package static func feature(code: String, geometry: String) -> String {
        #"{"type":"Feature","properties":{"code":\#(code)},"geometry":\#(geometry)}"#
    }

    /// All four units, those in `replacing` taken from there.
    package static func features(replacing replacements: [String: String] = [:]) -> [String] {
        codes.map { replacements[$0] ?? feature($0) }
    }

    /// A GeoJSON FeatureCollection.
    package static func collection(_ features: [String] = features(), members: String = "") -> String {
        #"{"type":"FeatureCollection",\#(members)"features":[\#(features.joined(separator: ","))]}"#
    }
}

extension TestTemplate {
    /// The four units of `SquareCity`, with their areas and centres but without boundaries.
    package static let squareCity = TestTemplate("squareCity") { database in
        try await database.insert(
            SquareCity.codes.map { code in
                let (west, south, east, north) = SquareCity.bounds(code)
                return TestUnit(code: code, area: 4.602, longitude: (west + east) / 2, latitude: (south + north) / 2)
            }
        )
    }
}

extension TestDatabase {
    /// Stores a version of the four squares with everything derived, past all checks, and returns its id.
    package func insertSquareBoundaries(
        id: UUID = UUID(),
        status: String = "active",
        effectiveFrom: String = "2025-07-01"
    ) async throws -> UUID {
        try await pool(.migrator).withTransaction { connection in
            try connection.execute(
                """
                INSERT INTO boundary_version (id, title, legal_ref, source, effective_from, status, activated_at, retired_at)
                SELECT \(id)::uuid, 'Squares', 'none', 'test', \(effectiveFrom)::date, \(status)::text,
                    CASE WHEN \(status) IN ('active', 'retired') THEN now() END, CASE WHEN \(status) = 'retired' THEN now() END
                """
            )
            for code in SquareCity.codes {
                let (west, south, east, north) = SquareCity.bounds(code)
                try connection.execute(
                    """
                    INSERT INTO unit_boundary (version, unit, geom)
                    SELECT \(id)::uuid, id, ST_Multi(ST_MakeEnvelope(\(west), \(south), \(east), \(north), 4326))
                    FROM unit
                    WHERE code = \(code)
                    """
                )
            }
            _ = try connection.query("SELECT derive_boundary_geometry(\(id))")
            return id
        }
    }
}
