internal import Domain
internal import FoundationEssentials
internal import Postgres

/// Policies as rows, one for each version.
enum PolicyRows {
    /// Of a version.
    typealias Columns = (
        UUID, String, Int, String, String, String?, String?, UUID?, Int64, String?, Bool, Int64, String?, Bool, Int64?, String, String,
        Int64,
        [Int], [Int], [String], Int, Int64, Instant, Instant?, String?
    )

    /// Versions of a code, the newest first.
    static func versions(of code: String, before version: Int?, limit: Int) -> SQL {
        """
        \(rows)
        WHERE policy.code = \(code)
            AND (\(version) IS NULL OR policy.version < \(version))
        ORDER BY policy.version DESC
        LIMIT \(limit)
        """
    }

    /// Every version of every code, in no order.
    static let rows: SQL = """
        SELECT
            policy.id, policy.code, policy.version, policy.name_vi, policy.name_en, category.code, policy.severity, policy.unit_id,
            policy.acknowledge_s, policy.acknowledge_basis, policy.acknowledge_confirmed, policy.resolve_s, policy.resolve_basis,
            policy.resolve_confirmed, policy.handle_s, policy.calendar_code, policy.resolve_starts, policy.nominal_day_s,
            policy.warn_percent, policy.escalate_percent, policy.escalate_to, policy.reopen_percent, policy.reopen_least_s,
            policy.published_at, policy.retired_at, policy.published_by
        FROM sla_policy AS policy
        LEFT JOIN category ON category.id = policy.category_id
        """

    static func version(_ row: Columns) throws -> PolicyVersion {
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
        return PolicyVersion(policy: policy, publishedAt: row.23, retiredAt: row.24, publishedBy: row.25.flatMap { PrincipalName($0) })
    }

    /// Puts a version in force from now on, and the one of its code before out of force.
    static func replace(_ policy: SLAPolicy, digest: Data?, approval: Approval?) -> [SQL] {
        [retire(policy.code), insert(policy, digest: digest, approval: approval)]
    }

    /// Puts a code out of force.
    static func retire(_ code: String) -> SQL {
        "UPDATE sla_policy SET retired_at = instant_now() WHERE code = \(code) AND retired_at IS NULL"
    }

    private static func insert(_ policy: SLAPolicy, digest: Data?, approval: Approval?) -> SQL {
        """
        INSERT INTO sla_policy (
            id, code, version, name_vi, name_en, category_id, severity, unit_id, acknowledge_s, acknowledge_basis, acknowledge_confirmed,
            resolve_s, resolve_basis, resolve_confirmed, handle_s, resolve_starts, nominal_day_s, calendar_code, legal_basis, confirmed,
            warn_percent, escalate_percent, escalate_to, reopen_percent, reopen_least_s, reference_hash, published_at, published_by,
            approval_id
        )
        VALUES (
            \(policy.id), \(policy.code), \(policy.version), \(policy.nameVi), \(policy.nameEn),
            (SELECT id FROM category WHERE code = \(policy.scope.category)), \(policy.scope.severity?.rawValue), \(policy.scope.unit),
            \(policy.acknowledge.seconds), \(policy.acknowledge.legalBasis), \(policy.acknowledge.confirmed), \(policy.resolve.seconds),
            \(policy.resolve.legalBasis), \(policy.resolve.confirmed), \(policy.handleSeconds), \(policy.resolveStarts.rawValue),
            \(policy.nominalDaySeconds), \(policy.calendarKey), \(policy.legalBasis), \(policy.confirmed), \(policy.levels.warnings),
            \(policy.levels.escalations.map(\.percent)), \(policy.levels.escalations.map(\.rank.rawValue)), \(policy.reopening.percent),
            \(policy.reopening.minimumSeconds), \(digest), instant_now(), \(approval?.proposedBy.text), \(approval?.id)
        )
        """
    }
}

extension PolicyRows {
    /// What the next version of a code follows.
    struct Newest {
        let version: Int
        let isInForce: Bool
        /// Of the entry last loaded for the code.
        let referenceHash: Data?
    }

    /// The newest version of a code, in force or not; nil if there is none.
    static func newest(_ code: String, on connection: isolated Connection) throws -> Newest? {
        try connection.query(
            """
            SELECT version, retired_at IS NULL, reference_hash
            FROM sla_policy
            WHERE code = \(code)
            ORDER BY version DESC
            LIMIT 1
            """,
            as: (Int, Bool, Data?).self
        ).first.map { Newest(version: $0.0, isInForce: $0.1, referenceHash: $0.2) }
    }
}
