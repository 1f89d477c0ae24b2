internal import Crypto
package import Domain
internal import Foundation
package import Store

/// How many bytes somebody may send in a day, over all instances.
package struct UploadLimits: Sendable {
    /// What was taken for one request.
    package struct Bill: Sendable {
        fileprivate let shares: [UploadShare]
        fileprivate let bytes: Int
    }

    private let quotas: UploadQuotas
    private let key: SymmetricKey
    private let store: QuotaStore

    package init(_ quotas: UploadQuotas, key: KeyRing, store: QuotaStore) {
        self.quotas = quotas
        self.key = key.current.key
        self.store = store
    }

    /// Takes so many bytes of a day's, or throws `uploadQuotaUsedUp`. Who has sent nothing yet may send one file, whatever it counts for.
    func take(_ bytes: Int, for uploader: Uploader) async throws(ServiceError) -> Bill {
        let shares =
            switch uploader {
            case .citizen(let party): quotas.shares(of: party)
            case .staff(let principal): quotas.shares(ofStaff: principal.name.text)
            }
        return try await settle(Bill(shares: shares, bytes: 0), at: bytes)
    }

    /// Takes what is missing, or throws `uploadQuotaUsedUp`, or gives back what was too much. Where that fails somebody may send less for a
    /// while.
    func settle(_ bill: Bill, at bytes: Int) async throws(ServiceError) -> Bill {
        if bytes > bill.bytes {
            try await take(bill.shares, from: bill.bytes, to: bytes)
        } else {
            try? await store.giveBack(bill.shares.map { charge($0, from: bytes, to: bill.bytes) })
        }
        return Bill(shares: bill.shares, bytes: bytes)
    }

    /// Undoes a taking.
    func giveBack(_ bill: Bill) async {
        _ = try? await settle(bill, at: 0)
    }

    private func take(_ shares: [UploadShare], from taken: Int, to bytes: Int) async throws(ServiceError) {
        let charges = shares.map { charge($0, from: taken, to: bytes) }
        let taking = try await serving { () async throws(StoreError) in try await store.take(charges) }
        if taking.isTaken { return }
        let waits = zip(charges, taking.ahead).map { charge, ahead in ahead - charge.period }
        throw .uploadQuotaUsedUp(seconds: QuotaRefusal(wait: .microseconds(waits.max() ?? 0), standings: []).retryAfterSeconds)
    }

    private func charge(_ share: UploadShare, from taken: Int, to bytes: Int) -> QuotaCharge {
        let text = "upload|\(share.subject)|\(share.daily)"
        return QuotaCharge(
            id: Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key).prefix(16)),
            step: share.microseconds(of: bytes) - share.microseconds(of: taken),
            period: share.microseconds(of: share.daily)
        )
    }
}
