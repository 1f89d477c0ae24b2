package import Domain
package import FoundationEssentials
internal import Postgres

/// What placing a hold led to.
package enum HoldPlacement: Sendable {
    case placed(LegalHold)
    /// The same was placed before under its id.
    case replayed(LegalHold)
    /// Another was.
    case idTaken
    case unknownReport
}

/// Places and lifts legal holds. Nothing is deleted.
package struct HoldStore: Sendable {
    private let pool: ConnectionPool

    /// `database` acts as the service's read-write role, or as the owner.
    package init(_ database: DatabasePool) {
        pool = database.pool
    }

    /// Places a hold on a report, once for each id. Who erases at the same moment comes before or after it, never between. Throws `violated`
    /// for an end that is past.
    package func place(
        on code: ReportCode,
        id: UUID,
        reason: String,
        by editor: Editor,
        until: Instant?
    ) async throws(StoreError) -> HoldPlacement {
        try await storing {
            try await pool.withTransaction { connection in
                let person = try connection.permit(.administer, on: .city, to: editor)
                let report = try connection.query(
                    "SELECT id FROM report WHERE code = \(code.description) AND \(SQL.isCounted) FOR NO KEY UPDATE",
                    as: UUID.self
                ).first
                guard let report else { return .unknownReport }
                if let known = try Self.hold(id, on: connection) {
                    let isSame = known.report == code.description && known.reason == reason && known.until == until
                    return isSame ? .replayed(known) : .idTaken
                }
                let placed = try connection.execute(
                    """
                    INSERT INTO legal_hold (id, report_id, reason, placed_by, placed_at, until)
                    VALUES (\(id), \(report), \(reason), \(person.text), instant_now(), \(until))
                    ON CONFLICT (id) DO NOTHING
                    """
                )
                // Placed on another report at this moment.
                guard placed == 1, let hold = try Self.hold(id, on: connection) else { return .idTaken }
                try connection.audit(Self.audit(.holdPlaced, hold, by: person))
                return .placed(hold)
            }
        }
    }

    /// Lifts a hold; one that was lifted before stays as it is. nil if there is none of that id.
    package func lift(_ id: UUID, reason: String, by editor: Editor) async throws(StoreError) -> LegalHold? {
        try await storing {
            try await pool.withTransaction { connection in
                let person = try connection.permit(.administer, on: .city, to: editor)
                let lifted = try connection.execute(
                    """
                    UPDATE legal_hold
                    SET lifted_by = \(person.text), lifted_at = greatest(placed_at, instant_now()), lift_reason = \(reason)
                    WHERE id = \(id)
                        AND lifted_at IS NULL
                    """
                )
                guard let hold = try Self.hold(id, on: connection) else { return nil }
                if lifted > 0 { try connection.audit(Self.audit(.holdLifted, hold, by: person)) }
                return hold
            }
        }
    }

    /// A hold; nil if there is none of that id.
    package func hold(_ id: UUID) async throws(StoreError) -> LegalHold? {
        try await reading { try await pool.withConnection { connection in try Self.hold(id, on: connection) } }
    }

    /// The newest first, at most `limit`, after one of them if told, of one report if told; those in force alone unless `all` are asked for.
    package func list(all: Bool, of report: ReportCode?, after last: UUID?, limit: Int) async throws(StoreError) -> [LegalHold] {
        try await reading {
            try await pool.query(
                """
                \(HoldRows.query)
                WHERE (\(all) OR \(HoldRows.isInForce))
                    AND (\(report?.description)::text IS NULL OR report.code = \(report?.description))
                    AND (\(last)::uuid IS NULL OR (hold.placed_at, hold.id) < (SELECT placed_at, id FROM legal_hold WHERE id = \(last)))
                ORDER BY hold.placed_at DESC, hold.id DESC
                LIMIT \(limit)
                """,
                as: HoldRows.Columns.self
            ).map(HoldRows.hold)
        }
    }

    private static func hold(_ id: UUID, on connection: isolated Connection) throws -> LegalHold? {
        try connection.query("\(HoldRows.query) WHERE hold.id = \(id)", as: HoldRows.Columns.self).first.map(HoldRows.hold)
    }

    private static func audit(_ action: AuditAction, _ hold: LegalHold, by person: PrincipalName) -> AuditRecord {
        let details: [String: AuditRecord.Detail] = ["hold": .code(hold.id.uuidString.lowercased())]
        return AuditRecord(AuditActor(person), action, AuditObject(.report, hold.report), details)
    }
}
