package import Domain
internal import FoundationEssentials
internal import Postgres

/// A report's history, as far as its clocks are to be explained.
package struct ClockRecord: Sendable {
    package let version: Int
    /// In order.
    package let entries: [HistoryEntry]
    /// Whether its group is a state secret.
    package let isSecret: Bool
    /// When each level recorded was noticed, by what identifies it.
    package let detected: [LevelEvent.Key: Instant]
    /// The database's clock.
    package let now: Instant
    /// Of the epoch it was read in.
    package let catalog: ReferenceCatalog

    /// Which desks may see it.
    package var sight: ReportSight { ReportSight(entries, isSecret: isSecret, catalog) }
}

/// Reads reports for staff.
package struct StaffReader: Sendable {
    let pool: ConnectionPool

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool) {
        pool = service.pool
    }

    /// Everything of a report; nil if there is none. What `disclosing` makes of it is kept in the audit before it is handed out: without
    /// that entry nothing is.
    package func report(
        _ code: ReportCode,
        catalog: @escaping CatalogOfEpoch,
        disclosing: @escaping Disclosing
    ) async throws(StoreError) -> EpochRead<StaffRecord>? {
        try await read(code, catalog) { id, catalog, connection in
            let record = try StaffRecord.read(id, catalog, on: connection)
            if let entry = record.flatMap(disclosing) { try connection.audit(entry) }
            return record
        }
    }

    /// What a report's clocks follow from; nil if there is none.
    package func clocks(_ code: ReportCode, catalog: @escaping CatalogOfEpoch) async throws(StoreError) -> EpochRead<ClockRecord>? {
        try await read(code, catalog) { id, catalog, connection in try ClockRecord.read(id, catalog, on: connection) }
    }

    /// The report, and the catalogue its history can be computed with: both as of one moment.
    func read<Value>(
        _ code: ReportCode,
        _ catalog: @escaping CatalogOfEpoch,
        _ body: @escaping @Sendable (UUID, ReferenceCatalog, isolated Connection) throws -> Value?
    ) async throws(StoreError) -> EpochRead<Value>? {
        try await reading {
            try await pool.withTransaction(isolation: .repeatableRead) { connection in
                let found = try connection.query(
                    "SELECT report.id, state.epoch FROM report CROSS JOIN reference_state AS state WHERE code = \(code.description)",
                    as: (UUID, Int).self
                ).first
                guard let (id, epoch) = found else { return nil }
                guard let catalog = catalog(epoch) else { return .catalogMissing(epoch: epoch) }
                return try body(id, catalog, connection).map { .read($0) }
            }
        }
    }
}

extension ClockRecord {
    /// Reads it in the transaction that `connection` is in; nil if there is no such report.
    fileprivate static func read(_ id: UUID, _ catalog: ReferenceCatalog, on connection: isolated Connection) throws -> ClockRecord? {
        let answers = try connection.pipeline([
            "SELECT version, instant_now(), is_secret FROM report WHERE id = \(id)",
            CourseRead.entries(of: [id]),
            """
            SELECT cycle, clock, handler_id, level, detected_at
            FROM sla_event
            WHERE report_id = \(id)
                AND voided_at IS NULL
            """,
        ])
        guard let (version, now, isSecret) = try answers[0].first((Int, Instant, Bool).self) else { return nil }
        return ClockRecord(
            version: version,
            entries: try answers[1].decode(CourseRead.EntryColumns.self).map(HistoryEntry.init),
            isSecret: isSecret,
            detected: try answers[2].decode((Int, String, UUID?, String, Instant).self).reduce(into: [:]) { detected, row in
                detected[try LevelEvent.Key(cycle: row.0, clock: row.1, handler: row.2, level: row.3)] = row.4
            },
            now: now,
            catalog: catalog
        )
    }
}
