package import Domain
package import Store

/// Counts what happened to reports, each event once, however many instances do it.
package struct FigureCounting: Sendable {
    /// What one step did.
    package struct Step: Sendable {
        /// Events counted.
        package let events: Int
        /// Every event up to this position is counted; nil: another instance counts.
        package let position: Int64?
        /// Whole seconds since the first event that the step found uncounted had happened; 0 when there was none.
        package let lagSeconds: Int
        /// Reports that cannot be counted for now, and are tried again later.
        package let faults: [FigureFault]
        /// Another step would find something to do at once.
        package let hasMore: Bool
    }

    private let store: FigureStore
    private let catalogs: CatalogCache

    package init(store: FigureStore, catalogs: CatalogCache) {
        self.store = store
        self.catalogs = catalogs
    }

    /// One step, in one transaction. Whoever calls it goes on at once while `hasMore`.
    package func step(limit: Int = FigureStore.batch, others: Int = FigureStore.others) async throws(ServiceError) -> Step {
        var catalog = try await catalogs.current()
        // A catalogue that was replaced since it was looked at is asked for once more.
        for _ in 0..<3 {
            let step = try await serving { () async throws(StoreError) in try await store.step(catalog, limit: limit, others: others) }
            if let step { return Step(step) }
            catalog = try await catalogs.newest()
        }
        throw .busy
    }
}

extension FigureCounting.Step {
    fileprivate init(_ step: FigureStep) {
        self.init(
            events: step.events,
            position: step.position,
            lagSeconds: step.lagSeconds,
            faults: step.faults,
            hasMore: step.hasMore
        )
    }
}
