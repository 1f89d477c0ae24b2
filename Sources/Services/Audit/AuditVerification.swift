internal import Domain
internal import Foundation
package import Store

/// Recomputes every seal from what it covers. Holds some megabytes, however long the history.
package struct AuditVerification: Sendable {
    /// What was found in order.
    package struct Outcome: Sendable {
        package var seals = 0
        package var events = 0
        package var entries = 0
        /// Exported seals that are the same.
        package var exported = 0
        /// What was exported and is lost, as somebody has noted.
        package var losses: [ExportedLoss] = []
        /// Rows not sealed yet.
        package var unsealed = 0
    }

    private let store: SealStore
    private let keys: SealKeys
    private let batch: Int

    package init(store: SealStore, keys: SealKeys, batch: Int = 32) {
        self.store = store
        self.keys = keys
        self.batch = batch
    }

    /// Checks everything, and compares it with exported seals if told of any. Throws the first `AuditDamage`, or `StoreError`.
    package func run(roots path: String? = nil, progress: (Outcome) -> Void = { _ in }) async throws -> Outcome {
        var outcome = Outcome()
        var exported = try path.map { path throws(AuditDamage) in try RootsComparison(path: path, keys: keys) }
        var last: AuditSeal?
        while true {
            let made = try await store.madeSeals(after: last?.number ?? 0, limit: batch)
            if made.isEmpty { break }
            for made in made {
                try check(made.seal, after: last)
                try await check(made)
                try exported?.compare(made.seal)
                outcome.count(made.seal.extent)
                last = made.seal
            }
            progress(outcome)
        }
        try exported?.end()
        outcome.exported = exported?.same ?? 0
        outcome.losses = exported?.losses ?? []
        outcome.unsealed += try Self.unsealed(.event, await store.restOfEvents(after: last?.extent.eventsTo ?? 0))
        outcome.unsealed += try Self.unsealed(.entry, await store.restOfEntries(after: last?.extent.entriesTo ?? 0))
        return outcome
    }

    /// That a seal is what was signed, and follows the one before.
    private func check(_ seal: AuditSeal, after last: AuditSeal?) throws(AuditDamage) {
        guard seal.number == (last?.number ?? 0) + 1 else { throw .sealMissing((last?.number ?? 0) + 1) }
        switch keys.verdict(seal) {
        case .good: break
        case .unknownKey: throw .unknownKey(seal.keyID, seal: seal.number)
        case .forged: throw .sealAltered(seal.number)
        }
        guard seal.previous == SealKeys.link(to: last), seal.extent.eventsAfter == last?.extent.eventsTo ?? 0,
            seal.extent.entriesAfter == last?.extent.entriesTo ?? 0
        else { throw .sealAltered(seal.number) }
    }

    /// That what a seal covers is what it was made of.
    private func check(_ made: MadeSeal) async throws {
        let extent = made.seal.extent
        let leaves = made.digests
        guard leaves.count == extent.count, MerkleTree.root(leaves[...]) == made.seal.root else {
            throw AuditDamage.sealAltered(made.seal.number)
        }
        let rows = try await store.rows(of: extent)
        let events = extent.eventsTo - extent.eventsAfter
        try Self.check(.event, rows.events, after: extent.eventsAfter, leaves[..<events], made.seal.number)
        try Self.check(.entry, rows.entries, after: extent.entriesAfter, leaves[events...], made.seal.number)
    }

    private static func check(
        _ log: AuditDamage.Log,
        _ rows: [LeafRow],
        after position: Int,
        _ leaves: ArraySlice<Data>,
        _ seal: Int
    ) throws(AuditDamage) {
        var rows = rows[...]
        for (offset, leaf) in leaves.enumerated() {
            let expected = position + offset + 1
            guard let row = rows.popFirst(), row.position == expected else { throw .missing(log, position: expected) }
            guard row.digest == leaf else { throw .altered(log, position: expected, seal: seal) }
        }
    }

    private static func unsealed(_ log: AuditDamage.Log, _ rest: LogRest) throws(AuditDamage) -> Int {
        if let gap = rest.gap { throw .missing(log, position: gap) }
        return rest.count + rest.unnumbered
    }
}

extension AuditVerification.Outcome {
    fileprivate mutating func count(_ extent: AuditSeal.Extent) {
        seals += 1
        events += extent.eventsTo - extent.eventsAfter
        entries += extent.entriesTo - extent.entriesAfter
    }
}

extension MadeSeal {
    /// One for each event, then one for each entry.
    var digests: [Data] {
        stride(from: 0, to: leaves.count, by: 32).map { leaves.dropFirst($0).prefix(32) }.map { Data($0) }
    }
}
