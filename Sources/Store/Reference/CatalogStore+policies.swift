internal import Domain
internal import FoundationEssentials
internal import Postgres

extension CatalogStore {
    /// Every version of every policy, and whether it is in force.
    static func policies(_ connection: isolated Connection) throws -> [(policy: SLAPolicy, isInForce: Bool)] {
        let rows = try connection.query(
            """
            SELECT
                policy.id, policy.code, policy.version, policy.name_vi, policy.name_en, category.code, policy.severity, policy.unit_id,
                policy.acknowledge_s, policy.acknowledge_basis, policy.acknowledge_confirmed, policy.resolve_s, policy.resolve_basis,
                policy.resolve_confirmed, policy.handle_s, policy.calendar_code, policy.resolve_starts, policy.nominal_day_s,
                policy.warn_percent, policy.escalate_percent, policy.escalate_to, policy.reopen_percent, policy.reopen_least_s,
                policy.retired_at IS NULL
            FROM sla_policy AS policy
            LEFT JOIN category ON category.id = policy.category_id
            """,
            as: (
                UUID, String, Int, String, String, String?, String?, UUID?, Int64, String?, Bool, Int64, String?, Bool, Int64?, String,
                String, Int64, [Int], [Int], [String], Int, Int64, Bool
            ).self
        )
        return try rows.map { row in
            let ranks = row.20.compactMap(EscalationRank.init)
            guard let starts = SLAPolicy.ResolveStart(rawValue: row.16), ranks.count == row.19.count else {
                throw StoreError.fault("policy \(row.1)")
            }
            let policy = SLAPolicy(
                id: row.0,
                code: row.1,
                version: row.2,
                nameVi: row.3,
                nameEn: row.4,
                scope: SLAPolicy.Scope(category: row.5, severity: row.6.flatMap(Severity.init), unit: row.7),
                acknowledge: SLAPolicy.Limit(seconds: row.8, legalBasis: row.9, confirmed: row.10),
                resolve: SLAPolicy.Limit(seconds: row.11, legalBasis: row.12, confirmed: row.13),
                handleSeconds: row.14,
                calendarKey: row.15,
                resolveStarts: starts,
                nominalDaySeconds: row.17,
                levels: SLALevels(warnings: row.18, escalations: Dictionary(zip(row.19, ranks)) { first, _ in first }),
                reopening: SLAPolicy.ReopenTarget(percent: row.21, minimumSeconds: row.22)
            )
            return (policy, row.23)
        }
    }
}
