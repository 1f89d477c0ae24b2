package import Domain
package import FoundationEssentials
internal import Postgres

/// What is read before a case begins, as it stands until the case has begun.
package struct TrainingRead: Sendable {
    /// nil: no such case is offered.
    package let item: TrainingCase?
    /// Who asks, as their account is now.
    package let principal: StaffPrincipal
    package let now: Instant
    /// The epoch of the reference tables.
    package let epoch: Int
    package let boundaryVersion: BoundaryVersionSummary?
    /// Of each of the case's reports, the units that cover its pin or have a border near it, by id.
    package let nearby: [[(unit: UUID, covers: Bool, distanceM: Double?)]]
}

/// What came of beginning a case.
package struct TrainingResult<Decision: Sendable>: Sendable {
    /// Reference data changed since they were read: read and decide again.
    package let isOutdated: Bool
    package let decision: Decision
}

/// Keeps the cases that people practise on, and makes their reports.
package struct TrainingStore: Sendable {
    private let pool: ConnectionPool

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool) {
        pool = service.pool
    }

    /// The cases that are offered, in order.
    package func cases() async throws(StoreError) -> [TrainingCase] {
        try await reading {
            try await pool.query(
                "SELECT content::text FROM training_case WHERE position IS NOT NULL ORDER BY position, code",
                as: String.self
            ).map(TrainingCaseRecord.read)
        }
    }

    /// Makes the reports of a case, all or none, with what the audit tells of them. `decide` runs on the connection's thread and must not
    /// wait for anything; nothing is written where it returns no entries.
    package func begin<Decision: Sendable>(
        _ code: String,
        by account: UUID,
        decide: @Sendable (TrainingRead) -> (entries: [FilingEntry], audit: [AuditRecord], decision: Decision)
    ) async throws(StoreError) -> TrainingResult<Decision> {
        try await storing {
            try await pool.withTransaction { connection in
                let (entries, audit, decision) = decide(try Self.read(code, account, on: connection))
                for entry in entries {
                    let answers = try connection.pipeline([TextRows.naming(entry.plan.id), FilingInsert(entry, practising: code).statement])
                    guard try answers[1].first((Bool, Bool).self)?.1 == true else {
                        // Nothing of the case has been written: the first report is the first to find out.
                        return TrainingResult(isOutdated: true, decision: decision)
                    }
                }
                for record in audit { try connection.audit(record) }
                return TrainingResult(isOutdated: false, decision: decision)
            }
        }
    }

    /// The lock of routing first, in a statement of its own, so that what is read after it stands.
    private static func read(_ code: String, _ account: UUID, on connection: isolated Connection) throws -> TrainingRead {
        _ = try connection.query("SELECT pg_advisory_xact_lock_shared(\(AdvisoryLock.routing))")
        let principal = try connection.standing(of: account)
        let answers = try connection.pipeline([
            "SELECT content::text FROM training_case WHERE code = \(code) AND position IS NOT NULL",
            """
            SELECT instant_now(), state.epoch, version.id, version.title, version.approximate
            FROM reference_state AS state
            LEFT JOIN boundary_version AS version ON version.status = 'active'
            """,
        ])
        guard let row = try answers[1].first((Instant, Int, UUID?, String?, Bool?).self) else { throw StoreError.fault("reference state") }
        let item = try answers[0].first(String.self).map(TrainingCaseRecord.read)
        let located = try connection.pipeline(
            (item?.reports ?? []).map { report -> SQL in
                let pin = report.submission.effectivePin
                return "SELECT unit_id, covers, distance_m FROM locate_units(\(row.2), \(pin?.longitude), \(pin?.latitude))"
            }
        )
        return TrainingRead(
            item: item,
            principal: principal,
            now: row.0,
            epoch: row.1,
            boundaryVersion: BoundaryVersionSummary(id: row.2, title: row.3, approximate: row.4),
            nearby: try located.map { answer in
                try answer.decode((UUID, Bool, Double?).self).map { (unit: $0.0, covers: $0.1, distanceM: $0.2) }
            }
        )
    }
}
