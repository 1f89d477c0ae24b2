package import Domain
package import Store
internal import Synchronization

/// The reference catalogue in memory, renewed when the tables' epoch is another.
///
/// "Another", not "later": after a restore the database may be older than what is kept here. One load runs at a time, and
/// whoever needs it meanwhile waits for it: a change met by 250 filings at once is two loads at most, not 250.
package final class CatalogCache: Sendable {
    private typealias Outcome = Result<ReferenceCatalog, ServiceError>

    private struct Cached {
        var catalog: ReferenceCatalog?
        var checkedAt: ContinuousClock.Instant?
        /// Those who wait for the load under way; nil when none is.
        var waiters: [CheckedContinuation<Outcome, Never>]?
        var loads = 0
    }

    private let store: CatalogStore
    private let cached = Mutex(Cached())

    package init(store: CatalogStore) {
        self.store = store
    }

    /// How often the catalogue was loaded.
    package var loads: Int { cached.withLock { $0.loads } }

    /// The catalogue of an epoch, if that is the one in memory.
    package func kept(epoch: Int) -> ReferenceCatalog? {
        cached.withLock { $0.catalog?.epoch == epoch ? $0.catalog : nil }
    }

    /// The catalogue of an epoch that was just read, or the one that has replaced it since. Throws what the load throws.
    package func catalog(of epoch: Int) async throws(ServiceError) -> ReferenceCatalog {
        if let catalog = kept(epoch: epoch) { return catalog }
        let first = try await load().get()
        if first.began || first.catalog.epoch == epoch { return first.catalog }
        // The load that was joined had begun before the epoch was read and may have seen the one before; the next has not.
        return try await load().get().catalog
    }

    /// A catalogue that is at most a second old, or the one there is while the database is away.
    package func current() async throws(ServiceError) -> ReferenceCatalog {
        let (kept, isDue) = cached.withLock { cached in
            let isDue = cached.checkedAt.map { $0.duration(to: .now) >= .seconds(1) } ?? true
            // One request asks; the others of this moment go on with what there is.
            if isDue { cached.checkedAt = .now }
            return (cached.catalog, isDue)
        }
        if let kept, !isDue { return kept }
        do {
            return try await newest()
        } catch {
            guard let kept, error == .busy || error == .unavailable else { throw error }
            return kept
        }
    }

    /// The catalogue of the tables as they stand, asked for now.
    package func newest() async throws(ServiceError) -> ReferenceCatalog {
        try await catalog(of: try await serving { () async throws(StoreError) in try await store.epoch() })
    }

    /// What is read with a catalogue, and with which one: the newest, where the first does not know what was read. The tables change while
    /// others read, and somebody may be told of a report at a desk that came into being in the second since `current` looked.
    func reading<Value>(
        with first: ReferenceCatalog,
        _ read: (ReferenceCatalog) async throws(StoreError) -> Value
    ) async throws(ServiceError) -> (value: Value, catalog: ReferenceCatalog) {
        do {
            return (try await read(first), first)
        } catch .catalogOutdated {
            let newest = try await newest()
            return (try await serving { () async throws(StoreError) in try await read(newest) }, newest)
        } catch {
            throw ServiceError(error)
        }
    }

    /// Loads, or waits for the load under way; `began` tells which.
    private func load() async -> Result<(catalog: ReferenceCatalog, began: Bool), ServiceError> {
        let mayBegin = cached.withLock { cached in
            guard cached.waiters == nil else { return false }
            cached.waiters = []
            return true
        }
        if mayBegin { return await begin().map { ($0, true) } }
        return await join().map { ($0, false) }
    }

    private func begin() async -> Outcome {
        let outcome: Outcome
        do {
            let loaded = try await serving { () async throws(StoreError) in try await store.load() }
            outcome = loaded.map { .success($0) } ?? .failure(.notReady("reference data are not loaded: run `phananh reference load`"))
        } catch {
            outcome = .failure(error)
        }
        let waiters = cached.withLock { cached in
            if case .success(let catalog) = outcome {
                cached.catalog = catalog
                cached.checkedAt = .now
                cached.loads += 1
            }
            defer { cached.waiters = nil }
            return cached.waiters ?? []
        }
        for waiter in waiters { waiter.resume(returning: outcome) }
        return outcome
    }

    private func join() async -> Outcome {
        await withCheckedContinuation { waiter in
            let isOver = cached.withLock { cached -> Outcome? in
                guard cached.waiters == nil else {
                    cached.waiters?.append(waiter)
                    return nil
                }
                // It ended in between.
                return cached.catalog.map { .success($0) } ?? .failure(.busy)
            }
            if let isOver { waiter.resume(returning: isOver) }
        }
    }
}
