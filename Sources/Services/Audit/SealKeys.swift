internal import Crypto
package import Domain
internal import Foundation

/// Signs seals and checks their signatures, by keys of which each is the seed of an Ed25519 key. The first one signs.
package struct SealKeys: Sendable {
    private let ring: KeyRing

    package init(_ ring: KeyRing) {
        self.ring = ring
    }

    /// What becomes of a signature.
    package enum Verdict: Sendable {
        case good
        /// There is no such key here, or it is another one.
        case unknownKey
        case forged
    }

    /// The seal that follows `last`, with its signature.
    func seal(_ extent: AuditSeal.Extent, root: Data, after last: AuditSeal?, at now: Instant) throws -> AuditSeal {
        let key = try Self.key(ring.current)
        let seal = AuditSeal(
            number: (last?.number ?? 0) + 1,
            extent: extent,
            sealedAt: now,
            root: root,
            previous: Self.link(to: last),
            keyID: ring.current.id,
            publicKey: key.publicKey.rawRepresentation,
            signature: Data()
        )
        return seal.signed(try key.signature(for: seal.statement))
    }

    /// What the next seal says of the one before.
    static func link(to last: AuditSeal?) -> Data {
        last.map { Data(SHA256.hash(data: $0.statement)) } ?? Data(count: 32)
    }

    /// Whether one of these keys, and the one it names, has signed a seal.
    package func verdict(_ seal: AuditSeal) -> Verdict {
        guard let known = ring.key(seal.keyID), let key = try? Self.key(known), key.publicKey.rawRepresentation == seal.publicKey else {
            return .unknownKey
        }
        return key.publicKey.isValidSignature(seal.signature, for: seal.statement) ? .good : .forged
    }

    private static func key(_ key: KeyRing.Key) throws -> Curve25519.Signing.PrivateKey {
        try Curve25519.Signing.PrivateKey(rawRepresentation: key.key.withUnsafeBytes { Data($0) })
    }
}
