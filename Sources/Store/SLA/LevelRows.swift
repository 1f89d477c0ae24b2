internal import Domain
internal import FoundationEssentials
internal import Postgres

/// The rows of `sla_event` beside the entries of the histories that tell of them, which they can be made of.
enum LevelRows {
    /// What differs in a row: its key, and three columns as they are and as they should be.
    typealias Columns = (UUID, Int, String, UUID?, String, Int, Int, Instant, Instant, Instant?, Instant?)

    /// Rows of these reports that do not name their entry, or not its time or the voiding's. What else they say is compared with the clocks.
    static func differing(of reports: [UUID]) -> SQL {
        """
        SELECT
            event.report_id, event.cycle, event.clock, event.handler_id, event.level, event.seq, told.seq, event.detected_at, told.at,
            event.voided_at, told.voided_at
        FROM sla_event AS event
        JOIN (\(told(of: reports))) AS told
            ON told.report_id = event.report_id
            AND told.cycle = event.cycle
            AND told.clock = event.clock
            AND told.handler_id IS NOT DISTINCT FROM event.handler_id
            AND told.level = event.level
        WHERE event.report_id = ANY (\(reports))
            AND (event.seq, event.detected_at, event.voided_at) IS DISTINCT FROM (told.seq, told.at, told.voided_at)
        ORDER BY event.report_id, event.seq
        """
    }

    /// What the query returned, by report.
    static func differences(_ rows: Rows) throws -> [UUID: [ClockDrift.Kind]] {
        func text(_ value: (some CustomStringConvertible)?) -> String { value?.description ?? "NULL" }
        return try rows.decode(Columns.self).reduce(into: [:]) { differences, row in
            let key = try LevelEvent.Key(cycle: row.1, clock: row.2, handler: row.3, level: row.4)
            let columns = [
                ("seq", text(row.5), text(row.6)), ("detected_at", text(row.7), text(row.8)), ("voided_at", text(row.9), text(row.10)),
            ]
            differences[row.0, default: []] += columns.filter { $0.1 != $0.2 }
                .map { .level(key, column: $0.0, stored: $0.1, should: $0.2) }
        }
    }

    /// Makes the rows of these reports say what the entries say, also those that were lost.
    static func restore(_ reports: [UUID]) -> SQL {
        """
        INSERT INTO sla_event AS event (
            report_id, cycle, clock, handler_id, level, occurred_at, detected_at, agency_id, by_reclassification, seq, voided_at
        )
        \(told(of: reports))
        ON CONFLICT ON CONSTRAINT sla_event_key DO UPDATE
        SET
            occurred_at = excluded.occurred_at, detected_at = excluded.detected_at, agency_id = excluded.agency_id,
            by_reclassification = excluded.by_reclassification, seq = excluded.seq, voided_at = excluded.voided_at
        WHERE (event.occurred_at, event.detected_at, event.agency_id, event.by_reclassification, event.seq, event.voided_at)
            IS DISTINCT FROM (
                excluded.occurred_at, excluded.detected_at, excluded.agency_id, excluded.by_reclassification, excluded.seq,
                excluded.voided_at
            )
        """
    }

    /// Of each level the last entry that it was passed, and when that was voided, if it was.
    private static func told(of reports: [UUID]) -> SQL {
        """
        SELECT DISTINCT ON (report_id, cycle, clock, handler_id, level)
            report_id, cycle, clock, handler_id, level, occurred_at, at, agency_id, by_reclassification, seq, voided_at
        FROM (
            SELECT
                *, lead(CASE WHEN type = 'sla_voided' THEN at END) OVER (
                    PARTITION BY report_id, cycle, clock, handler_id, level
                    ORDER BY seq
                ) AS voided_at
            FROM (
                SELECT
                    report_id, seq, at, type, (data ->> 'cycle')::integer AS cycle, data ->> 'clock' AS clock,
                    (data ->> 'handler')::uuid AS handler_id, data ->> 'level' AS level,
                    to_timestamp((data ->> 'occurredAt')::bigint) AS occurred_at, (data ->> 'agency')::uuid AS agency_id,
                    coalesce((data ->> 'byReclassification')::boolean, false) AS by_reclassification
                FROM report_event
                WHERE report_id = ANY (\(reports))
                    AND type IN ('sla_warned', 'sla_breached', 'sla_escalated', 'sla_voided')
            ) AS entry
        ) AS entry
        WHERE type <> 'sla_voided'
        ORDER BY report_id, cycle, clock, handler_id, level, seq DESC
        """
    }
}
