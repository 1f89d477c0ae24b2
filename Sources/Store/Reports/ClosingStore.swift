package import Domain
internal import FoundationEssentials
internal import Postgres

/// A resolved report that nobody has answered in time.
package struct ClosingReport: Hashable, Sendable {
    package let code: ReportCode
    /// When it was to close.
    package let place: ReportPlace
}

/// Finds reports that are to close by themselves.
package struct ClosingStore: Sendable {
    private let pool: ConnectionPool

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool) {
        pool = service.pool
    }

    /// The next after a place, at most `limit`.
    package func due(after place: ReportPlace?, limit: Int) async throws(StoreError) -> [ClosingReport] {
        try await reading {
            try await pool.query(Self.dueQuery(after: place, limit: limit), as: (UUID, String, Instant).self).map { id, text, at in
                guard case .code(let code) = ReportCode.read(text) else { throw StoreError.fault("code of a report") }
                return ClosingReport(code: code, place: ReportPlace(at: at, id: id))
            }
        }
    }

    static func dueQuery(after place: ReportPlace?, limit: Int) -> SQL {
        """
        SELECT id, code, closes_at
        FROM report
        WHERE closes_at <= (SELECT instant_now())
            AND \(SQL.isCounted)
            AND (closes_at, id) > (coalesce(\(place?.at), '-infinity'), coalesce(\(place?.id), '00000000-0000-0000-0000-000000000000'))
        ORDER BY closes_at, id
        LIMIT \(limit)
        """
    }
}
