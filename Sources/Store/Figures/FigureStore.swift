package import Domain
internal import FoundationEssentials
internal import Postgres

/// What one step of counting did.
package struct FigureStep: Sendable {
    /// Events counted.
    package var events = 0
    /// Every event up to this position is counted; nil: another session counts.
    package var position: Int64?
    /// Whole seconds since the first event that the step found uncounted had happened; 0 when there was none.
    package var lagSeconds = 0
    /// Reports that cannot be counted for now, and are tried again later.
    package var faults: [FigureFault] = []
    /// Another step would find something to do at once.
    package var hasMore = false

    /// Nothing.
    package init() {}
}

/// Counts what happened to reports, each event once.
///
/// A step is one transaction, in which one session at a time takes the next events by their positions, counts their reports anew by all that
/// is known of them up to there, and changes figures by the difference. So it may be killed anywhere and repeated, and nothing is counted twice.
/// What changes figures without an event is taken along: clocks counted anew by another calendar, boundaries that come into force, days that
/// grow old.
package struct FigureStore: Sendable {
    /// Events of one step, and reports that are counted once more without one.
    package static let batch = 1_000
    package static let others = 300
    /// Hours are kept for so many days.
    package static let daysOfHours = 90

    let pool: ConnectionPool

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool) {
        pool = service.pool
    }

    /// Counts the next events. nil, and nothing done, if the catalogue is not of the tables' epoch.
    package func step(
        _ catalog: ReferenceCatalog,
        limit: Int = FigureStore.batch,
        others: Int = FigureStore.others
    ) async throws(StoreError) -> FigureStep? {
        try await storing {
            try await pool.withTransaction { connection in
                // In a statement before: the next one's snapshot has to be younger than the lock, to hold what the last holder wrote.
                let locks = try connection.query("SELECT pg_try_advisory_xact_lock(\(AdvisoryLock.figures))", as: Bool.self)
                guard locks == [true] else { return FigureStep() }
                let ground = try FigureGround.read(on: connection)
                guard ground.epoch == catalog.epoch else { return nil }
                let work = try FigureWork(ground, limit: limit, others: others, on: connection)
                return try work.run(by: catalog.rules, on: connection)
            }
        }
    }

    /// Has reports counted once more, which no event of theirs would.
    static func recount(_ reports: [UUID]) -> SQL {
        """
        INSERT INTO figure_stale (report_id, due_at)
        SELECT report_id, instant_now()
        FROM unnest(\(reports)) AS report (report_id)
        ON CONFLICT (report_id) DO UPDATE SET due_at = excluded.due_at
        """
    }

    static func nextQuery(after position: Int64, limit: Int) -> SQL {
        """
        SELECT position, report_id, at
        FROM report_event
        WHERE position > \(position)
        ORDER BY position
        LIMIT \(limit)
        """
    }

    static func staleQuery(_ limit: Int) -> SQL {
        """
        DELETE FROM figure_stale
        WHERE report_id IN (
            SELECT report_id
            FROM figure_stale
            WHERE due_at <= (SELECT instant_now())
            ORDER BY due_at
            LIMIT \(limit)
            FOR UPDATE SKIP LOCKED
        )
        RETURNING report_id
        """
    }

    static func remapQuery(after report: UUID?, limit: Int) -> SQL {
        """
        SELECT report_id
        FROM figure_report
        WHERE report_id > \(report)
        ORDER BY report_id
        LIMIT \(limit)
        """
    }
}
