internal import Crypto
package import Domain
internal import Foundation
package import Store
internal import Synchronization

/// How many reports somebody may file, over all instances.
///
/// Whom a charge is for is kept as a digest under a key of ours, so that nobody learns numbers or addresses from the table.
package final class FilingLimits: Sendable {
    private struct Shared {
        /// Until when a charge need not be asked for again.
        var refused: RecentTable<Data, (ContinuousClock.Instant, QuotaRefusal)>
        var refusals = 0
    }

    private let quotas: FilingQuotas
    private let key: SymmetricKey
    private let store: QuotaStore
    /// Of a flood one request in so long asks the database.
    private let memory: Duration
    private let shared: Mutex<Shared>

    package init(_ quotas: FilingQuotas, key: KeyRing, store: QuotaStore, memory: Duration = .seconds(5)) {
        self.quotas = quotas
        self.key = key.current.key
        self.store = store
        self.memory = memory
        shared = Mutex(Shared(refused: RecentTable(capacity: 4_096)))
    }

    /// Filings refused by this instance.
    package var refusals: Int { shared.withLock { $0.refusals } }

    /// What a party's next report would be counted against, and whether it was refused a moment ago: then that holds on.
    package func bill(_ party: FilingParty, phone: PhoneNumber? = nil) throws(ServiceError) -> FilingBill {
        let bill = FilingBill(quotas.charges(for: party, phone: phone), key: key)
        if let refusal = remembered(bill) { throw .rateLimited(refusal) }
        return bill
    }

    /// Throws `rateLimited` where nothing was taken, and remembers it.
    func settle(_ bill: FilingBill, _ taking: QuotaTaking) throws(ServiceError) {
        if taking.isTaken { return }
        let refusal = bill.refusal(taking)
        shared.withLock { shared in
            shared.refusals += 1
            let until = ContinuousClock.now + min(memory, .seconds(refusal.retryAfterSeconds))
            for id in bill.overdrawn(taking) { shared.refused[id] = (until, refusal) }
        }
        throw .rateLimited(refusal)
    }

    /// Undoes what was taken for a report that was not filed. Where that fails somebody may file one less for a while.
    func giveBack(_ bill: FilingBill) async {
        try? await store.giveBack(bill.charges)
    }

    private func remembered(_ bill: FilingBill) -> QuotaRefusal? {
        let now = ContinuousClock.now
        return shared.withLock { shared in
            for charge in bill.charges {
                guard let (until, refusal) = shared.refused[charge.id], until > now else { continue }
                shared.refusals += 1
                return refusal
            }
            return nil
        }
    }
}
