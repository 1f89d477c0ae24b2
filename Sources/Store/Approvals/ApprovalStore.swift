package import Domain
package import FoundationEssentials
internal import Postgres

/// Keeps what two people have to agree on, and carries it out.
package struct ApprovalStore: Sendable {
    private let pool: ConnectionPool

    /// `database` acts as the service's read-write role, or as the owner.
    package init(_ database: DatabasePool) {
        pool = database.pool
    }

    /// One approval; nil if there is none of that id.
    package func approval(_ id: UUID) async throws(StoreError) -> Approval? {
        try await reading {
            try await pool.query("SELECT \(ApprovalRows.columns) FROM approval WHERE id = \(id)", as: ApprovalRows.Columns.self)
                .first.map(Approval.init)
        }
    }

    /// The newest first, at most `limit`, after one of them if told; only those that are open if asked.
    package func list(onlyOpen: Bool, after last: UUID?, limit: Int) async throws(StoreError) -> [Approval] {
        try await reading {
            try await pool.query(
                """
                SELECT \(ApprovalRows.columns)
                FROM approval
                WHERE (decision IS NULL OR NOT \(onlyOpen))
                    AND (\(last) IS NULL OR (proposed_at, id) < (SELECT proposed_at, id FROM approval WHERE id = \(last)))
                ORDER BY proposed_at DESC, id DESC
                LIMIT \(limit)
                """,
                as: ApprovalRows.Columns.self
            ).map(Approval.init)
        }
    }

    /// Ends a proposal: once, whoever else decides at the same moment. An approval is carried out in the same transaction or refused, and
    /// then the proposal stays open. nil if there is none of that id.
    package func decide(
        _ id: UUID,
        _ verdict: ApprovalVerdict,
        by editor: Editor,
        comment: String?
    ) async throws(StoreError) -> Result<Approval, ApprovalRefusal>? {
        try await storing {
            try await pool.withTransaction { connection in
                // First of all locks, as for whatever else changes reference data.
                if verdict == .approved { _ = try connection.query("SELECT pg_advisory_xact_lock(\(AdvisoryLock.routing))") }
                let person = try connection.permit(.administer, on: .city, to: editor)
                let row = try connection.query(
                    "SELECT \(ApprovalRows.columns) FROM approval WHERE id = \(id) FOR UPDATE",
                    as: ApprovalRows.Columns.self
                ).first
                guard let approval = try row.map(Approval.init) else { return nil }
                if let refusal = approval.refusal(of: verdict, by: person) { return .failure(refusal) }
                let now = try connection.query("SELECT instant_now()", as: Instant.self).first ?? approval.proposedAt
                let decision = Approval.Decision(verdict: verdict, by: person, at: max(now, approval.proposedAt), comment: comment)
                if verdict == .approved, let refusal = try Self.carryOut(approval, at: now, on: connection) { return .failure(refusal) }
                try Self.write(decision, of: id, on: connection)
                try connection.audit(approval.audit(verdict.action, by: person))
                return .success(approval.decided(decision))
            }
        }
    }

    private static func write(_ decision: Approval.Decision, of id: UUID, on connection: isolated Connection) throws {
        try connection.execute(
            """
            UPDATE approval
            SET
                decision = \(decision.verdict.rawValue), decided_by = \(decision.by.text), decided_at = \(decision.at),
                comment = \(decision.comment)
            WHERE id = \(id)
            """
        )
    }

    /// Carries out what is approved; a refusal leaves nothing done. The lock of reference data is held.
    private static func carryOut(_ approval: Approval, at now: Instant, on connection: isolated Connection) throws -> ApprovalRefusal? {
        switch approval.proposal {
        case .calendar(let change): try CalendarPublishing.carryOut(change, approval, at: now, on: connection)
        case .policy(let change): try PolicyPublishing.carryOut(change, approval, at: now, on: connection)
        case .erasure(let erasure): try ErasureCarryingOut.carryOut(erasure, approval, at: now, on: connection)
        }
    }
}

extension Approval {
    fileprivate func decided(_ decision: Decision) -> Approval {
        Approval(
            id: id,
            proposal: proposal,
            baseVersion: baseVersion,
            reason: reason,
            proposedBy: proposedBy,
            proposedAt: proposedAt,
            decision: decision
        )
    }
}
