package import Domain
package import FoundationEssentials
internal import Postgres

extension BoundaryStore {
    /// Makes a version the one that reports are routed by and retires the one before; activating the active one changes nothing.
    ///
    /// Waits for filings under way and holds up new ones: see `AdvisoryLock.routing`.
    package func activate(_ id: UUID) async throws -> BoundaryVersion {
        try await exclusively { connection in
            try connection.activate(id)
        }
    }

    /// Builds and activates approximate boundaries if there is no version at all; otherwise returns nil.
    package func buildApproximate(title: String, source: String) async throws -> BoundaryVersion? {
        try await exclusively { connection in
            guard try connection.versions("TRUE").isEmpty else { return nil }
            let incomplete = try connection.unitsWithoutPoint()
            guard incomplete.isEmpty else { throw BoundaryError.unitsIncomplete(incomplete) }
            let created = try connection.query(
                """
                INSERT INTO boundary_version (title, source, approximate, effective_from)
                SELECT \(title)::text, \(source)::text, true, coalesce(max(valid_from) FILTER (WHERE isfinite(valid_from)), \(SQL.hanoiToday))
                FROM unit
                WHERE \(SQL.unitIsValid(on: .hanoiToday))
                HAVING count(*) > 0
                RETURNING id
                """,
                as: UUID.self
            )
            guard let id = created.first else { throw BoundaryError.unitsIncomplete([]) }
            _ = try connection.query("SELECT build_approximate_boundaries(\(id))")
            try connection.execute("UPDATE boundary_version SET status = 'validated' WHERE id = \(id)")
            return try connection.activate(id)
        }
    }

    private func exclusively<Value: Sendable>(
        _ body: @Sendable (isolated Connection) throws -> Value
    ) async throws -> Value {
        do {
            return try await pool.withTransaction { connection in
                _ = try connection.query("SELECT pg_advisory_xact_lock(\(AdvisoryLock.routing))")
                return try body(connection)
            }
        } catch let error as PostgresError where error.sqlState == "55P03" {
            throw BoundaryError.busy
        }
    }
}

extension Connection {
    /// Within a transaction that holds the routing lock exclusively.
    fileprivate func activate(_ id: UUID) throws -> BoundaryVersion {
        guard let version = try versions("version.id = \(id)").first else {
            throw BoundaryError.notFound(id.uuidString.lowercased())
        }
        guard version.status != .active else { return version }
        try checkActivatable(version)
        // Not now(), the transaction's beginning: while it waited for the lock another version may have been activated.
        try execute("UPDATE boundary_version SET status = 'retired', retired_at = clock_timestamp() WHERE status = 'active'")
        try execute("UPDATE boundary_version SET status = 'active', activated_at = clock_timestamp(), retired_at = NULL WHERE id = \(id)")
        try audit(AuditRecord(.unnamed, .boundariesActivated, AuditObject(.boundaries, id)))
        guard let active = try versions("version.id = \(id)").first else {
            throw BoundaryError.notFound(id.uuidString.lowercased())
        }
        return active
    }

    private func checkActivatable(_ version: BoundaryVersion) throws {
        guard version.status != .draft else { throw BoundaryError.notActivatable(.draft) }
        let facts = try query(
            """
            SELECT version.effective_from > \(SQL.hanoiToday), (
                SELECT count(*)
                FROM (SELECT id FROM unit WHERE \(SQL.unitIsValid(on: .hanoiToday))) AS valid
                FULL JOIN (SELECT unit FROM unit_boundary WHERE unit_boundary.version = version.id) AS drawn ON drawn.unit = valid.id
                WHERE drawn.unit IS NULL OR valid.id IS NULL
            )
            FROM boundary_version AS version
            WHERE version.id = \(version.id)
            """,
            as: (Bool, Int).self
        )
        guard let (isFuture, unitsThatDiffer) = facts.first else { return }
        guard !isFuture else { throw BoundaryError.notYetEffective(version.effectiveFrom) }
        guard unitsThatDiffer == 0 else { throw BoundaryError.unitsDiffer(unitsThatDiffer) }
    }

    /// Codes of the units valid today that no cell can be computed for, at most twenty.
    fileprivate func unitsWithoutPoint() throws -> [String] {
        try query(
            """
            SELECT code
            FROM unit
            WHERE \(SQL.unitIsValid(on: .hanoiToday)) AND (point IS NULL OR area_km2 IS NULL OR area_km2 <= 0)
            ORDER BY code
            LIMIT 20
            """,
            as: String.self
        )
    }
}
