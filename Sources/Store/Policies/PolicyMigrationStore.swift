package import Domain
package import FoundationEssentials
internal import Postgres

/// Finds the open reports that still go by an older version of a policy.
package struct PolicyMigrationStore: Sendable {
    private let pool: ConnectionPool

    /// `database` acts as the service's read-write role, or as the owner.
    package init(_ database: DatabasePool) {
        pool = database.pool
    }

    /// The newest agreement of two people that open reports get this version; nil without any.
    package func agreement(on policy: SLAPolicy) async throws(StoreError) -> Approval? {
        try await reading {
            try await pool.query(
                """
                SELECT \(ApprovalRows.columns)
                FROM approval
                WHERE kind = \(ApprovalKind.policy.rawValue)
                    AND subject = \(policy.code)
                    AND base_version = \(policy.version)
                    AND decision = \(ApprovalVerdict.approved.rawValue)
                    AND proposal ->> 'migrate' = \(policy.code)
                ORDER BY decided_at DESC
                LIMIT 1
                """,
                as: ApprovalRows.Columns.self
            ).first.map(Approval.init)
        }
    }

    /// The next of them by id after one, at most `limit`.
    package func reports(
        behind policy: SLAPolicy,
        after last: UUID?,
        limit: Int
    ) async throws(StoreError) -> [(id: UUID, code: ReportCode)] {
        try await reading {
            try await pool.query(
                """
                SELECT id, code
                FROM report
                WHERE \(Self.isBehind(policy))
                    AND (\(last) IS NULL OR id > \(last))
                ORDER BY id
                LIMIT \(limit)
                """,
                as: (UUID, String).self
            ).map { id, text in
                guard case .code(let code) = ReportCode.read(text) else { throw StoreError.fault("code of a report") }
                return (id, code)
            }
        }
    }

    /// How many there are.
    package func count(behind policy: SLAPolicy) async throws(StoreError) -> Int {
        try await reading {
            try await pool.query("SELECT count(*) FROM report WHERE \(Self.isBehind(policy))", as: Int.self).first ?? 0
        }
    }

    private static func isBehind(_ policy: SLAPolicy) -> SQL {
        """
        \(SQL.isCounted)
            AND EXISTS (
                SELECT
                FROM sla_clock AS clock
                JOIN sla_policy AS policy ON policy.id = clock.policy_id
                WHERE clock.report_id = report.id
                    AND clock.clock = 'resolve'
                    AND clock.stopped_at IS NULL
                    AND policy.code = \(policy.code)
                    AND policy.version < \(policy.version)
            )
        """
    }
}
