package import FoundationEssentials

/// That the database has lost seals which were exported, as after a failover to a standby that did not have the last of them yet: noted by
/// somebody, signed, in the file they were exported to, where they stay. What of it is signed is `statement`.
package struct SealLoss: Hashable, Sendable {
    /// The number of the last seal that both have, from which on others follow; 1 or more.
    package let keptTo: Int
    /// SHA-256 of that seal's statement.
    package let keptDigest: Data
    /// The number of the last seal that is lost.
    package let lostTo: Int
    /// SHA-256 of that one's statement.
    package let lostDigest: Data
    /// By the database's clock.
    package let notedAt: Instant
    package let by: PrincipalName
    /// One line.
    package let reason: String
    package let keyID: String
    /// Ed25519, 32 bytes.
    package let publicKey: Data
    /// Ed25519 over the statement, 64 bytes.
    package let signature: Data

    /// Of a reason: a line of the file stays short.
    package static let reasonRule = FreeTextRule(maxScalars: 500, maxBytes: 2_000, allowsLines: false)

    package init(
        keptTo: Int,
        keptDigest: Data,
        lostTo: Int,
        lostDigest: Data,
        notedAt: Instant,
        by: PrincipalName,
        reason: String,
        keyID: String,
        publicKey: Data,
        signature: Data
    ) {
        self.keptTo = keptTo
        self.keptDigest = keptDigest
        self.lostTo = lostTo
        self.lostDigest = lostDigest
        self.notedAt = notedAt
        self.by = by
        self.reason = reason
        self.keyID = keyID
        self.publicKey = publicKey
        self.signature = signature
    }

    /// What is signed: nine lines of UTF-8 without one after the last. The form is part of the contract.
    package var statement: Data {
        let lines = [
            "phananh-loss-1", "\(keptTo)", keptDigest.hexadecimal, "\(lostTo)", lostDigest.hexadecimal, "\(notedAt.secondsSince1970)",
            by.text,
            keyID, reason,
        ]
        return Data(lines.joined(separator: "\n").utf8)
    }

    /// The same with its signature.
    package func signed(_ signature: Data) -> SealLoss {
        SealLoss(
            keptTo: keptTo,
            keptDigest: keptDigest,
            lostTo: lostTo,
            lostDigest: lostDigest,
            notedAt: notedAt,
            by: by,
            reason: reason,
            keyID: keyID,
            publicKey: publicKey,
            signature: signature
        )
    }
}
