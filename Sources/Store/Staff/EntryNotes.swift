internal import Domain
internal import FoundationEssentials
internal import Postgres

/// What entries say that no rule depends on: when a refusal's picture was taken, what the reporter thinks of the solution, and which level was
/// passed.
enum EntryNotes {
    private typealias Columns = (Int, Instant?, Int?, String?, UUID?, String?, Instant?, UUID?, Bool, Bool, String?, String?)

    static func query(of report: UUID) -> SQL {
        """
        SELECT
            seq, to_timestamp((data ->> 'photographedAt')::bigint), (data ->> 'cycle')::integer, data ->> 'clock', (data ->> 'handler')::uuid, data ->> 'level',
            to_timestamp((data ->> 'occurredAt')::bigint), (data ->> 'agency')::uuid,
            coalesce((data ->> 'byReclassification')::boolean, false), coalesce((data ->> 'notify')::boolean, false), data ->> 'reaches',
            data ->> 'rating'
        FROM report_event
        WHERE report_id = \(report)
            AND type IN ('refused', 'rated', 'disputed', 'sla_warned', 'sla_breached', 'sla_escalated', 'sla_voided')
        """
    }

    /// The entries of a report with what the query returned.
    static func adding(_ rows: Rows, to entries: [HistoryEntry]) throws -> [HistoryEntry] {
        let notes = Dictionary(try rows.decode(Columns.self).map { ($0.0, $0) }) { first, _ in first }
        return entries.map { entry in
            guard let note = notes[entry.seq] else { return entry }
            var details = entry.details
            details.photographedAt = note.1
            details.rating = note.11.flatMap(Rating.init)
            details.level = level(note)
            return HistoryEntry(
                seq: entry.seq,
                at: entry.at,
                type: entry.type,
                actor: entry.actor,
                holder: entry.holder,
                isPublic: entry.isPublic,
                details: details
            )
        }
    }

    private static func level(_ note: Columns) -> LevelNote? {
        guard let cycle = note.2, let clock = note.3.flatMap({ ClockKind(name: $0, handler: note.4) }), let level = note.5,
            let occurredAt = note.6
        else { return nil }
        return LevelNote(
            key: LevelEvent.Key(cycle: cycle, clock: clock, level: level),
            occurredAt: occurredAt,
            agency: note.7,
            reaches: note.10.flatMap(EscalationRank.init),
            byReclassification: note.8,
            isNotified: note.9
        )
    }
}
