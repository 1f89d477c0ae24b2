package import Domain
package import FoundationEssentials
internal import Postgres

/// What the comparison of some reports found.
package struct VerificationBatch: Sendable {
    /// Reports looked at, without those for practice.
    package let reports: Int
    /// Every difference of theirs, report by report.
    package let drifts: [ClockDrift]
    /// What a repair had to leave as it was.
    package let left: [ClockDrift]
    /// The last report looked at; nil when there was none left.
    package let last: UUID?
}

/// Compares what is stored of clocks with what the histories say.
package struct VerificationStore: Sendable {
    private let pool: ConnectionPool

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool) {
        pool = service.pool
    }

    /// Compares the next reports by id after `last`, and if asked makes what is stored say what the history does, in the same
    /// transaction. Without a repair nothing is locked, and all reads see one moment. What is practised is told nowhere, and repaired with
    /// the rest. nil if the catalogue is not of the tables' epoch.
    package func compare(
        after last: UUID?,
        limit: Int,
        repair: Bool,
        _ catalog: ReferenceCatalog
    ) async throws(StoreError) -> VerificationBatch? {
        try await storing {
            try await pool.withTransaction(isolation: repair ? .readCommitted : .repeatableRead) { connection in
                let headers = try connection.query(Self.headers(after: last, limit: limit, locking: repair), as: StoredHeader.Columns.self)
                    .map(StoredHeader.init)
                let reports = headers.map(\.id)
                let answers = try connection.pipeline([
                    "SELECT instant_now(), epoch FROM reference_state",
                    CourseRead.entries(of: reports),
                    CourseRead.levels(of: reports),
                    ClockRow.query(of: reports),
                    ClockRow.miscounted(reports),
                    LevelRows.differing(of: reports),
                ])
                guard let (now, epoch) = try answers[0].first((Instant, Int).self) else { throw StoreError.fault("reference state") }
                guard epoch == catalog.epoch else { return nil }
                let courses = try CourseRead.courses(answers[1], answers[2])
                var clocks: [UUID: [ClockRow]] = [:]
                for row in try answers[3].decode(ClockRow.Columns.self) { clocks[row.0, default: []].append(try ClockRow(row)) }
                let calendars = try ClockRow.miscounts(answers[4])
                let levels = try LevelRows.differences(answers[5])
                var drifting: [(header: StoredHeader, comparison: ClockComparison)] = []
                for header in headers {
                    let stored = ClockComparison.Stored(
                        header: header,
                        clocks: clocks[header.id] ?? [],
                        miscounted: calendars[header.id] ?? [],
                        levels: levels[header.id] ?? []
                    )
                    let comparison = ClockComparison(stored, courses, by: catalog.rules)
                    if !comparison.kinds.isEmpty { drifting.append((header, comparison)) }
                }
                let left = repair ? try Self.repair(drifting, courses, at: now, catalog, on: connection) : []
                return VerificationBatch(
                    reports: headers.count { $0.isCounted },
                    drifts: drifting.filter(\.header.isCounted).flatMap { drift in
                        drift.comparison.kinds.map { ClockDrift(code: drift.header.code, kind: $0) }
                    },
                    left: left,
                    last: reports.last
                )
            }
        }
    }

    /// A report's history, for explanation; nil if there is no such report.
    package func history(_ code: ReportCode) async throws(StoreError) -> (now: Instant, entries: [HistoryEntry])? {
        try await reading {
            try await pool.withTransaction(isolation: .repeatableRead) { connection in
                let row = try connection.query(
                    "SELECT id, instant_now() FROM report WHERE code = \(code.description)",
                    as: (UUID, Instant).self
                ).first
                guard let (id, now) = row else { return nil }
                return (now, try connection.query(CourseRead.entries(of: [id]), as: CourseRead.EntryColumns.self).map(HistoryEntry.init))
            }
        }
    }

    private static func headers(after last: UUID?, limit: Int, locking: Bool) -> SQL {
        """
        SELECT
            id, code, status, agency_id, last_seq, unit_id, category_id, category_version, severity, duplicate_of,
            stands_in_for, nullif(due_at, 'infinity'), nullif(breach_at, 'infinity'), \(SQL.isCounted)
        FROM report
        WHERE (\(last) IS NULL OR id > \(last))
            AND (\(locking) OR \(SQL.isCounted))
        ORDER BY id
        LIMIT \(limit)
        \(locking ? "FOR NO KEY UPDATE" : "")
        """
    }

    /// Returns what cannot be computed, and so not repaired either, of reports that are told of.
    private static func repair(
        _ drifting: [(header: StoredHeader, comparison: ClockComparison)],
        _ courses: StoredCourses,
        at now: Instant,
        _ catalog: ReferenceCatalog,
        on connection: isolated Connection
    ) throws -> [ClockDrift] {
        var left = drifting.filter { $0.header.isCounted && !$0.comparison.isComputed }
            .flatMap { drift in drift.comparison.kinds.map { ClockDrift(code: drift.header.code, kind: $0) } }
        let drifting = drifting.filter { $0.comparison.isComputed }
        guard !drifting.isEmpty else { return left }
        let reports = drifting.map(\.header.id)
        try connection.execute(LevelRows.restore(reports))
        let levels = try CourseRead.recorded(try connection.query(CourseRead.levels(of: reports)))
        var write = CourseWrite(by: catalog)
        for (header, comparison) in drifting {
            do throws(SLAFault) {
                let stored = try courses.course(of: header.id)
                var course = try ReportCourse(stored.entries, recorded: levels[header.id] ?? [:], by: catalog.rules)
                try course.catchUp(to: max(now, course.lastAt), by: catalog.rules)
                try write.add(header.id, course, always: comparison.clocks, isRepair: true)
            } catch {
                if header.isCounted { left.append(ClockDrift(code: header.code, kind: .fault(error))) }
            }
        }
        try write.run(on: connection)
        return left
    }
}
