internal import Domain
internal import FoundationEssentials
internal import Postgres

/// What a report asks for, as a desk that lists it sees it, as columns beside a row of `report`.
enum ConcernRows {
    /// The names of the concerns; when the desk was asked for its opinion, and what.
    typealias Columns = ([String], Instant?, String?)

    static func columns(for desk: UUID) -> SQL {
        let concerns: [(concern: ReportConcern, condition: SQL)] = [
            (.sentBack, "report.is_sent_back"), (.askedForOpinion, isAsked(desk)), (.awaitingApproval, "report.awaits IS NOT NULL"),
            (.disputed, "report.is_disputed"), (.flagged, "report.flags > 0"), (.arrived, "report.is_arrived"),
            (.newMessage, "report.has_message"), (.held, "report.known_to @> ARRAY[\(desk)::uuid]"),
        ]
        let names = concerns.map { "CASE WHEN \($0.condition) THEN \($0.concern.rawValue)::text END" as SQL }
        let list = names.dropFirst().reduce(names[0]) { "\($0), \($1)" }
        return "array_remove(ARRAY[\(list)], NULL), question.at, question.text"
    }

    /// The last question to the desk.
    static func join(for desk: UUID) -> SQL {
        """
        LEFT JOIN LATERAL (
            SELECT event.at, said.text
            FROM report_event AS event
            JOIN report_event_text AS said ON said.report_id = event.report_id AND said.seq = event.seq AND said.role = 'question'
            WHERE \(isAsked(desk))
                AND event.report_id = report.id
                AND event.type = 'opinion_requested'
                AND (event.data ->> 'agency')::uuid = \(desk)
            ORDER BY event.seq DESC
            LIMIT 1
        ) AS question ON true
        """
    }

    static func attention(_ names: [String]) throws -> [ReportConcern] {
        try names.map { name in
            guard let concern = ReportConcern(rawValue: name) else { throw StoreError.fault("concern \(name)") }
            return concern
        }
    }

    private static func isAsked(_ desk: UUID) -> SQL { "report.asked @> ARRAY[\(desk)::uuid]" }
}
