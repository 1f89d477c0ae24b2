package import Domain
package import Store

/// Lets go of what was kept long enough.
package struct Retention: Sendable {
    private let store: RetentionStore
    private let policy: RetentionPolicy

    package init(store: RetentionStore, policy: RetentionPolicy) {
        self.store = store
        self.policy = policy
    }

    /// One round. Whoever calls it goes on at once while there is more.
    package func round(limit: Int = RetentionStore.batch) async throws(ServiceError) -> RetentionStep {
        try await serving { () async throws(StoreError) in try await store.round(policy, limit: limit) }
    }
}
