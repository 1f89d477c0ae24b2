package import Domain
internal import FoundationEssentials
internal import Postgres

/// Boundary versions in the database. Reading takes any role; everything else `migrator`, and statements of up to ten minutes.
package struct BoundaryStore: Sendable {
    let pool: ConnectionPool

    /// On a database opened as the role the operations need.
    package init(_ database: DatabasePool) {
        pool = database.pool
    }

    /// All versions, the newest first.
    package func versions() async throws -> [BoundaryVersion] {
        try await pool.withConnection { connection in
            try connection.versions("TRUE")
        }
    }

    /// The versions whose id begins with `prefix` (lower-case hexadecimal with hyphens), the newest first.
    package func versions(idPrefix prefix: String) async throws -> [BoundaryVersion] {
        try await pool.withConnection { connection in
            try connection.versions("starts_with(version.id::text, \(prefix))")
        }
    }

    /// What the import found when it created the version; nil if there is no such version.
    package func report(of version: BoundaryVersion) async throws -> ImportReport? {
        try await pool.withConnection { connection in
            let totals = try connection.query(
                """
                SELECT coalesce((report ->> 'features')::bigint, 0), coalesce((report ->> 'warnings')::bigint, 0)
                FROM boundary_version
                WHERE id = \(version.id)
                """,
                as: (Int, Int).self
            )
            guard let (features, warnings) = totals.first else { return nil }
            let problems = try connection.problems(
                """
                FROM boundary_version
                CROSS JOIN ROWS FROM (
                    jsonb_to_recordset(report -> 'problems') AS (
                        severity text, code text, feature bigint, unit text, other text, amount float8, longitude float8, latitude float8,
                        detail text
                    )
                ) WITH ORDINALITY
                WHERE id = \(version.id)
                ORDER BY ordinality
                """
            )
            return ImportReport(version: version, features: features, errors: 0, warnings: warnings, problems: problems)
        }
    }
}

extension Connection {
    func versions(_ condition: SQL) throws -> [BoundaryVersion] {
        try query(
            """
            SELECT version.id, version.title, version.legal_ref, version.source, version.approximate, version.effective_from::text,
                version.status, version.created_at, version.activated_at, version.retired_at,
                (SELECT count(*) FROM unit_boundary WHERE unit_boundary.version = version.id)
            FROM boundary_version AS version
            WHERE \(condition)
            ORDER BY version.created_at DESC, version.id
            """,
            as: (UUID, String, String?, String, Bool, String, String, Date, Date?, Date?, Int).self
        ).map { row in
            BoundaryVersion(
                id: row.0,
                title: row.1,
                legalRef: row.2,
                source: row.3,
                approximate: row.4,
                effectiveFrom: row.5,
                status: try decoded(row.6),
                createdAt: row.7,
                activatedAt: row.8,
                retiredAt: row.9,
                units: row.10
            )
        }
    }

    /// The problems a `FROM` clause with the columns of `import_problem` gives, in its order.
    func problems(_ source: SQL) throws -> [BoundaryProblem] {
        try query(
            "SELECT severity, code, feature, unit, other, amount, longitude, latitude, detail \(source)",
            as: (String, String, Int?, String?, String?, Double?, Double?, Double?, String?).self
        ).map { row in
            var place: BoundaryProblem.Place?
            if let longitude = row.6, let latitude = row.7 {
                place = BoundaryProblem.Place(longitude: longitude, latitude: latitude)
            }
            return BoundaryProblem(
                try decoded(row.0),
                try decoded(row.1),
                feature: row.2,
                unit: row.3,
                other: row.4,
                amount: row.5,
                place: place,
                detail: row.8
            )
        }
    }

    private func decoded<Value: RawRepresentable<String>>(_ text: String) throws -> Value {
        guard let value = Value(rawValue: text) else {
            throw StoreError.fault("unknown \(Value.self)")
        }
        return value
    }
}
