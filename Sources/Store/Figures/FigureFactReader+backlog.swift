package import Domain
internal import FoundationEssentials
internal import Postgres

/// Everything that was open at an instant.
package struct BacklogReading: Sendable {
    package let position: FigurePosition
    package let rows: [BacklogRow]
    /// The one that was filed first; nil without any.
    package let oldest: Instant?
    /// Those that may be seen, those that were overdue longest first.
    package let worst: [BacklogReport]
}

extension FigureFactReader {
    /// What was open at an instant within a scope, by days since the filing up to `ages`; nil: what is open now, by the present instant for
    /// what depends on time. The `worst` reports of it that may be seen are named; `sight` nil: none.
    package func backlog(
        at past: Instant?,
        now: Instant,
        _ scope: FigureScope,
        ages: [Int],
        worst: Int,
        seen sight: FigureSight?
    ) async throws(StoreError) -> BacklogReading {
        let when = past ?? now
        let queries =
            [FigureReader.positionQuery, Self.backlogQuery(at: past, when, scope, ages)]
            + (sight.map { [Self.worstQuery(at: past, when, scope, seen: $0, limit: worst)] } ?? [])
        return try await reading {
            try await pool.withTransaction(isolation: .repeatableRead) { connection in
                let answers = try connection.pipeline(queries)
                let rows = try answers[1].decode((UUID?, UUID, String, Int32?, Int32?, Bool, Bool, Int, Instant).self)
                return BacklogReading(
                    position: try FigureReader.position(answers[0]),
                    rows: try rows.map(Self.row),
                    oldest: rows.map(\.8).min(),
                    worst: try answers.dropFirst(2).flatMap {
                        try $0.decode((String, Instant, String, UUID?, UUID, UUID, Instant?).self).map(Self.report)
                    }
                )
            }
        }
    }

    static func backlogQuery(at past: Instant?, _ when: Instant, _ scope: FigureScope, _ ages: [Int]) -> SQL {
        """
        SELECT
            \(scope.era.column), slice.agency_id, span.status,
            (SELECT max(age) FROM unnest(\(ages.map(Int32.init))) AS age WHERE counted.filed_at <= \(when) - age * interval '1 day'),
            CASE
                WHEN span.used_100_at < \(when) THEN 100
                WHEN span.used_90_at < \(when) THEN 90
                WHEN span.used_75_at < \(when) THEN 75
                WHEN span.used_50_at < \(when) THEN 50
            END,
            coalesce(span.paused_until > \(when), false), coalesce(\(isOverdue(when)), false), count(*), min(counted.filed_at)
        \(open(at: past, scope))
        GROUP BY 1, 2, 3, 4, 5, 6, 7
        """
    }

    static func worstQuery(at past: Instant?, _ when: Instant, _ scope: FigureScope, seen sight: FigureSight, limit: Int) -> SQL {
        """
        SELECT report.code, counted.filed_at, span.status, \(scope.era.column), slice.category_id, slice.agency_id, \(overdueSince)
        FROM (
            SELECT span.report_id, span.status, span.slice_id, span.acknowledge_by, span.used_100_at, span.paused_until
            \(open(at: past, scope, sight))
                AND \(isOverdue(when))
            ORDER BY \(overdueSince), span.report_id
            LIMIT \(limit)
        ) AS span
        JOIN figure_slice AS slice ON slice.id = span.slice_id
        JOIN figure_report AS counted ON counted.report_id = span.report_id
        JOIN report ON report.id = span.report_id
        ORDER BY \(overdueSince), span.report_id
        """
    }

    /// From what was open at an instant, or is, within a scope, and may be seen if that is told.
    private static func open(at past: Instant?, _ scope: FigureScope, _ sight: FigureSight = .everything) -> SQL {
        let report: SQL = sight == .everything ? "" : "\nJOIN report ON report.id = span.report_id"
        return """
            FROM figure_span AS span
            JOIN figure_slice AS slice ON slice.id = span.slice_id
            JOIN figure_report AS counted ON counted.report_id = span.report_id\(report)
            WHERE \(isOpen(at: past))\(FigureReader.condition(scope))\(sight.condition)
            """
    }

    private static func isOpen(at past: Instant?) -> SQL {
        past.map { "tstzrange(span.from_at, span.to_at) @> \($0)" } ?? "span.to_at = 'infinity'"
    }

    /// The reports that were open at an instant, or overdue, and may be seen, those filed first; nil: that are now. Those filed in a period,
    /// if told; after a place, at most `limit`.
    package func reports(
        in stock: FigureStock,
        at past: Instant?,
        now: Instant,
        filedIn period: FigurePeriod?,
        _ scope: FigureScope,
        seen sight: FigureSight,
        after place: FigureFact.Place?,
        limit: Int
    ) async throws(StoreError) -> [FigureFact] {
        let query = Self.stockQuery(stock, at: past, now: now, filedIn: period, scope, seen: sight, after: place, limit: limit)
        return try await reading {
            try await pool.query(query, as: (String, Instant, String, UUID?, UUID, UUID, UUID).self).map { row in
                FigureFact(
                    place: FigureFact.Place(at: row.1, report: row.6, ordinal: 0),
                    code: row.0,
                    filedAt: row.1,
                    status: try Self.status(row.2),
                    at: row.1,
                    seconds: nil,
                    unit: row.3,
                    category: row.4,
                    agency: row.5
                )
            }
        }
    }

    /// What was open is looked up before it is ordered: who walked along the filings would pass all that is over.
    static func stockQuery(
        _ stock: FigureStock,
        at past: Instant?,
        now: Instant,
        filedIn period: FigurePeriod?,
        _ scope: FigureScope,
        seen sight: FigureSight,
        after place: FigureFact.Place?,
        limit: Int
    ) -> SQL {
        let beyond: SQL = place.map { "AND (counted.filed_at, span.report_id) > (\($0.at), \($0.report))" } ?? ""
        let filed: SQL = period.map { "AND counted.filed_at >= \($0.start) AND counted.filed_at < \($0.end)" } ?? ""
        return """
            SELECT report.code, counted.filed_at, report.status, \(scope.era.column), slice.category_id, slice.agency_id, span.report_id
            FROM (
                SELECT report_id, slice_id
                FROM figure_span AS span
                WHERE \(isOpen(at: past))
                    AND \(stock == .open ? "true" : isOverdue(past ?? now))
                OFFSET 0
            ) AS span
            JOIN figure_slice AS slice ON slice.id = span.slice_id
            JOIN figure_report AS counted ON counted.report_id = span.report_id
            JOIN report ON report.id = span.report_id
            WHERE true
                \(filed)
                \(beyond)\(FigureReader.condition(scope))\(sight.condition)
            ORDER BY counted.filed_at, span.report_id
            LIMIT \(limit)
            """
    }

    /// The limit that is passed first of those that do not stand still.
    private static let overdueSince: SQL = """
        least(span.acknowledge_by, CASE WHEN span.used_100_at IS NOT NULL THEN greatest(span.used_100_at, span.paused_until) END)
        """

    private static func isOverdue(_ when: Instant) -> SQL {
        """
        (
            span.acknowledge_by < \(when)
            OR (span.used_100_at < \(when) AND (span.paused_until IS NULL OR span.paused_until <= \(when)))
        )
        """
    }

    private static func row(_ row: (UUID?, UUID, String, Int32?, Int32?, Bool, Bool, Int, Instant)) throws -> BacklogRow {
        BacklogRow(
            unit: row.0,
            agency: row.1,
            status: try status(row.2),
            age: Int(row.3 ?? 0),
            share: row.4.map(Int.init),
            isPaused: row.5,
            isOverdue: row.6,
            count: row.7
        )
    }

    private static func report(_ row: (String, Instant, String, UUID?, UUID, UUID, Instant?)) throws -> BacklogReport {
        BacklogReport(
            code: row.0,
            filedAt: row.1,
            status: try status(row.2),
            unit: row.3,
            category: row.4,
            agency: row.5,
            overdueSince: row.6
        )
    }

    private static func status(_ text: String) throws -> ReportStatus {
        guard let status = ReportStatus(rawValue: text) else { throw StoreError.fault("status \(text)") }
        return status
    }
}
