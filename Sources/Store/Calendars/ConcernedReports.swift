internal import Domain
internal import FoundationEssentials
internal import Postgres

/// Which reports a calendar's next version concerns.
struct CalendarScope {
    /// The calendar.
    let code: String
    /// The only unit whose hours change; nil: everybody's may.
    let unit: UUID?
    /// The days already counted that change: clocks that stopped in them are concerned too.
    let corrected: Range<Instant>?
}

/// Looks through reports in the order of their ids, so many at a time: whatever a round finds, its cost is bounded.
enum ConcernedReports {
    /// The last: whether the report is counted.
    typealias Columns = (UUID, String, Bool, Bool)

    /// The next of all reports after one, the oldest first, and whether each is concerned: clocks counted with `version` or a later one are
    /// not.
    static func query(_ scope: CalendarScope, after last: UUID?, window: Int, olderThan version: Int) -> SQL {
        let passed: SQL = """
            SELECT id, code, created_at, is_training
            FROM report
            WHERE id > coalesce(\(last), '00000000-0000-0000-0000-000000000000')
            ORDER BY id
            LIMIT \(window)
            """
        return "\(concerned(scope, among: passed, olderThan: version)) ORDER BY passed.id"
    }

    /// The next of the open reports, or of the others, before one, the newest first, and whether each is concerned. What is practised is no
    /// part of what is told of a change before it is made.
    static func preview(_ scope: CalendarScope, _ part: ImpactPart, before last: UUID?, window: Int) -> SQL {
        let passed: SQL = """
            SELECT id, code, created_at, is_training
            FROM report
            WHERE \(left(part, before: last))
            ORDER BY id DESC
            LIMIT \(window)
            """
        return "\(concerned(scope, among: passed, olderThan: nil)) ORDER BY passed.id DESC"
    }

    /// How many of the open reports, or of the others, come before one.
    static func count(_ part: ImpactPart, before last: UUID?) -> SQL {
        "SELECT count(*) FROM report WHERE \(left(part, before: last))"
    }

    private static func left(_ part: ImpactPart, before last: UUID?) -> SQL {
        let open = ReportStatus.allCases.filter(\.isOpen).map(\.rawValue)
        return """
            (report.status = ANY (\(open))) = \(part == .open)
            AND report.id < coalesce(\(last), 'ffffffff-ffff-ffff-ffff-ffffffffffff')
            AND \(SQL.isCounted)
            """
    }

    private static func concerned(_ scope: CalendarScope, among passed: SQL, olderThan version: Int?) -> SQL {
        """
        WITH passed AS MATERIALIZED (\(passed))
        SELECT passed.id, passed.code, clocks.concerned, NOT passed.is_training
        FROM passed
        -- An aggregate, and no EXISTS: that the planner may turn into reading all clocks for each window.
        CROSS JOIN LATERAL (
            SELECT
                coalesce(bool_or(\(isOpen(scope, version)) OR \(isCorrected(scope, version))), false)
                AND coalesce(bool_or(\(isHandled(by: scope.unit))), false) AS concerned
            FROM sla_clock AS clock
            LEFT JOIN agency ON agency.id = clock.handler_id
            WHERE clock.report_id = passed.id
        ) AS clocks
        """
    }

    private static func isOpen(_ scope: CalendarScope, _ version: Int?) -> SQL {
        """
        (
            clock.state IN ('pending', 'running', 'paused')
            AND clock.calendar_code = \(scope.code)
            AND (\(version) IS NULL OR clock.calendar_version < \(version))
        )
        """
    }

    /// A clock may have counted with this calendar before it got a policy that counts with another.
    private static func isCorrected(_ scope: CalendarScope, _ version: Int?) -> SQL {
        guard let corrected = scope.corrected else { return "false" }
        return """
            (
                passed.created_at < \(corrected.upperBound)
                AND (clock.stopped_at IS NULL OR clock.stopped_at > \(corrected.lowerBound))
                AND (\(version) IS NULL OR clock.calendar_code <> \(scope.code) OR clock.calendar_version < \(version))
            )
            """
    }

    /// Every agency that has or had the report has a clock of its own on it.
    private static func isHandled(by unit: UUID?) -> SQL {
        guard let unit else { return "true" }
        return "agency.unit_id = \(unit)"
    }
}
