package import Domain
package import FoundationEssentials
internal import Postgres

/// A place looked up: the boundaries used, and the units near it.
package struct NearbyRead: Sendable {
    /// nil: no boundaries are known for that day.
    package let boundaryVersion: BoundaryVersionSummary?
    package let nearby: [(unit: UUID, covers: Bool, distanceM: Double?)]
}

/// Reads where units lie.
package struct UnitStore: Sendable {
    private let pool: ConnectionPool

    package init(_ publicRead: DatabasePool) {
        pool = publicRead.pool
    }

    /// The boundaries of a day as they are known today: the version activated last among those in force by then.
    package func boundaryVersion(on day: CivilDate) async throws(StoreError) -> BoundaryVersionSummary? {
        try await reading {
            try await pool.query("SELECT id, title, approximate FROM (\(Self.version(on: day))) AS version", as: (UUID, String, Bool).self)
                .first.map { BoundaryVersionSummary(id: $0.0, title: $0.1, isApproximate: $0.2) }
        }
    }

    /// The boundaries reports are routed by.
    package func activeVersion() async throws(StoreError) -> BoundaryVersionSummary? {
        try await reading {
            try await pool.query(
                "SELECT id, title, approximate FROM boundary_version WHERE status = 'active'",
                as: (UUID, String, Bool).self
            )
            .first.map { BoundaryVersionSummary(id: $0.0, title: $0.1, isApproximate: $0.2) }
        }
    }

    /// Units near a place on a day.
    package func locate(_ pin: Pin, on day: CivilDate) async throws(StoreError) -> NearbyRead {
        try await reading {
            let rows = try await pool.query(
                """
                SELECT version.id, version.title, version.approximate, near.unit_id, near.covers, near.distance_m
                FROM (\(Self.version(on: day))) AS version
                LEFT JOIN LATERAL locate_units(version.id, \(pin.longitude), \(pin.latitude)) AS near ON true
                """,
                as: (UUID, String, Bool, UUID?, Bool?, Double?).self
            )
            return NearbyRead(
                boundaryVersion: rows.first.map { BoundaryVersionSummary(id: $0.0, title: $0.1, isApproximate: $0.2) },
                nearby: rows.compactMap { row in row.3.map { (unit: $0, covers: row.4 ?? false, distanceM: row.5) } }
            )
        }
    }

    /// The outlines of units as GeoJSON geometries, six decimals (0.1 m).
    package func outlines(of units: [UUID], version: UUID) async throws(StoreError) -> [UUID: String] {
        try await reading {
            let rows = try await pool.query(
                """
                SELECT unit, ST_AsGeoJSON(geom, 6)
                FROM unit_boundary
                WHERE version = \(version)
                    AND unit = ANY (\(units))
                """,
                as: (UUID, String).self
            )
            return Dictionary(rows.map { ($0.0, $0.1) }) { first, _ in first }
        }
    }

    private static func version(on day: CivilDate) -> SQL {
        """
        SELECT id, title, approximate
        FROM boundary_version
        WHERE status IN ('active', 'retired')
            AND effective_from <= \(day.description)::text::date
        ORDER BY activated_at DESC
        LIMIT 1
        """
    }
}
