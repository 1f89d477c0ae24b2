internal import Domain
internal import FoundationEssentials
internal import Postgres

/// A report as it stands, with its whole history, read under its lock.
struct StoredCourse: Sendable {
    let entries: [HistoryEntry]
    let recorded: [LevelEvent.Key: LevelEvent.Passing]
}

/// Reports as they stand.
struct StoredCourses: Sendable {
    private let histories: [UUID: Result<StoredCourse, SLAFault>]

    fileprivate init(_ histories: [UUID: Result<StoredCourse, SLAFault>]) {
        self.histories = histories
    }

    /// One history that cannot be read is no reason to stop at all others.
    func course(of report: UUID) throws(SLAFault) -> StoredCourse {
        guard let history = histories[report] else { throw .notFiled }
        return try history.get()
    }
}

/// Reads the histories of reports in bulk.
enum CourseRead {
    /// Of one entry.
    typealias EntryColumns = (
        UUID, Int, Instant, String, String, UUID?, UUID, Bool, String?, UUID?, String?, Int64?, Int?, UUID?, UUID?, UUID?, Int?, String?,
        UUID?, UUID?, String?, UUID?, UUID?, Int?, Int?,
        String?
    )

    /// Of one level recorded.
    typealias LevelColumns = (UUID, Int, String, UUID?, String, Instant, UUID, Bool)

    /// The entries of all these reports, report by report in order; up to a position, those alone that have one.
    static func entries(of reports: [UUID], to position: Int64? = nil) -> SQL {
        """
        SELECT
            report_id, seq, at, type, actor_kind, actor_agency_id, agency_id, is_public, data ->> 'status', (data ->> 'policy')::uuid,
            data ->> 'reason', (data ->> 'seconds')::bigint, (data ->> 'undone')::integer, (data ->> 'agency')::uuid,
            (data ->> 'unit')::uuid, (data ->> 'category')::uuid, (data ->> 'categoryVersion')::integer, data ->> 'severity',
            (data ->> 'original')::uuid, (data ->> 'standsInFor')::uuid, data ->> 'code', (data ->> 'assignee')::uuid,
            (data ->> 'team')::uuid, (data ->> 'actOf')::integer, (data ->> 'answer')::integer, data ->> 'member'
        FROM report_event
        WHERE report_id = ANY (\(reports))
            AND (\(position) IS NULL OR position <= \(position))
        ORDER BY report_id, seq
        """
    }

    /// The levels recorded of all these reports.
    ///
    /// Report by report in any case: while nobody has counted the rows of a table that grows fast, as after an outage, reading all of it
    /// looks cheaper to the planner.
    static func levels(of reports: [UUID]) -> SQL {
        """
        SELECT asked.report_id, event.cycle, event.clock, event.handler_id, event.level, event.occurred_at,
            event.agency_id, event.by_reclassification
        FROM unnest(\(reports)) AS asked (report_id)
        CROSS JOIN LATERAL (
            SELECT cycle, clock, handler_id, level, occurred_at, agency_id, by_reclassification
            FROM sla_event
            WHERE report_id = asked.report_id
                AND voided_at IS NULL
            OFFSET 0
        ) AS event
        """
    }

    /// What the two queries returned.
    static func courses(_ entries: Rows, _ levels: Rows) throws -> StoredCourses {
        let recorded = try recorded(levels)
        var rows: [UUID: [EntryColumns]] = [:]
        for row in try entries.decode(EntryColumns.self) { rows[row.0, default: []].append(row) }
        return StoredCourses(
            rows.reduce(into: [:]) { courses, history in
                courses[history.key] = Result { () throws(SLAFault) in
                    let entries = try history.value.map { row throws(SLAFault) in try HistoryEntry(row) }
                    return StoredCourse(entries: entries, recorded: recorded[history.key] ?? [:])
                }
            }
        )
    }

    /// What the query of levels returned, by report.
    static func recorded(_ levels: Rows) throws -> [UUID: [LevelEvent.Key: LevelEvent.Passing]] {
        try levels.decode(LevelColumns.self).reduce(into: [:]) { recorded, row in
            let key = try LevelEvent.Key(cycle: row.1, clock: row.2, handler: row.3, level: row.4)
            let passing = LevelEvent.Passing(occurredAt: row.5, agency: row.6, byReclassification: row.7)
            recorded[row.0, default: [:]][key] = passing
        }
    }
}

extension LevelEvent.Key {
    /// Of the columns of `sla_event`.
    init(cycle: Int, clock: String, handler: UUID?, level: String) throws {
        guard let kind = ClockKind(name: clock, handler: handler) else { throw StoreError.fault("clock \(clock)") }
        self.init(cycle: cycle, clock: kind, level: level)
    }
}

extension HistoryEntry {
    init(_ row: CourseRead.EntryColumns) throws(SLAFault) {
        guard let type = ReportEventType(rawValue: row.3), let actor = ReportActor(kind: row.4, agency: row.5) else {
            throw .unknownEvent(row.3)
        }
        var details = EntryDetails()
        details.status = row.8.flatMap(ReportStatus.init)
        details.clock = ClockDetails(
            policy: row.9,
            reason: row.10.flatMap(PauseReason.init),
            seconds: row.11,
            agency: row.13,
            undone: row.12
        )
        details.unit = row.14
        if let category = row.15, let version = row.16, let severity = row.17.flatMap(Severity.init) {
            details.classification = Classification(category: category, version: version, severity: severity)
        }
        details.original = row.18
        details.standsInFor = row.19
        details.refusal = row.20.flatMap(RefusalCode.init)
        details.assignment = Assignment(person: row.21, team: row.22) ?? (type == .assigned ? .nobody : nil)
        details.actOf = row.23
        details.answer = row.24
        if let text = row.25, case .code(let code) = ReportCode.read(text) { details.member = code }
        self.init(seq: row.1, at: row.2, type: type, actor: actor, holder: row.6, isPublic: row.7, details: details)
    }
}

extension ReportActor {
    /// Of the columns `actor_kind` and `actor_agency_id`.
    init?(kind: String, agency: UUID?) {
        switch (kind, agency) {
        case ("citizen", nil): self = .citizen
        case ("agency", .some(let id)): self = .agency(id)
        case ("system", nil): self = .system
        default: return nil
        }
    }

    /// The column `actor_kind`.
    var kind: String {
        switch self {
        case .citizen: "citizen"
        case .agency: "agency"
        case .system: "system"
        }
    }
}
