internal import Domain
internal import Foundation
package import Store

/// Gives the audit's entries their positions, and seals them and the events of reports. Any number of instances may do so at once: one of
/// them is let.
package final class AuditSealer: Sendable {
    /// What one round came to.
    package struct Round: Sendable {
        /// Entries that got their positions.
        package let numbered: Int
        /// Events and entries sealed.
        package let sealed: Int
        /// Whole seconds since the oldest that had no seal when the round began had happened; 0 when there was none.
        package let lagSeconds: Int
        /// Another round would find something to do at once.
        package let hasMore: Bool
    }

    private let numbering: EventSequencer
    private let store: SealStore
    private let keys: SealKeys
    private let limit: Int

    /// `numbering` is of the audit's entries. A seal covers at most `limit` events and as many entries: a backlog is sealed in pieces that
    /// each fit a short transaction, and a proof reads 64 KB at most for each event.
    package init(numbering: EventSequencer, store: SealStore, keys: SealKeys, limit: Int = 1_000) {
        self.numbering = numbering
        self.store = store
        self.keys = keys
        self.limit = limit
    }

    /// One seal, if there is anything to seal.
    package func round() async throws(ServiceError) -> Round {
        let numbered = try await numbering.round()
        let lag = try await serving { () async throws(StoreError) in try await store.lagSeconds() }
        let seal = try await serving { () async throws(StoreError) in try await store.seal(limit: limit, make) }
        let extent = seal?.extent
        let isFull = extent.map { $0.eventsTo - $0.eventsAfter == limit || $0.entriesTo - $0.entriesAfter == limit } ?? false
        return Round(
            numbered: numbered.numbered,
            sealed: extent?.count ?? 0,
            lagSeconds: max(lag, numbered.lagSeconds),
            hasMore: numbered.hasMore || isFull
        )
    }

    private func make(_ rows: UnsealedRows) throws -> MadeSeal {
        let leaves = (rows.events + rows.entries).map(\.digest)
        let (events, entries) = (rows.last?.extent.eventsTo ?? 0, rows.last?.extent.entriesTo ?? 0)
        let extent = AuditSeal.Extent(
            eventsAfter: events,
            eventsTo: events + rows.events.count,
            entriesAfter: entries,
            entriesTo: entries + rows.entries.count
        )
        let seal = try keys.seal(extent, root: MerkleTree.root(leaves[...]), after: rows.last, at: rows.now)
        return MadeSeal(seal: seal, leaves: Data(leaves.joined()))
    }
}
