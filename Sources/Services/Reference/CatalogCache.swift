package import Domain
package import Store
internal import Synchronization

/// The reference catalogue in memory, renewed when the tables' epoch is another.
///
/// "Another", not "later": after a restore the database may be older than what is kept here. One load runs at a time, and
/// whoever needs it meanwhile waits for it: a change met by 250 filings at once is one load, not 250.
package final class CatalogCache: Sendable {
    private typealias Waiter = CheckedContinuation<ReferenceCatalog?, Never>

    private struct Cached {
        var catalog: ReferenceCatalog?
        var checkedAt: ContinuousClock.Instant?
        /// Those who wait for the load under way; nil when none is.
        var waiters: [Waiter]?
    }

    private enum Turn {
        case load
        case joined(ReferenceCatalog?)
    }

    private let store: CatalogStore
    private let cached = Mutex(Cached())

    package init(store: CatalogStore) {
        self.store = store
    }

    /// The catalogue of an epoch that was just read, or the one that has replaced it since.
    package func catalog(of epoch: Int) async throws(ServiceError) -> ReferenceCatalog {
        if let catalog = cached.withLock({ $0.catalog }), catalog.epoch == epoch { return catalog }
        while true {
            switch await takeTurn() {
            case .load: return try await load()
            // A load that began before the epoch was read may have seen the one before it.
            case .joined(let catalog?) where catalog.epoch == epoch: return catalog
            case .joined: continue
            }
        }
    }

    /// A catalogue that is at most a second old.
    package func current() async throws(ServiceError) -> ReferenceCatalog {
        let fresh = cached.withLock { cached -> ReferenceCatalog? in
            guard let catalog = cached.catalog, let checkedAt = cached.checkedAt else { return nil }
            if checkedAt.duration(to: .now) < .seconds(1) { return catalog }
            // One request asks; the others of this moment go on with what there is.
            cached.checkedAt = .now
            return nil
        }
        if let fresh { return fresh }
        let epoch = try await serving { () async throws(StoreError) in try await store.epoch() }
        return try await catalog(of: epoch)
    }

    private func takeTurn() async -> Turn {
        let mayLoad = cached.withLock { cached in
            guard cached.waiters == nil else { return false }
            cached.waiters = []
            return true
        }
        if mayLoad { return .load }
        return .joined(
            await withCheckedContinuation { (waiter: Waiter) in
                let isOver = cached.withLock { cached in
                    guard cached.waiters != nil else { return true }
                    cached.waiters?.append(waiter)
                    return false
                }
                if isOver { waiter.resume(returning: cached.withLock { $0.catalog }) }
            }
        )
    }

    /// The load whose turn it is.
    private func load() async throws(ServiceError) -> ReferenceCatalog {
        var loaded: ReferenceCatalog?
        defer {
            let waiters = cached.withLock { cached in
                if let loaded {
                    cached.catalog = loaded
                    cached.checkedAt = .now
                }
                defer { cached.waiters = nil }
                return cached.waiters ?? []
            }
            for waiter in waiters { waiter.resume(returning: loaded) }
        }
        loaded = try await serving { () async throws(StoreError) in try await store.load() }
        guard let loaded else { throw .notReady("reference data are not loaded: run `phananh reference load`") }
        return loaded
    }
}
