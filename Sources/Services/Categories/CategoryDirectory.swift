package import Domain

/// A category with what follows from it: who answers and by when.
package struct CategoryDetails: Sendable {
    package let category: Category
    /// The kind of desk that has such reports; nil for a group.
    package let responsible: AgencyKind?
    /// nil for a group.
    package let policy: SLAPolicy?
}

/// What can be reported.
package struct CategoryDirectory: Sendable {
    private let catalogs: CatalogCache

    package init(catalogs: CatalogCache) {
        self.catalogs = catalogs
    }

    /// The groups, each with its leaves, in order of display.
    package func tree() async throws(ServiceError) -> (groups: [(group: CategoryDetails, leaves: [CategoryDetails])], epoch: Int) {
        let catalog = try await catalogs.current()
        let groups = catalog.categories.filter { $0.parentID == nil }
        return (groups.map { (Self.details($0, catalog), catalog.leaves(of: $0).map { Self.details($0, catalog) }) }, catalog.epoch)
    }

    /// One category, and its leaves if it is a group.
    package func category(_ code: String) async throws(ServiceError) -> (details: CategoryDetails, leaves: [CategoryDetails], epoch: Int) {
        let catalog = try await catalogs.current()
        guard PlainCode.isPlausible(code), let category = catalog.category(code) else { throw .notFound }
        return (Self.details(category, catalog), catalog.leaves(of: category).map { Self.details($0, catalog) }, catalog.epoch)
    }

    private static func details(_ category: Category, _ catalog: ReferenceCatalog) -> CategoryDetails {
        guard let treatment = category.treatment else { return CategoryDetails(category: category, responsible: nil, policy: nil) }
        let subject = SLASubject(categoryPath: catalog.path(of: category), severity: treatment.severity, unit: nil)
        return CategoryDetails(
            category: category,
            responsible: catalog.routing.responsibleKind(for: category),
            policy: try? SLAPolicy.choose(from: catalog.policies, for: subject)
        )
    }
}
