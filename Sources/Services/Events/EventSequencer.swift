package import Store
internal import Synchronization

/// Gives committed events their positions, a batch at a time. Any number of instances may do so at once: one of them is let.
package final class EventSequencer: Sendable {
    /// What one round came to.
    package struct Round: Sendable {
        /// Events that got their positions.
        package let numbered: Int
        /// Whole seconds since the first event the round found without one had happened; 0 when there was none.
        package let lagSeconds: Int
        /// Another round would find something to do at once.
        package let hasMore: Bool
    }

    private let store: EventPositionStore
    private let limit: Int
    private let horizon = Mutex(EventHorizon.restored)

    /// `limit` events get their positions in one transaction: 5,000 take some 70 ms.
    package init(store: EventPositionStore, limit: Int = 5_000) {
        self.store = store
        self.limit = limit
    }

    /// Numbers what is waiting, up to the limit. One round of a sequencer runs at a time.
    package func round() async throws(ServiceError) -> Round {
        let start = horizon.withLock { $0 }
        let waiting = try await serving { () async throws(StoreError) in try await store.waiting(from: start) }
        guard let lag = waiting.oldestAgeSeconds else { return finished(at: waiting.horizon, from: start) }
        let numbered = try await serving { () async throws(StoreError) in try await store.number(from: start, limit: limit) }
        guard let numbered else { return Round(numbered: 0, lagSeconds: lag, hasMore: false) }
        guard numbered.count < limit else { return Round(numbered: numbered.count, lagSeconds: lag, hasMore: true) }
        return finished(at: numbered.horizon, from: start, numbered: numbered.count, lagSeconds: lag)
    }

    /// Nothing is left from `start` on: the next round begins at `next`.
    private func finished(at next: EventHorizon, from start: EventHorizon, numbered: Int = 0, lagSeconds: Int = 0) -> Round {
        horizon.withLock { $0 = next }
        return Round(numbered: numbered, lagSeconds: lagSeconds, hasMore: start == .restored || next == .restored)
    }
}
