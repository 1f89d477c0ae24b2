package import Domain
internal import Foundation
internal import Store
internal import Synchronization

/// Who of staff is asking.
package final class StaffDirectory: Sendable {
    private let sessions: SharedReads<StaffSession>
    /// Digests of tokens that were good lately.
    private let known = Mutex(KnownTokens())

    init(sessions: SessionStore, policy: SecondFactorPolicy) {
        self.sessions = SharedReads { digests throws(ServiceError) in
            let records = try await serving { () async throws(StoreError) in try await sessions.sessions(digests) }
            return Dictionary(records.map { ($0.digest, StaffSession($0, policy)) }) { first, _ in first }
        }
    }

    /// Whether a token was somebody's when it was last shown to this instance. Waits for nothing: some microseconds.
    package func knows(_ token: String) -> Bool {
        guard let digest = OpaqueToken.digest(token, .session) else { return false }
        return known.withLock { $0.contains(digest) }
    }

    /// The session of a token, with its account as it is at this moment; nil when it is nobody's any more.
    package func session(_ token: String) async throws(ServiceError) -> StaffSession? {
        guard let digest = OpaqueToken.digest(token, .session) else { return nil }
        let session = try await sessions.holder(of: digest)
        known.withLock { $0.note(digest, isGood: session != nil) }
        return session
    }

    /// Somebody as who administers, for the transaction to look at again; `forbidden` for who may not.
    package func administrator(_ principal: StaffPrincipal) throws(ServiceError) -> Editor {
        guard principal.can(.administer, on: .city) else { throw .forbidden }
        return .staff(principal)
    }

    /// Refuses who may not even read what is administered.
    package func inspector(_ principal: StaffPrincipal) throws(ServiceError) {
        guard principal.can(.inspect, on: .city) else { throw .forbidden }
    }
}

extension StaffSession {
    fileprivate init(_ record: SessionRecord, _ policy: SecondFactorPolicy) {
        self.init(
            digest: record.digest,
            principal: record.principal,
            mustSetUpSecondFactor: !record.hasSecondFactor && policy.requires(record.principal.roles)
        )
    }
}

/// The tokens that were good last, in two generations of bounded size: when the younger is full the older is forgotten.
private struct KnownTokens {
    private static let capacity = 8_192
    private var younger: Set<Data> = []
    private var older: Set<Data> = []

    func contains(_ digest: Data) -> Bool { younger.contains(digest) || older.contains(digest) }

    mutating func note(_ digest: Data, isGood: Bool) {
        guard isGood else {
            younger.remove(digest)
            older.remove(digest)
            return
        }
        if younger.count >= Self.capacity, !younger.contains(digest) { (older, younger) = (younger, []) }
        younger.insert(digest)
    }
}
