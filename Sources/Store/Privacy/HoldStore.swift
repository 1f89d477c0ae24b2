package import Domain
package import FoundationEssentials
internal import Postgres

/// Places and lifts legal holds. Nothing is deleted.
package struct HoldStore: Sendable {
    private let pool: ConnectionPool

    /// `database` acts as the service's read-write role, or as the owner.
    package init(_ database: DatabasePool) {
        pool = database.pool
    }

    /// Places a hold on a report; nil if there is no such report. Who erases at the same moment comes before or after it, never between.
    package func place(
        on code: ReportCode,
        id: UUID,
        reason: String,
        by person: PrincipalName,
        until: Instant?
    ) async throws(StoreError) -> LegalHold? {
        try await storing {
            try await pool.withTransaction { connection in
                let row = try connection.query(
                    "SELECT id, instant_now() FROM report WHERE code = \(code.description) AND \(SQL.isCounted) FOR NO KEY UPDATE",
                    as: (UUID, Instant).self
                ).first
                guard let (report, now) = row else { return nil }
                try connection.execute(
                    """
                    INSERT INTO legal_hold (id, report_id, reason, placed_by, placed_at, until)
                    VALUES (\(id), \(report), \(reason), \(person.text), \(now), \(until))
                    """
                )
                try connection.audit(
                    AuditRecord(
                        AuditActor(person),
                        .holdPlaced,
                        AuditObject(.report, code.description),
                        ["hold": .code(id.uuidString.lowercased())]
                    )
                )
                return LegalHold(id: id, report: code.description, reason: reason, placedBy: person, placedAt: now, until: until)
            }
        }
    }

    /// Lifts a hold; false if there is none in force of that id.
    package func lift(_ id: UUID, by person: PrincipalName) async throws(StoreError) -> Bool {
        try await storing {
            try await pool.withTransaction { connection in
                let code = try connection.query(
                    """
                    UPDATE legal_hold AS hold
                    SET lifted_by = \(person.text), lifted_at = greatest(hold.placed_at, instant_now())
                    FROM report
                    WHERE hold.id = \(id)
                        AND hold.lifted_at IS NULL
                        AND report.id = hold.report_id
                    RETURNING report.code
                    """,
                    as: String.self
                ).first
                guard let code else { return false }
                try connection.audit(
                    AuditRecord(AuditActor(person), .holdLifted, AuditObject(.report, code), ["hold": .code(id.uuidString.lowercased())])
                )
                return true
            }
        }
    }

    /// The holds in force, the newest first, at most a thousand.
    package func inForce() async throws(StoreError) -> [LegalHold] {
        try await reading {
            try await pool.query(
                """
                SELECT hold.id, report.code, hold.reason, hold.placed_by, hold.placed_at, hold.until
                FROM legal_hold AS hold
                JOIN report ON report.id = hold.report_id
                WHERE hold.lifted_at IS NULL
                    AND (hold.until IS NULL OR hold.until > (SELECT instant_now()))
                ORDER BY hold.placed_at DESC, hold.id
                LIMIT 1000
                """,
                as: (UUID, String, String, String, Instant, Instant?).self
            ).compactMap { row in
                PrincipalName(row.3).map {
                    LegalHold(id: row.0, report: row.1, reason: row.2, placedBy: $0, placedAt: row.4, until: row.5)
                }
            }
        }
    }
}
