internal import Domain
internal import FoundationEssentials
internal import Postgres

/// The history of a report as its reporter may see it; of a duplicate with what the desk does about its original, where that is one that may
/// be known.
enum OwnTimeline {
    /// In one transaction, in this order.
    static func statements(of id: UUID) -> [SQL] {
        [
            TextRows.naming(id), query(of: id), TextRows.query(of: id),
            namingOriginal(of: id), originalQuery(of: id), originalTexts(of: id),
        ]
    }

    /// What the statements returned.
    static func read(_ answers: [Rows], _ catalog: ReferenceCatalog) throws -> ReportTimeline {
        let own = try timeline(answers[1], answers[2], catalog)
        return own.followed(by: try timeline(answers[4], answers[5], catalog))
    }

    private static func timeline(_ rows: Rows, _ texts: Rows, _ catalog: ReferenceCatalog) throws -> ReportTimeline {
        try ReportTimeline(rows.decode(TimelineRow.Columns.self).map(TimelineRow.init), texts: try TextRows.texts(texts), catalog)
    }

    /// That what they wrote is not shown is told to the reporter alone.
    private static func query(of id: UUID) -> SQL {
        """
        SELECT \(columns), NULL::text, (SELECT public_version FROM report WHERE id = \(id))
        FROM report_event AS event
        WHERE event.report_id = \(id)
            AND (
                event.is_public
                OR event.type = ANY (\(ReportEventType.ofReporters)::text[])
                OR (
                    event.type = 'withheld'
                    AND NOT EXISTS (
                        SELECT
                        FROM report_event AS later
                        WHERE later.report_id = event.report_id
                            AND later.type = 'undone'
                            AND (later.data ->> 'undone')::integer = event.seq
                    )
                )
            )
        ORDER BY event.seq
        """
    }

    private static let columns: SQL = """
        event.seq, event.at, event.type, event.actor_kind, event.actor_agency_id, event.agency_id,
        CASE WHEN event.type IN ('sla_breached', 'sla_voided') THEN event.data ->> 'clock' END,
        CASE WHEN event.type IN ('sla_breached', 'sla_voided') THEN to_timestamp((event.data ->> 'occurredAt')::bigint) END,
        CASE WHEN event.type = 'refused' THEN event.data ->> 'code' END, to_timestamp((event.data ->> 'photographedAt')::bigint),
        (event.data ->> 'undone')::integer, \(AttachmentRows.shown(for: .reporter)), \(ActionFileRows.documents(for: .reporter)),
        CASE WHEN event.type = 'extended' THEN (event.data ->> 'seconds')::bigint END,
        CASE WHEN event.type = 'paused' THEN event.data ->> 'reason' END, NULL::text
        """

    private static func namingOriginal(of id: UUID) -> SQL {
        "SELECT set_config('app.report_id', coalesce(duplicate_of, id)::text, true) FROM report WHERE id = \(id)"
    }

    /// Entries of an original that are of its duplicates, too, beside what takes such back.
    static let answering = [ReportEventType.acknowledged, .started, .extended, .resolved, .refused, .reopened, .closed].map(\.rawValue)

    /// What is done about a report is done about its duplicates: a group is answered once. Who wrote the original, and what about, is not told.
    private static func originalQuery(of id: UUID) -> SQL {
        """
        SELECT \(columns), original.code, original.public_version
        FROM report
        JOIN report AS original ON original.id = report.duplicate_of
        JOIN report_event AS event ON event.report_id = original.id
        WHERE report.id = \(id)
            AND original.sensitivity < 2
            AND event.is_public
            AND (
                event.type = ANY (\(answering)::text[])
                OR (event.type = 'undone' AND event.data ? 'undone')
            )
        ORDER BY event.seq
        """
    }

    private static func originalTexts(of id: UUID) -> SQL {
        """
        SELECT text.seq, text.role, text.text
        FROM report_event_text AS text
        WHERE text.report_id = (SELECT duplicate_of FROM report WHERE id = \(id))
        ORDER BY text.seq, text.role
        """
    }
}
