internal import Domain
internal import FoundationEssentials
internal import Postgres

/// A publication whose clocks are being counted anew; its row is locked.
struct Recount {
    private typealias Columns = (String, Int, UUID?, Instant?, Instant?, UUID?, Int, Bool, Bool, Bool)

    private let scope: CalendarScope
    private let version: Int
    private let reached: UUID?
    private let skipped: Int
    private let isLast: Bool
    /// Whether the publication was met before.
    let isPrepared: Bool
    /// Whether everybody who may have decided with the rules before has ended.
    private let isSettled: Bool

    /// The next on which there is something to do and that nobody else is at: those not looked at yet first, then the oldest.
    static func claim(on connection: isolated Connection) throws -> Recount? {
        try connection.query(
            """
            SELECT
                calendar_code, version, unit_id, corrects_from, corrects_to, reached, skipped, is_last, first_later IS NOT NULL,
                coalesce(\(settled), false)
            FROM calendar_recount
            WHERE finished_at IS NULL
                -- A pass goes on; the first begins at once, so that nobody waits for a long transaction elsewhere; others may be the last.
                AND (reached IS NOT NULL OR passes = 0 OR \(settled))
            ORDER BY passes, published_at, calendar_code, version
            LIMIT 1
            FOR UPDATE SKIP LOCKED
            """,
            as: Columns.self
        ).first.map(Recount.init)
    }

    /// A number that was not given out yet comes from before a restore into another cluster, and nobody of then is left.
    private static let settled: SQL = """
        (first_later <= pg_snapshot_xmin(pg_current_snapshot()) OR first_later > pg_snapshot_xmax(pg_current_snapshot()))
        """

    private init(_ row: Columns) {
        var corrected: Range<Instant>?
        if let from = row.3, let to = row.4 { corrected = from..<to }
        scope = CalendarScope(code: row.0, unit: row.2, corrected: corrected)
        version = row.1
        reached = row.5
        skipped = row.6
        isLast = row.7
        isPrepared = row.8
        isSettled = row.9
    }

    /// Notes a transaction that began after the publication: this one, as its number is greater than any given out before.
    func prepare(on connection: isolated Connection) throws -> RecountStep {
        var step = RecountStep()
        try update("first_later = pg_current_xact_id(), ahead = \(Self.ahead)", on: connection)
        step.hasMore = true
        return step
    }

    /// Counts the next reports' clocks, or ends the pass.
    func advance(_ catalog: ReferenceCatalog, limit: Int, on connection: isolated Connection) throws -> RecountStep? {
        let passed = try connection.query(
            ConcernedReports.query(scope, after: reached, window: RecountStore.window, olderThan: version),
            as: ConcernedReports.Columns.self
        )
        guard let last = passed.last else { return try endPass(on: connection) }
        let concerned = passed.filter(\.2).map(\.0)
        let batch = concerned.prefix(limit)
        let end = batch.count < concerned.count ? batch.last ?? last.0 : last.0
        guard let written = try RecountBatch.write(Array(batch), scope, version, catalog, on: connection) else { return nil }
        var step = written.step
        step.hasMore = true
        try update(
            """
            reached = \(end), is_last = \(reached == nil ? isSettled : isLast), ahead = greatest(ahead - \(passed.count { $0.0 <= end && $0.3 }), 0), skipped = skipped + \(batch.count - written.free),
            recounted = recounted + \(step.clocks), faults = faults + \(step.faults.count)
            """,
            on: connection
        )
        return step
    }

    /// Another pass follows, after a pause, where reports were left out that others were working on, or somebody may since have written
    /// what they decided with the rules before.
    private func endPass(on connection: isolated Connection) throws -> RecountStep {
        var step = RecountStep()
        if skipped > 0 || !(reached == nil ? isSettled : isLast) {
            try update("reached = NULL, skipped = 0, passes = passes + 1, ahead = \(Self.ahead)", on: connection)
        } else {
            try update("finished_at = greatest(instant_now(), published_at), ahead = 0", on: connection)
            (step.hasFinished, step.hasMore) = (true, true)
        }
        return step
    }

    /// Bounded: counting a million takes some tenths of a second.
    private static let ahead: SQL = "(SELECT count(*) FROM (SELECT FROM report WHERE \(SQL.isCounted) LIMIT 1000000) AS counted)"

    private func update(_ columns: SQL, on connection: isolated Connection) throws {
        try connection.execute("UPDATE calendar_recount SET \(columns) WHERE calendar_code = \(scope.code) AND version = \(version)")
    }
}
