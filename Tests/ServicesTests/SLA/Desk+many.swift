import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Testing

/// A row of `sla_event`, as far as it is a matter of history: not when it was noticed.
struct RecordedLevel: Hashable, Comparable {
    let report: UUID
    let cycle: Int
    let clock: String
    let handler: UUID?
    let level: String
    let occurredAt: Int
    let agency: UUID
    let byReclassification: Bool

    static func < (left: RecordedLevel, right: RecordedLevel) -> Bool {
        (left.report, left.cycle, left.clock, left.level) < (right.report, right.cycle, right.clock, right.level)
    }
}

extension Desk {
    /// Copies a report that was just filed, with history and clocks, so many times.
    func multiply(_ code: ReportCode, by count: Int) async throws {
        try await database.pool(.superuser).withTransaction { connection in
            // Copies of what was checked need no check.
            try connection.execute("SET LOCAL session_replication_role = replica")
            try connection.execute(
                """
                INSERT INTO report (
                    id, code, version, status, created_at, updated_at, public_updated_at, last_seq, category_id, category_version,
                    severity, sensitivity, unit_id, agency_id, boundary_version_id, routing_method, routing_confidence, publication, channel, source,
                    tracking_key_id, due_at, breach_at
                )
                SELECT
                    gen_random_uuid(), 'HN-26-' || lpad(number::text, 6, '0') || '-0', version, status, created_at, updated_at,
                    public_updated_at, last_seq, category_id, category_version, severity, sensitivity, unit_id, agency_id, boundary_version_id, routing_method,
                    routing_confidence, publication, channel, 'copy', tracking_key_id, due_at, breach_at
                FROM report
                CROSS JOIN generate_series(1, \(count)) AS number
                WHERE code = \(code.description)
                """
            )
            try connection.execute(
                """
                INSERT INTO report_event (report_id, seq, at, type, actor_kind, actor_agency_id, agency_id, is_public, data)
                SELECT copy.id, event.seq, event.at, event.type, event.actor_kind, event.actor_agency_id, event.agency_id, event.is_public, event.data
                FROM report
                JOIN report_event AS event ON event.report_id = report.id
                CROSS JOIN report AS copy
                WHERE report.code = \(code.description)
                    AND copy.source = 'copy'
                """
            )
            try connection.execute(
                """
                INSERT INTO sla_clock (
                    report_id, cycle, clock, state, policy_id, calendar_code, calendar_version, target_s, used_s, started_at, counts_from,
                    due_at, breach_at, projected_due_at, handler_id, extended_s, stopped_at, resumes_at, outcome, cancel_reason, fire_at
                )
                SELECT
                    copy.id, clock.cycle, clock.clock, clock.state, clock.policy_id, clock.calendar_code, clock.calendar_version,
                    clock.target_s, clock.used_s, clock.started_at, clock.counts_from, clock.due_at, clock.breach_at,
                    clock.projected_due_at, clock.handler_id, clock.extended_s, clock.stopped_at, clock.resumes_at, clock.outcome,
                    clock.cancel_reason, clock.fire_at
                FROM report
                JOIN sla_clock AS clock ON clock.report_id = report.id
                CROSS JOIN report AS copy
                WHERE report.code = \(code.description)
                    AND copy.source = 'copy'
                """
            )
        }
    }

    /// Every level recorded and not voided.
    func levels() async throws -> [RecordedLevel] {
        try await database.pool(.superuser).query(
            """
            SELECT report_id, cycle, clock, handler_id, level, extract(epoch FROM occurred_at)::bigint, agency_id, by_reclassification
            FROM sla_event
            WHERE voided_at IS NULL
            """,
            as: (UUID, Int, String, UUID?, String, Int, UUID, Bool).self
        ).map { row in
            RecordedLevel(
                report: row.0,
                cycle: row.1,
                clock: row.2,
                handler: row.3,
                level: row.4,
                occurredAt: row.5,
                agency: row.6,
                byReclassification: row.7
            )
        }.sorted()
    }

    /// The levels of every report by its history, as of an instant: folded here, from the entries as they are stored.
    func oracle(at now: Instant) async throws -> [RecordedLevel] {
        let rules = try await catalogs.newest().rules
        let rows = try await database.pool(.superuser).query(
            """
            SELECT
                report_id, seq, extract(epoch FROM at)::bigint, type, agency_id, (data ->> 'policy')::uuid, data ->> 'reason',
                (data ->> 'seconds')::bigint, (data ->> 'agency')::uuid, (data ->> 'undone')::integer
            FROM report_event
            WHERE type NOT LIKE 'sla%' AND type <> 'resumed_automatically'
            ORDER BY report_id, seq
            """,
            as: (UUID, Int, Int64, String, UUID, UUID?, String?, Int64?, UUID?, Int?).self
        )
        var levels: [RecordedLevel] = []
        for (report, history) in Dictionary(grouping: rows, by: \.0) {
            let events = history.map { row in
                let details = ClockDetails(
                    policy: row.5,
                    reason: row.6.flatMap(PauseReason.init),
                    seconds: row.7,
                    agency: row.8,
                    undone: row.9
                )
                let change = ReportEventType(rawValue: row.3)?.clockChange(details)
                return ClockEvent(seq: row.1, at: Instant(secondsSince1970: row.2), holder: row.4, change: change)
            }
            for event in try ReportClocks(folding: events, by: rules).advanced(to: now, by: rules).levelEvents {
                var handler: UUID?
                if case .handle(let agency) = event.clock { handler = agency }
                levels.append(
                    RecordedLevel(
                        report: report,
                        cycle: event.cycle,
                        clock: event.clock.name,
                        handler: handler,
                        level: event.level.key,
                        occurredAt: Int(event.occurredAt.secondsSince1970),
                        agency: event.agency,
                        byReclassification: event.byReclassification
                    )
                )
            }
        }
        return levels.sorted()
    }
}
