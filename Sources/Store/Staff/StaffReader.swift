package import Domain
internal import FoundationEssentials
internal import Postgres

/// A report's history, as far as its clocks are to be explained.
package struct ClockRecord: Sendable {
    package let version: Int
    /// In order.
    package let entries: [HistoryEntry]
    /// When each level recorded was noticed, by what identifies it.
    package let detected: [LevelEvent.Key: Instant]
    /// The database's clock.
    package let now: Instant
}

/// Reads reports for staff.
package struct StaffReader: Sendable {
    let pool: ConnectionPool

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool) {
        pool = service.pool
    }

    /// Everything of a report; nil if there is none.
    package func report(_ code: ReportCode, catalog: ReferenceCatalog) async throws(StoreError) -> StaffRecord? {
        try await reading {
            try await pool.withTransaction(isolation: .repeatableRead) { connection in
                guard let id = try Self.id(code, on: connection) else { return nil }
                return try StaffRecord.read(id, catalog, on: connection)
            }
        }
    }

    /// What a report's clocks follow from; nil if there is none.
    package func clocks(_ code: ReportCode) async throws(StoreError) -> ClockRecord? {
        try await reading {
            try await pool.withTransaction(isolation: .repeatableRead) { connection in
                guard let id = try Self.id(code, on: connection) else { return nil }
                let answers = try connection.pipeline([
                    "SELECT version, instant_now() FROM report WHERE id = \(id)",
                    CourseRead.entries(of: [id]),
                    """
                    SELECT report_id, cycle, clock, handler_id, level, detected_at
                    FROM sla_event
                    WHERE report_id = \(id)
                        AND voided_at IS NULL
                    """,
                ])
                guard let (version, now) = try answers[0].first((Int, Instant).self) else { return nil }
                return ClockRecord(
                    version: version,
                    entries: try answers[1].decode(CourseRead.EntryColumns.self).map(HistoryEntry.init),
                    detected: try CourseRead.recorded(answers[2])[id] ?? [:],
                    now: now
                )
            }
        }
    }

    private static func id(_ code: ReportCode, on connection: isolated Connection) throws -> UUID? {
        try connection.query("SELECT id FROM report WHERE code = \(code.description)", as: UUID.self).first
    }
}
