package import Domain
package import Store

/// Records what falls due on clocks, exactly once, however many sweepers there are and however late they come (R11–R14).
package struct SLASweeper: Sendable {
    /// Clocks claimed at once: few enough for a transaction of some tens of milliseconds.
    package static let batch = 200

    private let store: SweepStore
    private let catalogs: CatalogCache

    package init(store: SweepStore, catalogs: CatalogCache) {
        self.store = store
        self.catalogs = catalogs
    }

    /// One round, in one transaction. Whoever calls it goes on at once while `hasMore`.
    package func sweep(limit: Int = SLASweeper.batch) async throws(ServiceError) -> SweepResult {
        var catalog = try await catalogs.current()
        // A catalogue that was replaced since it was looked at is asked for once more.
        for _ in 0..<2 {
            let result = try await serving { () async throws(StoreError) in try await store.sweep(catalog, limit: limit) }
            if let result { return result }
            catalog = try await catalogs.newest()
        }
        throw .busy
    }

    /// Seconds since the longest overdue moment, for the metric `sla_fire_lag_seconds`; 0 when nothing is due.
    package func lagSeconds() async throws(ServiceError) -> Int {
        try await serving { () async throws(StoreError) in try await store.lagSeconds() }
    }
}
