internal import Domain
internal import FoundationEssentials
internal import Postgres

/// A policy that stayed as it is although the reference files say otherwise.
package struct KeptPolicy: Hashable, Sendable {
    /// Why.
    package enum Cause: Hashable, Sendable {
        /// Two people have published or retired it here: what people decided is not overwritten by a file.
        case decidedHere
        /// Another policy in force is for the same reports (R6).
        case scopeTaken(by: String)
    }

    /// The policy.
    package let code: String
    /// Why.
    package let cause: Cause
}

/// Loads policies of the reference files: the first version of each, and the next ones until somebody decides otherwise here. The lock of
/// reference data is held.
enum PolicyLoading {
    enum Outcome {
        case same
        case published
        case kept(KeptPolicy)
    }

    static func load(_ row: ReferenceData.Policy, on connection: isolated Connection) throws -> Outcome {
        let newest = try PolicyRows.newest(row.policy.code, on: connection)
        if let newest, newest.referenceHash == row.digest { return .same }
        if let newest, newest.isPublishedHere || !newest.isInForce {
            return .kept(KeptPolicy(code: row.policy.code, cause: .decidedHere))
        }
        if let other = try connection.query(sameScope(row.policy), as: String.self).first {
            return .kept(KeptPolicy(code: row.policy.code, cause: .scopeTaken(by: other)))
        }
        let next = row.policy.numbered((newest?.version ?? 0) + 1)
        _ = try connection.pipeline(PolicyRows.replace(next, digest: row.digest, approval: nil))
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
