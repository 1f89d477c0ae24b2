package import Domain
package import FoundationEssentials
internal import Postgres

/// Reports that a calendar's next version may concern.
package enum ImpactPart: Sendable {
    /// There is something left to do.
    case open
    /// Their clocks have stopped: only a correction moves them.
    case closed
}

/// What a calendar's next version would mean for some reports.
package struct ImpactBatch: Sendable {
    /// For those of them that are concerned.
    package let impact: CalendarImpact
    /// The last report looked at; nil when there was none left.
    package let last: UUID?
}

/// Counts reports' clocks with a calendar that is not in force.
package struct ImpactStore: Sendable {
    /// Reports looked at in one transaction: some 50 ms where all are concerned.
    package static let batch = 500

    private let pool: ConnectionPool

    /// `database` acts as the service's read-write role, or as the owner.
    package init(_ database: DatabasePool) {
        pool = database.pool
    }

    /// Looks at the next reports of a part before `last`, the newest first, in one snapshot; nothing is locked or written. nil if the
    /// catalogue is not of the tables' epoch.
    package func compare(
        _ next: CalendarVersion,
        _ review: CalendarReview,
        _ part: ImpactPart,
        before last: UUID?,
        window: Int = ImpactStore.batch,
        from catalog: ReferenceCatalog,
        to rules: SLARules,
        at now: Instant,
        limit: Int
    ) async throws(StoreError) -> ImpactBatch? {
        try await reading {
            try await pool.withTransaction(isolation: .repeatableRead) { connection in
                let scope = CalendarScope(code: next.code, unit: review.unit, corrected: review.corrected)
                let passed = try connection.query(
                    ConcernedReports.preview(scope, part, before: last, window: window),
                    as: ConcernedReports.Columns.self
                )
                let concerned = passed.filter(\.2)
                let answers = try connection.pipeline(["SELECT epoch FROM reference_state", CourseRead.entries(of: concerned.map(\.0))])
                guard try answers[0].first(Int.self) == catalog.epoch else { return nil }
                var histories: [UUID: [ClockEvent]] = [:]
                for row in try answers[1].decode(CourseRead.EntryColumns.self) {
                    histories[row.0, default: []].append(try HistoryEntry(row).clockEvent)
                }
                var impact = CalendarImpact(limit: limit)
                for (id, code, _, _) in concerned {
                    impact.add(code, histories[id] ?? [], from: catalog.rules, to: rules, at: now)
                }
                return ImpactBatch(impact: impact, last: passed.last?.0)
            }
        }
    }

    /// How many reports of a part come before `last`.
    package func count(_ part: ImpactPart, before last: UUID?) async throws(StoreError) -> Int {
        try await reading { try await pool.query(ConcernedReports.count(part, before: last), as: Int.self).first ?? 0 }
    }
}
