internal import Domain
internal import FoundationEssentials
internal import Postgres

/// What reports ask for, as the desk that lists them sees it.
enum ConcernRows {
    private typealias Columns = (UUID, Bool, Bool, Bool, Bool, Bool, Bool, Bool, Bool, Instant?, String?)

    static func query(of reports: [UUID], for desk: UUID) -> SQL {
        """
        SELECT
            report.id, report.is_sent_back, report.asked @> ARRAY[\(desk)::uuid], report.awaits IS NOT NULL, report.is_disputed,
            report.flags > 0, report.is_arrived, report.has_message, report.known_to @> ARRAY[\(desk)::uuid], question.at, question.text
        FROM report
        LEFT JOIN LATERAL (
            SELECT event.at, said.text
            FROM report_event AS event
            JOIN report_event_text AS said ON said.report_id = event.report_id AND said.seq = event.seq AND said.role = 'question'
            WHERE event.report_id = report.id
                AND event.type = 'opinion_requested'
                AND (event.data ->> 'agency')::uuid = \(desk)
            ORDER BY event.seq DESC
            LIMIT 1
        ) AS question ON report.asked @> ARRAY[\(desk)::uuid]
        WHERE report.id = ANY (\(reports))
        """
    }

    /// What the query returned, by report.
    static func read(_ rows: Rows) throws -> [UUID: (attention: [ReportConcern], question: OpinionQuestion?)] {
        let found = try rows.decode(Columns.self).map { row in
            let concerns: [(ReportConcern, Bool)] = [
                (.sentBack, row.1), (.askedForOpinion, row.2), (.awaitingApproval, row.3), (.disputed, row.4), (.flagged, row.5),
                (.arrived, row.6), (.newMessage, row.7), (.held, row.8),
            ]
            let question = row.9.flatMap { at in row.10.map { OpinionQuestion(text: Redaction($0).text, at: at) } }
            return (row.0, (attention: concerns.filter(\.1).map(\.0), question: question))
        }
        return Dictionary(uniqueKeysWithValues: found)
    }
}
