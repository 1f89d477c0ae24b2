package import Domain
internal import FoundationEssentials
internal import Postgres

extension SweepResult {
    /// Clocks that were due, with what is new of their report. What is practised is swept like all else, and not counted.
    fileprivate mutating func count(_ course: ReportCourse, clocks due: Int, in catalog: ReferenceCatalog) {
        if catalog.agencies[course.holder]?.kind.isForPractice == true { return }
        clocks += due
        recorded += course.news.count
        for case .passed(let event, _) in course.levelChanges { levels[event.level.key, default: 0] += 1 }
    }
}

/// Claims clocks on which something is due.
package struct SweepStore: Sendable {
    private let pool: ConnectionPool

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool) {
        pool = service.pool
    }

    /// Brings at most `limit` due clocks up to date, the longest overdue first, in one transaction. Sweepers at the same time never
    /// wait for one another: each takes what no one else has. nil, and nothing done, if the catalogue is not of the tables' epoch.
    ///
    /// Reports whose clocks cannot be computed are put off, so that they never stand in front of others.
    package func sweep(_ catalog: ReferenceCatalog, limit: Int) async throws(StoreError) -> SweepResult? {
        try await storing {
            try await pool.withTransaction { connection in
                let due = try Self.claim(limit, on: connection)
                guard !due.isEmpty else { return SweepResult() }
                let reports = Array(due.keys)
                // The instant is taken after the locks, by a statement of its own.
                let answers = try connection.pipeline([
                    "SELECT instant_now(), epoch FROM reference_state",
                    CourseRead.entries(of: reports),
                    CourseRead.levels(of: reports),
                ])
                guard let (now, epoch) = try answers[0].first((Instant, Int).self) else { throw StoreError.fault("reference state") }
                guard epoch == catalog.epoch else { return nil }
                return try Self.settle(
                    due,
                    try CourseRead.courses(answers[1], answers[2]),
                    at: now,
                    catalog,
                    limit: limit,
                    on: connection
                )
            }
        }
    }

    /// Seconds since the longest overdue moment; 0 when nothing is due. What is practised may have lain there for days when it begins.
    package func lagSeconds() async throws(StoreError) -> Int {
        try await reading {
            try await pool.query(
                """
                SELECT coalesce(greatest(extract(epoch FROM instant_now() - min(first.fire_at)), 0), 0)::bigint
                FROM (
                    SELECT clock.fire_at
                    FROM sla_clock AS clock
                    JOIN report ON report.id = clock.report_id
                    WHERE clock.fire_at IS NOT NULL
                        AND \(SQL.isCounted)
                    ORDER BY clock.fire_at
                    LIMIT 1
                ) AS first
                """,
                as: Int.self
            ).first ?? 0
        }
    }

    /// The clocks due, of reports that nobody else works on; their reports stay locked.
    static func claimQuery(_ limit: Int) -> SQL {
        """
        SELECT clock.report_id, clock.cycle, clock.clock, clock.handler_id, clock.calendar_code, clock.calendar_version
        FROM sla_clock AS clock
        JOIN report ON report.id = clock.report_id
        WHERE clock.fire_at < (SELECT instant_now())
        ORDER BY clock.fire_at
        LIMIT \(limit)
        FOR NO KEY UPDATE OF report SKIP LOCKED
        """
    }

    /// What is due of a report.
    private struct Due {
        var keys: Set<ClockRow.Key> = []
        /// Codes and versions of the calendars that the clocks due were counted with.
        var calendars: [(code: String, version: Int)] = []

        /// Whether the clocks may move with the calendars in force, which is news even if nothing has happened.
        func isOutdated(by catalog: ReferenceCatalog) -> Bool {
            calendars.contains { catalog.calendars[$0.code]?.version != $0.version }
        }
    }

    private static func claim(_ limit: Int, on connection: isolated Connection) throws -> [UUID: Due] {
        var due: [UUID: Due] = [:]
        for row in try connection.query(claimQuery(limit), as: (UUID, Int, String, UUID?, String, Int).self) {
            guard let kind = ClockKind(name: row.2, handler: row.3) else { throw StoreError.fault("clock \(row.2)") }
            due[row.0, default: Due()].keys.insert(ClockRow.Key(cycle: row.1, kind: kind))
            due[row.0, default: Due()].calendars.append((row.4, row.5))
        }
        return due
    }

    private static func settle(
        _ due: [UUID: Due],
        _ courses: StoredCourses,
        at now: Instant,
        _ catalog: ReferenceCatalog,
        limit: Int,
        on connection: isolated Connection
    ) throws -> SweepResult {
        var result = SweepResult()
        var write = CourseWrite(by: catalog)
        for (report, due) in due {
            do throws(SLAFault) {
                let stored = try courses.course(of: report)
                var course = try ReportCourse(stored.entries, recorded: stored.recorded, by: catalog.rules)
                try course.catchUp(to: max(now, course.lastAt), by: catalog.rules)
                try write.add(report, course, always: due.keys, movedAt: due.isOutdated(by: catalog) ? now : nil)
                result.count(course, clocks: due.keys.count, in: catalog)
            } catch {
                result.clocks += due.keys.count
                result.faults.append((report, error))
            }
        }
        try write.run(on: connection)
        if !result.faults.isEmpty { try connection.execute(putOff(result.faults.map(\.report))) }
        result.hasMore = due.values.map(\.keys.count).reduce(0, +) >= limit
        return result
    }

    private static func putOff(_ reports: [UUID]) -> SQL {
        """
        UPDATE sla_clock
        SET fire_at = instant_now() + \(Int(SweepResult.putOff.components.seconds)) * interval '1 second'
        WHERE report_id = ANY (\(reports))
            AND fire_at < instant_now()
        """
    }
}
