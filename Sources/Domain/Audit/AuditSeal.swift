package import FoundationEssentials

/// A seal over a stretch of the history and of the audit: the root of the Merkle tree over what it covers, signed, and bound to the seal
/// before. What of it is signed is `statement`.
package struct AuditSeal: Hashable, Sendable {
    /// Events, then entries of the audit, by position.
    package struct Extent: Hashable, Sendable {
        /// Positions `after + 1` to `to`; equal where it covers none.
        package let eventsAfter: Int
        package let eventsTo: Int
        package let entriesAfter: Int
        package let entriesTo: Int

        package init(eventsAfter: Int, eventsTo: Int, entriesAfter: Int, entriesTo: Int) {
            self.eventsAfter = eventsAfter
            self.eventsTo = eventsTo
            self.entriesAfter = entriesAfter
            self.entriesTo = entriesTo
        }

        /// How much it covers.
        package var count: Int { eventsTo - eventsAfter + entriesTo - entriesAfter }
    }

    /// 1, 2, 3, … without a gap.
    package let number: Int
    package let extent: Extent
    /// By the database's clock.
    package let sealedAt: Instant
    /// 32 bytes.
    package let root: Data
    /// SHA-256 of the statement of the seal before; 32 zero bytes in the first.
    package let previous: Data
    package let keyID: String
    /// Ed25519, 32 bytes.
    package let publicKey: Data
    /// Ed25519 over the statement, 64 bytes.
    package let signature: Data

    package init(
        number: Int,
        extent: Extent,
        sealedAt: Instant,
        root: Data,
        previous: Data,
        keyID: String,
        publicKey: Data,
        signature: Data
    ) {
        self.number = number
        self.extent = extent
        self.sealedAt = sealedAt
        self.root = root
        self.previous = previous
        self.keyID = keyID
        self.publicKey = publicKey
        self.signature = signature
    }

    /// What is signed, in ASCII: ten lines without one after the last. The form is part of the contract.
    package var statement: Data {
        let lines = [
            "phananh-seal-1", "\(number)", "\(extent.eventsAfter)", "\(extent.eventsTo)", "\(extent.entriesAfter)", "\(extent.entriesTo)",
            "\(sealedAt.secondsSince1970)", root.hexadecimal, previous.hexadecimal, keyID,
        ]
        return Data(lines.joined(separator: "\n").utf8)
    }

    /// The same with its signature.
    package func signed(_ signature: Data) -> AuditSeal {
        AuditSeal(
            number: number,
            extent: extent,
            sealedAt: sealedAt,
            root: root,
            previous: previous,
            keyID: keyID,
            publicKey: publicKey,
            signature: signature
        )
    }
}
