internal import Domain
internal import FoundationEssentials
internal import Postgres

/// Some reports that a publication concerns, read under their locks.
struct RecountBatch {
    private let reports: [UUID]
    private let now: Instant
    private let courses: StoredCourses
    private let stored: [UUID: Set<ClockRow>]
    /// Clocks that were counted with an older version.
    private let outdated: [UUID: Set<ClockRow.Key>]

    /// Writes the clocks that were counted with an older version or differ, and in the history the levels that a correction takes back
    /// or adds. Reports that somebody else is working on are left out; `free` is how many were not. nil if the catalogue is not of the
    /// tables' epoch.
    static func write(
        _ concerned: [UUID],
        _ scope: CalendarScope,
        _ version: Int,
        _ catalog: ReferenceCatalog,
        on connection: isolated Connection
    ) throws -> (step: RecountStep, free: Int)? {
        guard let batch = try RecountBatch(concerned, scope, version, epoch: catalog.epoch, on: connection) else { return nil }
        var step = RecountStep()
        var write = CourseWrite(by: catalog)
        for report in batch.reports {
            do throws(SLAFault) {
                step.clocks += try batch.add(report, to: &write, catalog)
            } catch {
                step.faults.append((report, error))
            }
        }
        try write.run(on: connection)
        return (step, batch.reports.count)
    }

    private init?(
        _ concerned: [UUID],
        _ scope: CalendarScope,
        _ version: Int,
        epoch expected: Int,
        on connection: isolated Connection
    ) throws {
        reports = try connection.query(
            "SELECT id FROM report WHERE id = ANY (\(concerned)) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED",
            as: UUID.self
        )
        // After the locks, by statements of their own.
        let answers = try connection.pipeline([
            "SELECT instant_now(), epoch FROM reference_state",
            CourseRead.entries(of: reports),
            CourseRead.levels(of: reports),
            ClockRow.query(of: reports),
            Self.outdated(reports, scope, version),
        ])
        guard let (now, epoch) = try answers[0].first((Instant, Int).self) else { throw StoreError.fault("reference state") }
        guard epoch == expected else { return nil }
        self.now = now
        courses = try CourseRead.courses(answers[1], answers[2])
        stored = try answers[3].decode(ClockRow.Columns.self).reduce(into: [:]) { $0[$1.0, default: []].insert(try ClockRow($1)) }
        outdated = try answers[4].decode((UUID, Int, String, UUID?).self).reduce(into: [:]) { outdated, row in
            guard let kind = ClockKind(name: row.2, handler: row.3) else { throw StoreError.fault("clock \(row.2)") }
            outdated[row.0, default: []].insert(ClockRow.Key(cycle: row.1, kind: kind))
        }
    }

    /// Adds a report's clocks as they are to stand; returns how many that count are written.
    private func add(_ report: UUID, to write: inout CourseWrite, _ catalog: ReferenceCatalog) throws(SLAFault) -> Int {
        let rules = catalog.rules
        let history = try courses.course(of: report)
        var course = try ReportCourse(history.entries, recorded: history.recorded, by: rules)
        // Up to now, and not to the last entry: a level that moved to an instant since is moved, and not taken back and told anew.
        try course.catchUp(to: max(now, course.lastAt), by: rules)
        let changed = Set(try ClockRow.rows(course.clocks, by: rules).values).symmetricDifference(stored[report] ?? [])
        let keys = Set(changed.map(\.key)).union(outdated[report] ?? [])
        let isMoved = changed.contains { $0.key.kind == .acknowledge || $0.key.kind == .resolve }
        try write.add(report, course, always: keys, movedAt: isMoved ? now : nil)
        return catalog.agencies[course.holder]?.kind.isForPractice == true ? 0 : keys.count
    }

    private static func outdated(_ reports: [UUID], _ scope: CalendarScope, _ version: Int) -> SQL {
        """
        SELECT report_id, cycle, clock, handler_id
        FROM sla_clock
        WHERE report_id = ANY (\(reports))
            AND calendar_code = \(scope.code)
            AND calendar_version < \(version)
        """
    }
}
