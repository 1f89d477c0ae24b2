package import Domain
package import FoundationEssentials
package import Store

/// Which desk handles what beside the units' committees: to look at, and to switch on and off.
package struct RoutingRules: Sendable {
    /// Rules with the names in them.
    package struct Page: Sendable {
        package let rules: [RoutingRuleVersion]
        package let catalog: ReferenceCatalog
    }

    private let store: RoutingRuleStore
    private let catalogs: CatalogCache

    package init(store: RoutingRuleStore, catalogs: CatalogCache) {
        self.store = store
        self.catalogs = catalogs
    }

    /// Rules in the order they were made, of one status if told, after one of them, at most `limit`.
    package func list(_ status: RoutingRuleStatus?, after last: UUID?, limit: Int) async throws(ServiceError) -> Page {
        let rules = try await serving { () async throws(StoreError) in try await store.list(status, after: last, limit: limit) }
        return Page(rules: rules, catalog: try await catalogs.newest())
    }

    /// One rule. Throws `notFound`.
    package func show(_ id: UUID) async throws(ServiceError) -> (rule: RoutingRuleVersion, catalog: ReferenceCatalog) {
        let rule = try await serving { () async throws(StoreError) in try await store.rule(id) }
        guard let rule else { throw .notFound }
        return (rule, try await catalogs.newest())
    }

    /// Changes a rule's status for reports to come; those that are filed stay where they are. Throws `notFound`, `invalid` for a reason that
    /// cannot be kept, `versionMissing`, `versionDiffers` and `routingRefused`: then nothing has changed.
    package func change(
        _ id: UUID,
        to status: RoutingRuleStatus,
        reason: String,
        by editor: Editor,
        expecting versions: Set<Int>
    ) async throws(ServiceError) -> (rule: RoutingRuleVersion, catalog: ReferenceCatalog) {
        let words: String
        do throws(FreeTextError) { words = try ApprovalWords.rule.check(reason) } catch {
            throw .invalid([FieldError("/reason", FieldErrorCode(error))])
        }
        let outcome = try await serving { () async throws(StoreError) in
            try await store.change(id, to: status, reason: words, by: editor, expecting: versions)
        }
        switch outcome {
        case .changed(let rule): return (rule, try await catalogs.newest())
        case .versionDiffers: throw .versionDiffers
        case .refused(let refusal): throw .routingRefused(refusal)
        case nil: throw .notFound
        }
    }
}
