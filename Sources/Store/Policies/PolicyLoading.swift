internal import Domain
internal import FoundationEssentials
internal import Postgres

/// A policy that stayed as it is although the reference files say otherwise.
package struct KeptPolicy: Hashable, Sendable {
    /// Why.
    package enum Cause: Hashable, Sendable {
        /// The policy has a version here: what follows takes two people, whoever published it.
        case known
        /// Another policy in force is for the same reports (R6).
        case scopeTaken(by: String)
    }

    /// The policy.
    package let code: String
    /// Why.
    package let cause: Cause
}

/// Loads the first version of each policy of the reference files. Whatever follows is proposed and approved here. The lock of reference
/// data is held.
enum PolicyLoading {
    enum Outcome {
        case same
        case published
        case kept(KeptPolicy)
    }

    static func load(_ row: ReferenceData.Policy, on connection: isolated Connection) throws -> Outcome {
        if let newest = try PolicyRows.newest(row.policy.code, on: connection) {
            return newest.referenceHash == row.digest ? .same : .kept(KeptPolicy(code: row.policy.code, cause: .known))
        }
        if let other = try connection.query(sameScope(row.policy), as: String.self).first {
            return .kept(KeptPolicy(code: row.policy.code, cause: .scopeTaken(by: other)))
        }
        _ = try connection.pipeline(PolicyRows.replace(row.policy, digest: row.digest, approval: nil))
        return .published
    }

    private static func sameScope(_ policy: SLAPolicy) -> SQL {
        """
        SELECT code
        FROM sla_policy
        WHERE retired_at IS NULL
            AND code <> \(policy.code)
            AND category_id IS NOT DISTINCT FROM (SELECT id FROM category WHERE code = \(policy.scope.category))
            AND severity IS NOT DISTINCT FROM \(policy.scope.severity?.rawValue)
            AND unit_id IS NOT DISTINCT FROM \(policy.scope.unit)
        """
    }
}
