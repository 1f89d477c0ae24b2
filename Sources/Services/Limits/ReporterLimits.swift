internal import Domain
package import Store

/// How often reporters may add to their reports, over all instances.
package struct ReporterLimits: Sendable {
    private let key: KeyRing
    private let store: QuotaStore

    package init(key: KeyRing, store: QuotaStore) {
        self.key = key
        self.store = store
    }

    /// Does something after its charges were taken, or throws `rateLimited`. What is not done after all is not counted, nor what `isFree`.
    func counting<Value: Sendable>(
        _ charges: [FilingCharge],
        isFree: (Value) -> Bool = { _ in false },
        _ body: () async throws(ServiceError) -> Value
    ) async throws(ServiceError) -> Value {
        let bill = FilingBill(charges, key: key.current.key)
        let taking = try await serving { () async throws(StoreError) in try await store.take(bill.charges) }
        guard taking.isTaken else { throw .rateLimited(bill.refusal(taking)) }
        do throws(ServiceError) {
            let value = try await body()
            if isFree(value) { try? await store.giveBack(bill.charges) }
            return value
        } catch {
            // A database that is away would only be waited for once more.
            if error != .outcomeUnknown, error != .unavailable { try? await store.giveBack(bill.charges) }
            throw error
        }
    }
}
