internal import Crypto
internal import Domain
internal import Foundation
internal import Store

/// What a report is counted against, as the database keeps it.
package struct FilingBill: Sendable {
    private let shares: [FilingCharge]
    /// One for each share; no two have one id.
    let charges: [QuotaCharge]

    init(_ shares: [FilingCharge], key: SymmetricKey) {
        // Two windows that are written alike are one.
        var seen: Set<FilingCharge> = []
        self.shares = shares.filter { seen.insert($0).inserted }
        charges = self.shares.map { share in
            QuotaCharge(
                id: Self.digest(share, key),
                step: share.window.interval.microseconds,
                period: share.window.interval.microseconds * Int64(share.window.count)
            )
        }
    }

    /// How everybody stands after the charges were taken.
    func standings(_ taking: QuotaTaking) -> [QuotaStanding] {
        zip(shares, taking.ahead).map { share, ahead in
            QuotaStanding(share.party, share.window, ahead: .microseconds(ahead))
        }
    }

    /// What is told when they were not.
    func refusal(_ taking: QuotaTaking) -> QuotaRefusal {
        let waits = zip(charges, taking.ahead).map { charge, ahead in ahead - charge.period }
        let standings = zip(shares, zip(charges, taking.ahead)).map { share, asked in
            QuotaStanding(share.party, share.window, ahead: .microseconds(asked.1 - asked.0.step))
        }
        return QuotaRefusal(wait: .microseconds(waits.max() ?? 0), standings: standings)
    }

    /// The ids of the charges that were too much.
    func overdrawn(_ taking: QuotaTaking) -> [Data] {
        zip(charges, taking.ahead).compactMap { charge, ahead in ahead > charge.period ? charge.id : nil }
    }

    private static func digest(_ share: FilingCharge, _ key: SymmetricKey) -> Data {
        let window = "\(share.window.count)/\(share.window.interval.microseconds)"
        let text = "quota|\(share.subject)|\(window)"
        return Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key).prefix(16))
    }
}

extension Duration {
    /// Whole ones, at least one.
    fileprivate var microseconds: Int64 {
        max(1, components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000)
    }
}
