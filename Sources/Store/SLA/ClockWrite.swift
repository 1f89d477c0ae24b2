internal import Domain
internal import FoundationEssentials
internal import Postgres

/// Writes clocks in bulk.
struct ClockWrite {
    private var reports: [UUID] = []
    private var rows: [ClockRow] = []
    private var calendars: [PublishedCalendar] = []
    private var goneReports: [UUID] = []
    private var gone: [ClockRow.Key] = []
    private let catalog: ReferenceCatalog

    init(by catalog: ReferenceCatalog) {
        self.catalog = catalog
    }

    /// Adds what differs between the clocks of a report before and after, and those that are to be written anyway; all or nothing.
    mutating func add(
        _ report: UUID,
        from before: ReportClocks,
        to after: ReportClocks,
        always keys: Set<ClockRow.Key> = []
    ) throws(SLAFault) {
        let old = try ClockRow.rows(before, by: catalog.rules)
        let new = try ClockRow.rows(after, by: catalog.rules)
        try add(report, new.values.filter { old[$0.key] != $0 || keys.contains($0.key) })
        // Also one that is stored and due, and of which the history knows nothing.
        for key in keys.union(old.keys) where new[key] == nil { remove(report, key) }
    }

    /// Adds clocks as they are to stand.
    mutating func add(_ report: UUID, _ rows: [ClockRow]) throws(SLAFault) {
        var calendars: [PublishedCalendar] = []
        for row in rows {
            let code = try catalog.rules.policy(row.policy).calendarKey
            guard let calendar = catalog.calendars[code] else { throw .unknownCalendar(CalendarID(code: code)) }
            calendars.append(calendar)
        }
        reports += rows.map { _ in report }
        self.rows += rows
        self.calendars += calendars
    }

    /// Takes a clock out: the history knows of none.
    mutating func remove(_ report: UUID, _ key: ClockRow.Key) {
        goneReports.append(report)
        gone.append(key)
    }

    /// At most one statement of each kind; none where nothing differs.
    var statements: [SQL] {
        (rows.isEmpty ? [] : [upsert]) + (gone.isEmpty ? [] : [delete])
    }

    private var upsert: SQL {
        """
        INSERT INTO sla_clock (
            report_id, cycle, clock, handler_id, state, policy_id, calendar_code, calendar_version, target_s, used_s, extended_s, started_at,
            counts_from, due_at, breach_at, projected_due_at, stopped_at, resumes_at, outcome, cancel_reason, fire_at
        )
        SELECT *
        FROM unnest(
            \(reports), \(rows.map(\.key.cycle))::integer[], \(rows.map(\.key.kind.name))::text[], \(rows.map(\.key.kind.handler)),
            \(rows.map(\.state.rawValue))::text[], \(rows.map(\.policy)), \(calendars.map(\.code))::text[],
            \(calendars.map(\.version))::integer[], \(rows.map(\.target))::integer[], \(rows.map(\.used))::integer[],
            \(rows.map(\.extended))::integer[], \(rows.map(\.started)), \(rows.map(\.countsFrom)), \(rows.map(\.due)), \(rows.map(\.breach)),
            \(rows.map(\.projectedDue)), \(rows.map(\.stopped)), \(rows.map(\.resumes)), \(rows.map(\.outcome))::text[],
            \(rows.map(\.cancelReason))::text[], \(rows.map(\.fire))
        )
        ON CONFLICT ON CONSTRAINT sla_clock_key DO UPDATE
        SET
            state = excluded.state, policy_id = excluded.policy_id, calendar_code = excluded.calendar_code,
            calendar_version = excluded.calendar_version, target_s = excluded.target_s, used_s = excluded.used_s,
            extended_s = excluded.extended_s, started_at = excluded.started_at, counts_from = excluded.counts_from,
            due_at = excluded.due_at, breach_at = excluded.breach_at, projected_due_at = excluded.projected_due_at,
            stopped_at = excluded.stopped_at, resumes_at = excluded.resumes_at, outcome = excluded.outcome,
            cancel_reason = excluded.cancel_reason, fire_at = excluded.fire_at
        """
    }

    private var delete: SQL {
        """
        DELETE FROM sla_clock AS clock
        USING unnest(
            \(goneReports), \(gone.map(\.cycle)), \(gone.map(\.kind.name))::text[], \(gone.map(\.kind.handler))
        ) AS gone (report_id, cycle, clock, handler_id)
        WHERE clock.report_id = gone.report_id
            AND clock.cycle = gone.cycle
            AND clock.clock = gone.clock
            AND clock.handler_id IS NOT DISTINCT FROM gone.handler_id
        """
    }
}
