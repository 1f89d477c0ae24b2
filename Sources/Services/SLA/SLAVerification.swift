package import Domain
internal import FoundationEssentials
package import Store

/// Checks that what is stored of clocks is what the histories say: drift is a defect.
package struct SLAVerification: Sendable {
    /// What a run over all reports found.
    package struct Outcome: Sendable {
        /// Reports looked at.
        package var reports = 0
        /// Every difference.
        package var drifts: [ClockDrift] = []
        /// Those that a repair had to leave.
        package var left: [ClockDrift] = []
    }

    private let store: VerificationStore
    private let catalogs: CatalogCache

    package init(store: VerificationStore, catalogs: CatalogCache) {
        self.store = store
        self.catalogs = catalogs
    }

    /// Compares every report, in batches, and repairs what differs if asked: the clocks are written anew, and where rules have
    /// changed in between, levels are voided and passed in the history itself. `found` hears of each batch's differences.
    package func run(
        repair: Bool = false,
        batch: Int = 500,
        found: ([ClockDrift]) -> Void = { _ in }
    ) async throws(ServiceError) -> Outcome {
        var outcome = Outcome()
        var last: UUID?
        while true {
            let next = try await compare(after: last, repair: repair, batch: batch)
            outcome.reports += next.reports
            outcome.drifts += next.drifts
            outcome.left += next.left
            if !next.drifts.isEmpty { found(next.drifts) }
            guard let reached = next.last else { return outcome }
            last = reached
        }
    }

    /// The clocks of a report explained as of now, those of agencies too, one text each.
    package func explain(_ code: ReportCode, in language: Language) async throws(ServiceError) -> [String] {
        let catalog = try await catalogs.newest()
        let history = try await serving { () async throws(StoreError) in try await store.history(code) }
        guard let history else { throw .notFound }
        do {
            return try ReportClocks(folding: history.entries.map(\.clockEvent), by: catalog.rules)
                .explained(at: history.now, withHandling: true, by: catalog.rules)
                .map { $0.text(in: language, agencies: catalog.agencies.mapValues(\.name)) }
        } catch {
            throw .fault("clocks cannot be computed: \(error)")
        }
    }

    private func compare(after last: UUID?, repair: Bool, batch: Int) async throws(ServiceError) -> VerificationBatch {
        var catalog = try await catalogs.newest()
        // Other reference data since: once more, with those.
        for _ in 0..<3 {
            let found = try await serving { () async throws(StoreError) in
                try await store.compare(after: last, limit: batch, repair: repair, catalog)
            }
            if let found { return found }
            catalog = try await catalogs.newest()
        }
        throw .busy
    }
}
