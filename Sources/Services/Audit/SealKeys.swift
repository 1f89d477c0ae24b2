internal import Crypto
package import Domain
internal import Foundation

/// Signs seals and notes of their loss, and checks the signatures, by keys of which each is the seed of an Ed25519 key. The first one signs.
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

    /// The note that seals are lost after one, up to the one a line reaches, with its signature.
    func loss(after kept: AuditSeal, to end: RootsLine, reason: String, by person: PrincipalName, at now: Instant) throws -> SealLoss {
        let key = try Self.key(ring.current)
        let loss = SealLoss(
            keptTo: kept.number,
            keptDigest: Self.link(to: kept),
            lostTo: end.reached,
            lostDigest: end.digest,
            notedAt: now,
            by: person,
            reason: reason,
            keyID: ring.current.id,
            publicKey: key.publicKey.rawRepresentation,
            signature: Data()
        )
        return loss.signed(try key.signature(for: loss.statement))
    }

    /// A reporting period's figures as they stand, with their signature.
    func close(
        _ period: ReportingPeriod,
        id: UUID,
        _ figures: PeriodFigures,
        position: Int,
        by person: PrincipalName,
        at now: Instant
    ) throws -> ClosedPeriod {
        let key = try Self.key(ring.current)
        let closed = ClosedPeriod(
            period: period,
            id: id,
            position: position,
            closedAt: now,
            closedBy: person,
            figures: figures,
            keyID: ring.current.id,
            publicKey: key.publicKey.rawRepresentation,
            signature: Data()
        )
        return closed.signed(try key.signature(for: closed.statement))
    }

    /// Whether one of these keys, and the one it names, has signed a period's figures.
    package func verdict(_ closed: ClosedPeriod) -> Verdict {
        verdict(closed.keyID, closed.publicKey, closed.signature, closed.statement)
    }

    /// What the next seal says of the one before.
    static func link(to last: AuditSeal?) -> Data {
        last.map { Data(SHA256.hash(data: $0.statement)) } ?? Data(count: 32)
    }

    /// Whether one of these keys, and the one it names, has signed a seal.
    package func verdict(_ seal: AuditSeal) -> Verdict {
        verdict(seal.keyID, seal.publicKey, seal.signature, seal.statement)
    }

    /// The same of a line of a file.
    func verdict(_ line: RootsLine) -> Verdict {
        switch line {
        case .seal(let seal): verdict(seal)
        case .loss(let loss): verdict(loss.keyID, loss.publicKey, loss.signature, loss.statement)
        }
    }

    private func verdict(_ keyID: String, _ publicKey: Data, _ signature: Data, _ statement: Data) -> Verdict {
        guard let known = ring.key(keyID), let key = try? Self.key(known), key.publicKey.rawRepresentation == publicKey else {
            return .unknownKey
        }
        return key.publicKey.isValidSignature(signature, for: statement) ? .good : .forged
    }

    private static func key(_ key: KeyRing.Key) throws -> Curve25519.Signing.PrivateKey {
        try Curve25519.Signing.PrivateKey(rawRepresentation: key.key.withUnsafeBytes { Data($0) })
    }
}
