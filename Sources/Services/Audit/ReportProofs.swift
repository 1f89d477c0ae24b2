package import Domain
internal import Foundation
package import Store

/// Seals and what can be proved by them, for anybody.
package struct ReportProofs: Sendable {
    /// Some seals.
    package struct Page: Sendable {
        /// In order.
        package let seals: [AuditSeal]
        /// The number after which there are more; nil after the newest.
        package let next: Int?
    }

    private let proofs: ProofReader
    private let seals: SealStore

    /// `seals` may act as the public role.
    package init(proofs: ProofReader, seals: SealStore) {
        self.proofs = proofs
        self.seals = seals
    }

    /// Seals after one, in order.
    package func seals(after number: Int, limit: Int) async throws(ServiceError) -> Page {
        let found = try await serving { () async throws(StoreError) in try await seals.seals(after: number, limit: limit + 1) }
        let page = Array(found.prefix(limit))
        return Page(seals: page, next: found.count > limit ? page.last?.number : nil)
    }

    /// What proves the public history of a report. Throws `notFound`, also for reports that are never listed.
    package func proof(_ code: ReportCode) async throws(ServiceError) -> ReportProof {
        let (rows, made) = try await serving { () async throws(StoreError) in try await proofs.proof(code) }
        guard !rows.isEmpty else { throw .notFound }
        let sealed = Dictionary(made.map { ($0.seal.number, $0) }) { first, _ in first }
        let items = rows.enumerated().map { index, row in
            ReportProof.Item(
                number: index + 1,
                at: row.at,
                type: row.type,
                actorKind: row.actorKind,
                actorAgency: row.actorAgency,
                agency: row.agency,
                clock: row.clock,
                occurredAt: row.occurredAt,
                digest: row.digest,
                place: row.seal.flatMap { sealed[$0] }.flatMap { Self.place(of: row, in: $0) }
            )
        }
        return ReportProof(items: items, seals: made.map(\.seal))
    }

    private static func place(of row: ProofRow, in made: MadeSeal) -> ReportProof.Place? {
        guard let position = row.position else { return nil }
        let (index, leaves) = (position - made.seal.extent.eventsAfter - 1, made.digests)
        guard leaves.indices.contains(index) else { return nil }
        return ReportProof.Place(seal: made.seal.number, index: index, path: MerkleTree.path(to: index, in: leaves[...]))
    }
}
