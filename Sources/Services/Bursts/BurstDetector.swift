package import Domain
package import Store

/// Notices reports that come in bursts: they are filed like all others, and marked for the city to look at.
package struct BurstDetector: Sendable {
    /// Traces of one look: some 400 reports'.
    package static let batch = 1_500

    private let store: BurstStore
    private let policy: BurstPolicy

    package init(store: BurstStore, policy: BurstPolicy) {
        self.store = store
        self.policy = policy
    }

    /// Looks at what is new, in one transaction. Whoever calls it goes on at once while a look is full.
    package func look(limit: Int = BurstDetector.batch) async throws(ServiceError) -> BurstFindings {
        try await serving { () async throws(StoreError) in try await store.detect(policy, limit: limit) }
    }
}
