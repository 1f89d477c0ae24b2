package import FoundationEssentials

/// Tells which reports a policy would be chosen for, if it were in force instead of what its code has now.
package struct PolicyReach {
    private struct Key: Hashable {
        let category: UUID
        let severity: Severity
        let unit: UUID?
    }

    private let policies: [SLAPolicy]
    private let policy: SLAPolicy
    private let paths: [UUID: [String]]
    private var known: [Key: Bool] = [:]

    /// The reach of a policy beside the others of the catalogue, within a category if one is named.
    package init(of policy: SLAPolicy, within category: String?, in catalog: ReferenceCatalog) {
        policies = catalog.policies(with: policy)
        self.policy = policy
        paths = catalog.categories.reduce(into: [:]) { paths, leaf in
            let path = catalog.path(of: leaf)
            if category.map(path.contains) ?? true { paths[leaf.id] = path }
        }
    }

    /// Categories that may be meant at all.
    package var categories: [UUID] {
        paths.filter { path in policy.scope.category.map(path.value.contains) ?? true }.keys.sorted()
    }

    /// Whether the policy would be chosen for a report of this category, severity and unit.
    package mutating func contains(category: UUID, severity: Severity, unit: UUID?) -> Bool {
        let key = Key(category: category, severity: severity, unit: unit)
        if let known = known[key] { return known }
        guard let path = paths[category] else { return false }
        let subject = SLASubject(categoryPath: path, severity: severity, unit: unit)
        let isChosen = (try? SLAPolicy.choose(from: policies, for: subject))?.id == policy.id
        known[key] = isChosen
        return isChosen
    }
}
