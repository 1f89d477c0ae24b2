package import Domain
package import FoundationEssentials
internal import Postgres

/// Reads which desk handles what, and changes whether a rule does.
package struct RoutingRuleStore: Sendable {
    /// What became of a change.
    package enum Outcome: Hashable, Sendable {
        case changed(RoutingRuleVersion)
        /// Its version is another by now.
        case versionDiffers
        case refused(RoutingRuleRefusal)
    }

    private let pool: ConnectionPool

    /// `database` acts as the service's read-write role, or as the owner.
    package init(_ database: DatabasePool) {
        pool = database.pool
    }

    /// Rules in the order they were made, of one status if told, after one of them, at most `limit`.
    package func list(_ status: RoutingRuleStatus?, after last: UUID?, limit: Int) async throws(StoreError) -> [RoutingRuleVersion] {
        try await reading {
            try await pool.query(
                """
                SELECT \(Self.columns)
                FROM routing_rule
                WHERE (\(status?.rawValue)::text IS NULL OR status = \(status?.rawValue))
                    AND (\(last) IS NULL OR id > \(last))
                ORDER BY id
                LIMIT \(limit)
                """,
                as: Columns.self
            ).map(Self.version)
        }
    }

    /// One rule; nil if there is none of that id.
    package func rule(_ id: UUID) async throws(StoreError) -> RoutingRuleVersion? {
        try await reading {
            try await pool.query("SELECT \(Self.columns) FROM routing_rule WHERE id = \(id)", as: Columns.self).first.map(Self.version)
        }
    }

    /// Changes the status of a rule that has one of these versions. Filings under way are decided by it or come before it, never between.
    /// nil if there is none of that id.
    package func change(
        _ id: UUID,
        to status: RoutingRuleStatus,
        reason: String,
        by editor: Editor,
        expecting versions: Set<Int>
    ) async throws(StoreError) -> Outcome? {
        do {
            return try await storing {
                try await pool.withTransaction { connection in
                    // First of all locks, as for whatever else changes reference data.
                    _ = try connection.query("SELECT pg_advisory_xact_lock(\(AdvisoryLock.routing))")
                    let person = try connection.permit(.administer, on: .city, to: editor)
                    let row = try connection.query(
                        "SELECT \(Self.columns) FROM routing_rule WHERE id = \(id) FOR UPDATE",
                        as: Columns.self
                    ).first
                    guard let known = try row.map(Self.version) else { return nil }
                    guard versions.contains(known.version) else { return .versionDiffers }
                    guard known.status.successors.contains(status) else { return .refused(.badStatus) }
                    let changed = try connection.query(
                        """
                        UPDATE routing_rule
                        SET
                            status = \(status.rawValue), version = version + 1, changed_by = \(person.text), changed_at = instant_now(),
                            reason = \(reason)
                        WHERE id = \(id)
                        RETURNING \(Self.columns)
                        """,
                        as: Columns.self
                    ).first
                    try connection.audit(
                        AuditRecord(
                            AuditActor(person),
                            .routingRuleChanged,
                            AuditObject(.routingRule, id),
                            ["status": .code(status.rawValue), "version": .number(known.version + 1)]
                        )
                    )
                    return try changed.map { .changed(try Self.version($0)) }
                }
            }
        } catch .violated(constraint: "routing_rule_active_key") {
            return .refused(.taken)
        }
    }

    private typealias Columns = (UUID, UUID, UUID?, UUID?, String?, String, String?, Int, String?, Instant?, String?)

    private static let columns: SQL =
        "id, category_id, unit_id, agency_id, unit_desk, status, note, version, changed_by, changed_at, reason"

    private static func version(_ row: Columns) throws -> RoutingRuleVersion {
        let target = row.3.map { RoutingRule.Target.agency($0) } ?? row.4.flatMap(AgencyKind.init).map { .unitDesk($0) }
        guard let target, let status = RoutingRuleStatus(rawValue: row.5) else { throw StoreError.fault("routing rule") }
        return RoutingRuleVersion(
            id: row.0,
            rule: RoutingRule(categoryID: row.1, unitID: row.2, target: target),
            status: status,
            note: row.6,
            version: row.7,
            change: change(row.8, row.9, row.10)
        )
    }

    private static func change(_ by: String?, _ at: Instant?, _ reason: String?) -> RoutingRuleVersion.Change? {
        guard let by = by.flatMap(PrincipalName.init), let at, let reason else { return nil }
        return RoutingRuleVersion.Change(by: by, at: at, reason: reason)
    }
}
