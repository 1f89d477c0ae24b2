package import Domain
package import Store
internal import Synchronization

/// The reference catalogue in memory, renewed when the tables' epoch moves on.
package final class CatalogCache: Sendable {
    private struct Cached {
        var catalog: ReferenceCatalog?
        var checkedAt: ContinuousClock.Instant?
    }

    private let store: CatalogStore
    private let cached = Mutex(Cached())

    package init(store: CatalogStore) {
        self.store = store
    }

    /// The catalogue of an epoch that was just read, or of a later one.
    package func catalog(atLeast epoch: Int) async throws(ServiceError) -> ReferenceCatalog {
        if let catalog = cached.withLock({ $0.catalog }), catalog.epoch >= epoch { return catalog }
        return try await reload()
    }

    /// A catalogue that is at most a second old.
    package func current() async throws(ServiceError) -> ReferenceCatalog {
        let (catalog, checkedAt) = cached.withLock { ($0.catalog, $0.checkedAt) }
        if let catalog, let checkedAt, checkedAt.duration(to: .now) < .seconds(1) { return catalog }
        let epoch = try await serving { () async throws(StoreError) in try await store.epoch() }
        let fresh = try await self.catalog(atLeast: epoch)
        cached.withLock { $0.checkedAt = .now }
        return fresh
    }

    private func reload() async throws(ServiceError) -> ReferenceCatalog {
        let loaded = try await serving { () async throws(StoreError) in try await store.load() }
        guard let loaded else { throw .fault("reference data are not loaded: run `phananh reference load`") }
        return cached.withLock { cached in
            // Two requests may load at once: the older result must not replace the newer.
            if let known = cached.catalog, known.epoch > loaded.epoch { return known }
            cached.catalog = loaded
            cached.checkedAt = .now
            return loaded
        }
    }
}
