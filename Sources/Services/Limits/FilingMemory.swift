package import Store

/// Forgets what is kept of filings for a while only.
package struct FilingMemory: Sendable {
    private let quotas: QuotaStore
    private let bursts: BurstStore

    package init(quotas: QuotaStore, bursts: BurstStore) {
        self.quotas = quotas
        self.bursts = bursts
    }

    /// Forgets at most `limit` of those who have used nothing of their quotas any more, and of traces a day old; whether there may be more.
    package func forget(limit: Int) async throws(ServiceError) -> Bool {
        let users = try await serving { () async throws(StoreError) in try await quotas.forget(limit: limit) }
        let traces = try await serving { () async throws(StoreError) in try await bursts.forget(limit: limit) }
        return max(users, traces) >= limit
    }
}
