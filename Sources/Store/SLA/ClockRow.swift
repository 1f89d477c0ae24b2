internal import Domain
internal import FoundationEssentials
internal import Postgres

/// A clock as `sla_clock` keeps it.
struct ClockRow: Hashable {
    /// What identifies it within a report.
    struct Key: Hashable {
        let cycle: Int
        let kind: ClockKind
    }

    let key: Key
    let state: ClockState
    let policy: UUID
    let target: Int64?
    let used: Int64
    let extended: Int64
    let started: Instant?
    let countsFrom: Instant?
    let due: Instant?
    let breach: Instant?
    let projectedDue: Instant?
    let stopped: Instant?
    let resumes: Instant?
    let outcome: String?
    let cancelReason: String?
    let fire: Instant?

    init(_ clock: ReportClock, by rules: SLARules) throws(SLAFault) {
        key = Key(cycle: clock.cycle, kind: clock.kind)
        state = clock.state
        policy = clock.policy
        target = clock.targetSeconds
        used = clock.usedSeconds
        extended = clock.extendedSeconds
        started = clock.startedAt
        countsFrom = clock.countsFrom
        due = clock.deadline?.due
        breach = clock.deadline?.breach
        projectedDue = clock.projectedDue
        stopped = clock.stoppedAt
        resumes = clock.resumesAt
        outcome = clock.outcome.isFinal ? clock.outcome.rawValue : nil
        cancelReason = clock.cancelReason?.rawValue
        fire = try clock.nextFire(by: rules)
    }

    /// The columns but those of the key, by name, as text.
    var columns: [(name: String, value: String)] {
        func text(_ value: (some CustomStringConvertible)?) -> String { value?.description ?? "NULL" }
        return [
            ("state", state.rawValue), ("policy_id", text(policy)), ("target_s", text(target)), ("used_s", text(used)),
            ("extended_s", text(extended)), ("started_at", text(started)), ("counts_from", text(countsFrom)), ("due_at", text(due)),
            ("breach_at", text(breach)), ("projected_due_at", text(projectedDue)), ("stopped_at", text(stopped)),
            ("resumes_at", text(resumes)), ("outcome", text(outcome)), ("cancel_reason", text(cancelReason)), ("fire_at", text(fire)),
        ]
    }

    /// The rows of all of a report's clocks, by what identifies them.
    static func rows(_ clocks: ReportClocks, by rules: SLARules) throws(SLAFault) -> [Key: ClockRow] {
        var rows: [Key: ClockRow] = [:]
        for clock in clocks.clocks { rows[Key(cycle: clock.cycle, kind: clock.kind)] = try ClockRow(clock, by: rules) }
        return rows
    }
}

extension ClockRow {
    /// Of the query below.
    typealias Columns = (
        UUID, Int, String, UUID?, String, UUID, Int64?, Int64, Int64, Instant?, Instant?, Instant?, Instant?, Instant?, Instant?, Instant?,
        String?, String?, Instant?
    )

    /// The clocks stored of all these reports.
    static func query(of reports: [UUID]) -> SQL {
        """
        SELECT
            report_id, cycle, clock, handler_id, state, policy_id, target_s, used_s, extended_s, started_at, counts_from, due_at, breach_at,
            projected_due_at, stopped_at, resumes_at, outcome, cancel_reason, fire_at
        FROM sla_clock
        WHERE report_id = ANY (\(reports))
        """
    }

    init(_ row: Columns) throws {
        guard let kind = ClockKind(name: row.2, handler: row.3), let state = ClockState(rawValue: row.4) else {
            throw StoreError.fault("clock \(row.2)")
        }
        key = Key(cycle: row.1, kind: kind)
        self.state = state
        policy = row.5
        target = row.6
        used = row.7
        extended = row.8
        started = row.9
        countsFrom = row.10
        due = row.11
        breach = row.12
        projectedDue = row.13
        stopped = row.14
        resumes = row.15
        outcome = row.16
        cancelReason = row.17
        fire = row.18
    }
}

extension ClockRow {
    /// A clock counted with another calendar than its policy's, or with a version that cannot be.
    struct Miscount {
        let key: Key
        let kinds: [ClockDrift.Kind]
    }

    /// Those of all these reports. A clock that has not stopped is of the newest version published for everybody and carried through, or
    /// of a later one; a version for one unit alone leaves others' clocks as they are.
    static func miscounted(_ reports: [UUID]) -> SQL {
        """
        SELECT
            clock.report_id, clock.cycle, clock.clock, clock.handler_id, clock.calendar_code, policy.calendar_code,
            clock.calendar_version, calendar.version
        FROM sla_clock AS clock
        JOIN sla_policy AS policy ON policy.id = clock.policy_id
        JOIN calendar ON calendar.code = policy.calendar_code
        WHERE clock.report_id = ANY (\(reports))
            AND (
                clock.calendar_code <> policy.calendar_code
                OR clock.calendar_version > calendar.version
                OR clock.stopped_at IS NULL AND clock.calendar_version < (
                    SELECT max(recount.version)
                    FROM calendar_recount AS recount
                    WHERE recount.calendar_code = calendar.code
                        AND recount.unit_id IS NULL
                        AND recount.finished_at IS NOT NULL
                )
            )
        ORDER BY clock.report_id, clock.cycle, clock.clock
        """
    }

    /// What the query returned, by report.
    static func miscounts(_ rows: Rows) throws -> [UUID: [Miscount]] {
        try rows.decode((UUID, Int, String, UUID?, String, String, Int, Int).self).reduce(into: [:]) { miscounts, row in
            guard let kind = ClockKind(name: row.2, handler: row.3) else { throw StoreError.fault("clock \(row.2)") }
            let columns = [("calendar_code", row.4, row.5), ("calendar_version", "\(row.6)", "\(row.7)")]
            let kinds = columns.filter { $0.1 != $0.2 }.map { column, stored, should in
                ClockDrift.Kind.clock(cycle: row.1, kind, column: column, stored: stored, should: should)
            }
            miscounts[row.0, default: []].append(Miscount(key: Key(cycle: row.1, kind: kind), kinds: kinds))
        }
    }
}

extension ClockKind {
    /// Of the columns `clock` and `handler_id`.
    init?(name: String, handler: UUID?) {
        switch (name, handler) {
        case ("acknowledge", nil): self = .acknowledge
        case ("resolve", nil): self = .resolve
        case ("handle", .some(let agency)): self = .handle(agency: agency)
        default: return nil
        }
    }
}
