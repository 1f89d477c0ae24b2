package import Domain
package import FoundationEssentials
package import Store

/// Counts open clocks anew after a calendar's publication, and those of closed reports that a correction concerns (R15).
package struct CalendarRecount: Sendable {
    /// What one round did, and what it left.
    package struct Round: Sendable {
        /// A report whose clocks cannot be computed.
        package struct Fault: Sendable {
            package let report: UUID
            package let reason: SLAFault
        }

        /// Clocks written.
        package let clocks: Int
        /// They stay as they are.
        package let faults: [Fault]
        /// Another round would find something to do at once.
        package let hasMore: Bool
        /// What was left to do when the round began.
        package let backlog: Backlog
        /// Whole days that each calendar still covers after today, by code.
        package let daysAhead: [String: Int]
    }

    /// Publications that have not been carried through.
    package struct Backlog: Hashable, Sendable {
        /// How many.
        package let publications: Int
        /// Reports still to be looked at for them; a million stands for that many or more.
        package let reports: Int
        /// Seconds since the oldest of them; 0 when there is none.
        package let ageSeconds: Int
    }

    private let store: RecountStore
    private let calendars: CalendarStore
    private let catalogs: CatalogCache

    package init(store: RecountStore, calendars: CalendarStore, catalogs: CatalogCache) {
        self.store = store
        self.calendars = calendars
        self.catalogs = catalogs
    }

    /// One step, in one transaction. Whoever calls it goes on at once while `hasMore`.
    package func round(limit: Int = RecountStore.batch) async throws(ServiceError) -> Round {
        let backlog = try await serving { () async throws(StoreError) in try await store.backlog() }
        let daysAhead = try await serving { () async throws(StoreError) in try await calendars.daysAhead() }
        let step = backlog.publications == 0 ? RecountStep() : try await step(limit)
        return Round(
            clocks: step.clocks,
            faults: step.faults.map { Round.Fault(report: $0.report, reason: $0.fault) },
            hasMore: step.hasMore,
            backlog: Backlog(publications: backlog.publications, reports: backlog.reports, ageSeconds: backlog.ageSeconds),
            daysAhead: daysAhead
        )
    }

    private func step(_ limit: Int) async throws(ServiceError) -> RecountStep {
        var catalog = try await catalogs.current()
        // A catalogue that was replaced since it was looked at is asked for once more.
        for _ in 0..<3 {
            let step = try await serving { () async throws(StoreError) in try await store.step(catalog, limit: limit) }
            if let step { return step }
            catalog = try await catalogs.newest()
        }
        throw .busy
    }
}
