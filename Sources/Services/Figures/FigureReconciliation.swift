package import Domain
package import FoundationEssentials
package import Store

/// Checks that figures are what the histories say: first what is kept of each report, then that each day's figures are the number of their
/// facts.
package struct FigureReconciliation: Sendable {
    /// Where a walk over everything is.
    package enum Place: Hashable, Sendable {
        /// At the reports after this one; nil: at the first.
        case reports(after: UUID?)
        /// At this day.
        case day(CivilDate)
    }

    /// What one step of a walk found.
    package struct Step: Sendable {
        /// Reports looked at.
        package let reports: Int
        package let drifts: [FigureDrift]
        /// Where it goes on; nil: everything was looked at.
        package let next: Place?
    }

    /// Reports of one step: few enough for a transaction of some tens of milliseconds.
    package static let batch = 200

    private let store: FigureStore
    private let catalogs: CatalogCache

    package init(store: FigureStore, catalogs: CatalogCache) {
        self.store = store
        self.catalogs = catalogs
    }

    /// Goes one step, and if asked makes what is kept say what it should. Steps may be killed and repeated.
    package func step(at place: Place, repair: Bool, batch: Int = FigureReconciliation.batch) async throws(ServiceError) -> Step {
        switch place {
        case .reports(let last):
            let found = try await compare(after: last, repair: repair, batch: batch)
            let next: Place? =
                if let reached = found.last { .reports(after: reached) } else { try await days().map { .day($0.lowerBound) } }
            return Step(reports: found.reports, drifts: found.drifts, next: next)
        case .day(let date):
            let drifts = try await serving { () async throws(StoreError) in try await store.compareDay(date, repair: repair) }
            let isLast = try await days().map { date >= $0.upperBound } ?? true
            return Step(reports: 0, drifts: drifts, next: isLast ? nil : .day(date.adding(days: 1)))
        }
    }

    /// Goes over everything once; `found` hears of each step's drifts. Returns how many reports there are, and how many rows differed.
    package func run(repair: Bool, found: ([FigureDrift]) -> Void = { _ in }) async throws(ServiceError) -> (reports: Int, rows: Int) {
        var outcome = (reports: 0, rows: 0)
        var place: Place? = .reports(after: nil)
        while let here = place {
            let step = try await step(at: here, repair: repair)
            outcome.reports += step.reports
            outcome.rows += step.drifts.reduce(0) { $0 + $1.rows }
            if !step.drifts.isEmpty { found(step.drifts) }
            place = step.next
        }
        return outcome
    }

    private func days() async throws(ServiceError) -> ClosedRange<CivilDate>? {
        try await serving { () async throws(StoreError) in try await store.days() }
    }

    private func compare(after last: UUID?, repair: Bool, batch: Int) async throws(ServiceError) -> FigureComparison {
        var catalog = try await catalogs.newest()
        // Other reference data since: once more, with those.
        for _ in 0..<3 {
            let found = try await serving { () async throws(StoreError) in
                try await store.compareReports(after: last, limit: batch, repair: repair, catalog)
            }
            if let found { return found }
            catalog = try await catalogs.newest()
        }
        throw .busy
    }
}
