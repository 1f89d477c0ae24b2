package import FoundationEssentials

/// What a policy is chosen for.
package struct SLASubject: Hashable, Sendable {
    /// Codes from the top group down to the report's own category.
    package let categoryPath: [String]
    /// The severity in force.
    package let severity: Severity
    /// The unit responsible on the ground, if one is known.
    package let unit: UUID?

    /// An empty path is covered only by policies without a category.
    package init(categoryPath: [String], severity: Severity, unit: UUID?) {
        self.categoryPath = categoryPath
        self.severity = severity
        self.unit = unit
    }
}

/// No policy fits, which means that there is no default one.
package struct NoDefaultPolicy: Error, Hashable, Sendable {
    /// The error carries nothing: which default is missing is never in doubt.
    package init() {}
}

extension SLAPolicy {
    /// The most specific of the policies in force: unit counts 4, category 2, severity 1; among equals the
    /// category deeper in the tree wins, then the smaller id. Names and order of the list never matter.
    package static func choose(from policies: [SLAPolicy], for subject: SLASubject) throws(NoDefaultPolicy) -> SLAPolicy {
        let ranked = policies.compactMap { policy in
            policy.scope.rank(for: subject).map { (policy: policy, rank: $0) }
        }
        let best = ranked.max { left, right in
            left.rank == right.rank ? left.policy.id > right.policy.id : left.rank < right.rank
        }
        guard let best else { throw NoDefaultPolicy() }
        return best.policy
    }
}

extension SLAPolicy.Scope {
    /// Score, then depth of the category; `nil` when the scope does not cover the subject.
    fileprivate func rank(for subject: SLASubject) -> (score: Int, depth: Int)? {
        var score = 0
        var depth = 0
        if let unit {
            guard unit == subject.unit else { return nil }
            score += 4
        }
        if let category {
            guard let level = subject.categoryPath.lastIndex(of: category) else { return nil }
            score += 2
            depth = level
        }
        if let severity {
            guard severity == subject.severity else { return nil }
            score += 1
        }
        return (score, depth)
    }
}
