package import Domain
internal import Foundation
package import Store

/// The way on for an export whose file has seals that the database has lost: it is noted in the audit and in the file, which goes on from
/// the last seal that both have. What is lost stays in the file, and whoever verifies is told of it.
package struct LossAcceptance: Sendable {
    /// Why nothing is noted.
    package enum Refusal: Error, Hashable, Sendable {
        /// The database has every seal of the file.
        case nothingIsLost
        /// They have none in common: the file is another database's.
        case nothingInCommon
        /// Another process has written to the file meanwhile.
        case fileChanged
    }

    private let store: SealStore
    private let keys: SealKeys
    private let path: String

    package init(store: SealStore, keys: SealKeys, path: String) {
        self.store = store
        self.keys = keys
        self.path = path
    }

    /// Notes what is lost. Throws `invalid` for a reason that cannot be kept, `Refusal`, and `AuditDamage` where what the file has besides is not
    /// genuine.
    package func accept(reason: String, by person: PrincipalName) async throws -> ExportedLoss {
        let reason = try Self.checked(reason)
        let (kept, lost) = try await compare()
        let loss = try await serving { () async throws(StoreError) in
            try await store.note { now in
                try keys.loss(after: kept, to: lost.end, reason: reason, by: person, at: now)
            }
        }
        let isWritten: Bool
        do throws(RootsFile.Fault) { isWritten = try RootsFile(path: path).append([.loss(loss)], after: lost.end) } catch {
            throw ServiceError.fault(error.text)
        }
        guard isWritten else { throw Refusal.fileChanged }
        return ExportedLoss(note: loss, events: lost.events, entries: lost.entries)
    }

    /// The last seal that both have, and what the file has after it.
    private func compare() async throws -> (kept: AuditSeal, lost: RootsComparison.Missing) {
        var comparison = try RootsComparison(path: path, keys: keys)
        do {
            var last = 0
            while true {
                let seals = try await store.seals(after: last, limit: 500)
                guard let reached = seals.last?.number else { break }
                for seal in seals { try comparison.compare(seal) }
                last = reached
            }
            try comparison.end()
        } catch let damage as AuditDamage {
            guard let kept = comparison.common else { throw Refusal.nothingInCommon }
            guard let lost = comparison.missing else { throw damage }
            return (kept, lost)
        }
        throw Refusal.nothingIsLost
    }

    private static func checked(_ reason: String) throws(ServiceError) -> String {
        do throws(FreeTextError) { return try SealLoss.reasonRule.check(reason) } catch {
            throw .invalid([FieldError("/reason", FieldErrorCode(error))])
        }
    }
}

extension LossAcceptance.Refusal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .nothingIsLost: "the database has every seal of the file: nothing is lost"
        case .nothingInCommon: "the file has no seal in common with the database: it is another one's"
        case .fileChanged: "another process has written to the file meanwhile: look at it and try again"
        }
    }
}
