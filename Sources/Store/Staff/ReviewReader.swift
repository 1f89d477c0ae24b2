package import Domain
internal import FoundationEssentials
internal import Postgres

/// Reads what is to be looked at again.
package struct ReviewReader: Sendable {
    private let pool: ConnectionPool

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool) {
        pool = service.pool
    }

    /// What happened in a month, in order, after a place, at most `limit`; and how much there is in all.
    package func items(
        of month: ReviewedMonth,
        after place: ReviewItem.Place?,
        limit: Int,
        catalog: ReferenceCatalog
    ) async throws(StoreError) -> (items: [ReviewItem], counts: ReviewCounts) {
        try await reading {
            let answers = try await pool.withConnection { connection in
                let answers = try connection.pipeline([Self.query(month, after: place, limit: limit), Self.counts(month)])
                return (rows: try answers[0].decode(Row.self), counts: try answers[1].first((Int, Int, Int, Int).self))
            }
            guard let counts = answers.counts else { throw StoreError.fault("counts of reviews") }
            return (
                try answers.rows.map { try Self.item($0, catalog) },
                ReviewCounts(unsatisfied: counts.0, disputed: counts.1, withheld: counts.2, refused: counts.3)
            )
        }
    }

    private typealias Row = (UUID, Int, Instant, String, String, String, String, String, String, UUID?, UUID, String?)

    private static func item(_ row: Row, _ catalog: ReferenceCatalog) throws -> ReviewItem {
        guard let kind = kinds.first(where: { $0.type.rawValue == row.3 })?.kind, let status = ReportStatus(rawValue: row.5) else {
            throw StoreError.fault("review of \(row.4)")
        }
        return ReviewItem(
            kind: kind,
            place: ReviewItem.Place(at: row.2, report: row.0, seq: row.1),
            code: row.4,
            status: status,
            category: (row.6, BilingualText(vi: row.7, en: row.8)),
            unit: try row.9.map(catalog.unit),
            agency: try catalog.agency(of: row.10),
            refusal: row.11.flatMap(RefusalCode.init)
        )
    }

    private static let kinds: [(type: ReportEventType, kind: ReviewItem.Kind)] = [
        (.rated, .unsatisfied), (.disputed, .disputed), (.withheld, .withheld), (.refused, .refused),
    ]

    /// The month's, by `report_event_review_idx`, but for what was taken back and what is practised. What was withheld is so still when the
    /// month ends. Refusals are in the order of what nobody
    /// can know before they are written, the same whoever asks and whenever.
    private static func happened(_ month: ReviewedMonth) -> SQL {
        """
        SELECT
            event.report_id, event.seq, event.at, event.type, before.agency_id, event.data ->> 'code' AS refusal,
            count(*) OVER (PARTITION BY event.type) AS total,
            row_number() OVER (PARTITION BY event.type ORDER BY event.salt, event.report_id, event.seq) AS rank
        FROM report_event AS event
        JOIN report ON report.id = event.report_id
        JOIN report_event AS before ON before.report_id = event.report_id AND before.seq = event.seq - 1
        WHERE event.type IN ('rated', 'disputed', 'withheld', 'refused')
            AND event.at >= \(month.from)
            AND event.at < \(month.to)
            AND (event.type <> 'rated' OR event.data ->> 'rating' = 'unsatisfied')
            AND \(SQL.isCounted)
            AND NOT EXISTS (
                SELECT
                FROM report_event AS later
                WHERE later.report_id = event.report_id
                    AND later.type = 'undone'
                    AND (later.data ->> 'undone')::integer = event.seq
            )
            AND NOT (
                event.type = 'withheld'
                AND EXISTS (
                    SELECT
                    FROM report_event AS later
                    WHERE later.report_id = event.report_id
                        AND later.seq > event.seq
                        AND later.type IN ('published', 'withheld')
                        AND later.at < \(month.to)
                        AND NOT EXISTS (
                            SELECT
                            FROM report_event AS undone
                            WHERE undone.report_id = later.report_id
                                AND undone.type = 'undone'
                                AND (undone.data ->> 'undone')::integer = later.seq
                        )
                )
            )
        """
    }

    static func query(_ month: ReviewedMonth, after place: ReviewItem.Place?, limit: Int) -> SQL {
        let (oneIn, fewest) = (ReviewCounts.oneIn, ReviewCounts.fewestDrawn)
        let beyond: SQL = place.map { "AND (happened.at, report.id, happened.seq) > (\($0.at), \($0.report), \($0.seq))" } ?? ""
        return """
            SELECT
                report.id, happened.seq, happened.at, happened.type, report.code, report.status, category.code, said.name_vi, said.name_en,
                report.unit_id, happened.agency_id, happened.refusal
            FROM (\(happened(month))) AS happened
            JOIN report ON report.id = happened.report_id
            JOIN category ON category.id = report.category_id
            JOIN category_version AS said ON said.category_id = report.category_id AND said.version = report.category_version
            WHERE (
                    happened.type <> 'refused'
                    OR happened.rank <= greatest(\(fewest)::bigint, (happened.total + \(oneIn)::bigint - 1) / \(oneIn)::bigint)
                )
                \(beyond)
            ORDER BY happened.at, report.id, happened.seq
            LIMIT \(limit)
            """
    }

    private static func counts(_ month: ReviewedMonth) -> SQL {
        """
        SELECT
            count(*) FILTER (WHERE type = 'rated'), count(*) FILTER (WHERE type = 'disputed'), count(*) FILTER (WHERE type = 'withheld'),
            count(*) FILTER (WHERE type = 'refused')
        FROM (\(happened(month))) AS happened
        """
    }
}
