package import Domain
package import FoundationEssentials
internal import Postgres

/// Whose changes are read.
package enum ChangeAudience: Sendable {
    case anybody
    case client(UUID)
    /// Somebody of staff, of whose desk's reports those are read that they may see.
    case desk(StaffPrincipal)
    /// `seesAll`: also what is kept from units, any of which it may be about.
    case city(seesAll: Bool)

    var isOfPublic: Bool { if case .anybody = self { true } else { false } }
    /// Whether nothing is said in other words than a desk's own.
    var tellsAll: Bool { if case .desk = self { true } else { false } }

    /// The changes of positions above `start` and not above `end`, the first `limit`.
    ///
    /// However many others there are, a stretch is all that is looked at: no index of what is whose has to be kept with each event.
    func query(from start: Int, to end: Int, limit: Int) -> SQL {
        let (columns, source, condition) = parts
        return """
            SELECT \(columns)
            FROM \(source) AS change
            WHERE change.position > \(start)
                AND change.position <= \(end)\(condition)
            ORDER BY change.position
            LIMIT \(limit)
            """
    }

    private var parts: (columns: SQL, source: SQL, condition: SQL) {
        switch self {
        case .anybody: (ChangeRow.publicColumns, "public_change", "")
        case .client(let client):
            (
                ChangeRow.clientColumns(client), "report_change",
                """

                    AND NOT change.is_training
                    AND CASE WHEN change.client_id = \(client) THEN \(Self.isForReporter) ELSE \(Self.answers(client)) END
                """
            )
        case .desk(let principal): (ChangeRow.staffColumns, "report_change", "\n    AND \(Self.concerns(principal.agency))")
        case .city: (ChangeRow.staffColumns, "report_change", "\n    AND NOT change.is_training")
        }
    }

    /// As on the reporter's timeline; also what was withheld for a while, as a reader of the feed was told so.
    private static let isForReporter: SQL = """
        (
            change.is_public
            OR change.type = ANY (\(ReportEventType.ofReporters)::text[])
            OR change.type = 'withheld'
            OR (
                change.type = 'undone'
                AND (
                    SELECT taken.type
                    FROM report_event AS taken
                    WHERE taken.report_id = change.report_id
                        AND taken.seq = change.undone
                ) = 'withheld'
            )
        )
        """

    /// What is done about an original is done about its duplicates, of which one is the client's.
    private static func answers(_ client: UUID) -> SQL {
        """
        (
            change.is_public
            AND change.sensitivity < 2
            AND (change.type = ANY (\(OwnTimeline.answering)::text[]) OR change.undone IS NOT NULL)
            AND (
                SELECT true
                FROM report AS duplicate
                WHERE duplicate.duplicate_of = change.report_id
                    AND duplicate.client_id = \(client)
                LIMIT 1
            )
        )
        """
    }

    /// By then the desk has had the report, or was asked about it. Looked up for each change; EXISTS would be answered for all of them at once.
    private static func concerns(_ desk: UUID) -> SQL {
        """
        (
            SELECT true
            FROM report_event AS part
            WHERE part.report_id = change.report_id
                AND part.seq <= change.seq
                AND (
                    part.agency_id = \(desk)
                    OR CASE WHEN part.type = 'opinion_requested' THEN (part.data ->> 'agency')::uuid = \(desk) ELSE false END
                )
            LIMIT 1
        )
        """
    }
}
