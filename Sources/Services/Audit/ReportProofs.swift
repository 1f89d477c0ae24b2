package import Domain
internal import Foundation
package import Store

/// Seals, and what can be proved by them.
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
    private let reading: ReportReading

    /// `seals` may act as the public role. `reading` says which report a token opens.
    package init(proofs: ProofReader, seals: SealStore, reading: ReportReading) {
        self.proofs = proofs
        self.seals = seals
        self.reading = reading
    }

    /// Seals after one, in order.
    package func seals(after number: Int, limit: Int) async throws(ServiceError) -> Page {
        let found = try await serving { () async throws(StoreError) in try await seals.seals(after: number, limit: limit + 1) }
        let page = Array(found.prefix(limit))
        return Page(seals: page, next: found.count > limit ? page.last?.number : nil)
    }

    /// What proves the public history of a report: of a listed one to anybody (`notFound` for others), of any to whoever shows that it is
    /// theirs (`tokenInvalid` for a wrong token).
    package func proof(_ code: ReportCode, by claim: ReporterClaim?) async throws(ServiceError) -> ReportProof {
        if let key = try await reading.key(code, claim) { return try await proof(.own(key.id)) }
        return try await proof(.listed(code))
    }

    /// What proves all of a report's history, for those of staff who may see it. Throws `notFound`.
    func wholeProof(_ code: ReportCode) async throws(ServiceError) -> ReportProof {
        try await proof(.whole(code))
    }

    private func proof(_ history: ProofReader.History) async throws(ServiceError) -> ReportProof {
        let (rows, made) = try await serving { () async throws(StoreError) in try await proofs.proof(history) }
        guard !rows.isEmpty else { throw .notFound }
        let sealed = Dictionary(made.map { ($0.seal.number, $0) }) { first, _ in first }
        var last = 0
        let items = rows.map { row in
            if row.isPublic { last += 1 }
            return ReportProof.Item(
                number: row.isPublic ? last : 0,
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
