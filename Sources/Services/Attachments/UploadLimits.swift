internal import Crypto
package import Domain
internal import Foundation
package import Store

/// How many bytes somebody may send in a day, over all instances.
package struct UploadLimits: Sendable {
    /// What was taken for one request.
    package struct Bill: Sendable {
        fileprivate let charges: [QuotaCharge]
    }

    private let quotas: UploadQuotas
    private let key: SymmetricKey
    private let store: QuotaStore

    package init(_ quotas: UploadQuotas, key: KeyRing, store: QuotaStore) {
        self.quotas = quotas
        self.key = key.current.key
        self.store = store
    }

    /// Takes so many bytes of a day's, or throws `rateLimited`.
    func take(_ bytes: Int, for uploader: Uploader) async throws(ServiceError) -> Bill {
        let shares =
            switch uploader {
            case .citizen(let party): quotas.shares(of: party)
            case .staff(let principal): quotas.shares(ofStaff: principal.name.text)
            }
        let charges = shares.map { charge($0, bytes) }
        let taking = try await serving { () async throws(StoreError) in try await store.take(charges) }
        if taking.isTaken { return Bill(charges: charges) }
        let waits = zip(charges, taking.ahead).map { charge, ahead in ahead - charge.period }
        let standings = zip(shares, zip(charges, taking.ahead)).map { share, asked in
            QuotaStanding(share.party, share.window, ahead: .microseconds(asked.1 - asked.0.step))
        }
        throw .rateLimited(QuotaRefusal(wait: .microseconds(waits.max() ?? 0), standings: standings))
    }

    /// Undoes a taking. Where that fails somebody may send less for a while.
    func giveBack(_ bill: Bill) async {
        try? await store.giveBack(bill.charges)
    }

    private func charge(_ share: UploadShare, _ bytes: Int) -> QuotaCharge {
        let day: Int64 = 86_400_000_000
        let text = "upload|\(share.subject)|\(share.daily)"
        return QuotaCharge(
            id: Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key).prefix(16)),
            step: max(1, day / Int64(share.daily) * Int64(bytes)),
            period: day
        )
    }
}
