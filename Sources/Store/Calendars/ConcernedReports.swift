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

/// Looks through all reports in the order of their ids, so many at a time: whatever a round finds, its cost is bounded.
enum ConcernedReports {
    /// The last: whether the report is counted.
    typealias Columns = (UUID, String, Bool, Bool)

    /// The next reports after one, and whether each is concerned. With `version`, clocks counted with it or a later one are not. Reports
    /// for practice have clocks that are to be right, and are no part of what is told of a change before it is made (`counted`).
    static func query(
        _ scope: CalendarScope,
        after last: UUID?,
        window: Int,
        olderThan version: Int? = nil,
        counted: Bool = false
    ) -> SQL {
        """
        WITH passed AS MATERIALIZED (
            SELECT id, code, created_at, is_training
            FROM report
            WHERE id > coalesce(\(last), '00000000-0000-0000-0000-000000000000')
            ORDER BY id
            LIMIT \(window)
        )
        SELECT passed.id, passed.code, clocks.concerned, NOT passed.is_training
        FROM passed
        -- An aggregate, and no EXISTS: that the planner may turn into reading all clocks for each window.
        CROSS JOIN LATERAL (
            SELECT
                coalesce(bool_or(\(isOpen(scope, version)) OR \(isCorrected(scope, version))), false)
                AND coalesce(bool_or(\(isHandled(by: scope.unit))), false) \(counted ? "AND NOT passed.is_training" as SQL : "") AS concerned
            FROM sla_clock AS clock
            LEFT JOIN agency ON agency.id = clock.handler_id
            WHERE clock.report_id = passed.id
        ) AS clocks
        ORDER BY passed.id
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
