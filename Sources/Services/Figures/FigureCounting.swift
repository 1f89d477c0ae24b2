package import Domain
package import FoundationEssentials
package import Store

/// Counts what happened to reports, each event once, however many instances do it.
package struct FigureCounting: Sendable {
    /// What one step did.
    package struct Step: Sendable {
        /// A report that cannot be counted for now, and is tried again later.
        package struct Fault: Sendable {
            package let report: UUID
            package let reason: SLAFault
        }

        /// Events counted.
        package let events: Int
        /// Every event up to this position is counted; nil: another instance counts.
        package let position: Int64?
        /// Whole seconds since the first event that the step found uncounted had happened; 0 when there was none.
        package let lagSeconds: Int
        package let faults: [Fault]
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
            faults: step.faults.map { Fault(report: $0.report, reason: $0.fault) },
            hasMore: step.hasMore
        )
    }
}
