package import Domain
internal import FoundationEssentials
internal import Postgres

/// Everything that was open at an instant.
package struct BacklogReading: Sendable {
    package let position: FigurePosition
    package let rows: [BacklogRow]
    /// The one that was filed first; nil without any.
    package let oldest: Instant?
    /// Those that were overdue longest first.
    package let worst: [BacklogReport]
}

extension FigureFactReader {
    /// What was open at an instant within a scope, by days since the filing up to `ages`; nil: what is open now, by the present instant for
    /// what depends on time. The `worst` reports of it are named.
    package func backlog(
        at past: Instant?,
        now: Instant,
        _ scope: FigureScope,
        ages: [Int],
        worst: Int
    ) async throws(StoreError) -> BacklogReading {
        let (when, unit) = (past ?? now, Self.unit(scope))
        let isOpen: SQL = past.map { "tstzrange(span.from_at, span.to_at) @> \($0)" } ?? "span.to_at = 'infinity'"
        let open: SQL = """
            FROM figure_span AS span
            JOIN figure_slice AS slice ON slice.id = span.slice_id
            JOIN figure_report AS counted ON counted.report_id = span.report_id
            WHERE \(isOpen)\(FigureReader.condition(scope))
            """
        return try await reading {
            try await pool.withTransaction(isolation: .repeatableRead) { connection in
                let answers = try connection.pipeline([
                    FigureReader.positionQuery,
                    """
                    SELECT
                        \(unit), slice.agency_id, span.status,
                        (SELECT max(age) FROM unnest(\(ages.map(Int32.init))) AS age WHERE counted.filed_at <= \(when) - age * interval '1 day'),
                        CASE
                            WHEN span.used_100_at < \(when) THEN 100
                            WHEN span.used_90_at < \(when) THEN 90
                            WHEN span.used_75_at < \(when) THEN 75
                            WHEN span.used_50_at < \(when) THEN 50
                        END,
                        coalesce(span.paused_until > \(when), false), coalesce(\(Self.isOverdue(when)), false), count(*), min(counted.filed_at)
                    \(open)
                    GROUP BY 1, 2, 3, 4, 5, 6, 7
                    """,
                    """
                    SELECT report.code, counted.filed_at, span.status, \(unit), slice.category_id, slice.agency_id, \(Self.overdueSince)
                    FROM (
                        SELECT span.report_id, span.status, span.slice_id, span.acknowledge_by, span.used_100_at, span.paused_until
                        \(open)
                            AND \(Self.isOverdue(when))
                        ORDER BY \(Self.overdueSince), span.report_id
                        LIMIT \(worst)
                    ) AS span
                    JOIN figure_slice AS slice ON slice.id = span.slice_id
                    JOIN figure_report AS counted ON counted.report_id = span.report_id
                    JOIN report ON report.id = span.report_id
                    ORDER BY \(Self.overdueSince), span.report_id
                    """,
                ])
                let rows = try answers[1].decode((UUID?, UUID, String, Int32?, Int32?, Bool, Bool, Int, Instant).self)
                return BacklogReading(
                    position: try FigureReader.position(answers[0]),
                    rows: try rows.map(Self.row),
                    oldest: rows.map(\.8).min(),
                    worst: try answers[2].decode((String, Instant, String, UUID?, UUID, UUID, Instant?).self).map(Self.report)
                )
            }
        }
    }

    /// The reports that were open at an instant, or overdue, those filed first; nil: that are now. Those filed in a period, if told; after a
    /// place, at most `limit`.
    package func reports(
        in stock: FigureStock,
        at past: Instant?,
        now: Instant,
        filedIn period: FigurePeriod?,
        _ scope: FigureScope,
        after place: FigureFact.Place?,
        limit: Int
    ) async throws(StoreError) -> [FigureFact] {
        let isOpen: SQL = past.map { "tstzrange(span.from_at, span.to_at) @> \($0)" } ?? "span.to_at = 'infinity'"
        let beyond: SQL = place.map { "AND (counted.filed_at, span.report_id) > (\($0.at), \($0.report))" } ?? ""
        let filed: SQL = period.map { "AND counted.filed_at >= \($0.start) AND counted.filed_at < \($0.end)" } ?? ""
        return try await reading {
            try await pool.query(
                """
                SELECT report.code, counted.filed_at, report.status, \(Self.unit(scope)), slice.category_id, slice.agency_id, span.report_id
                FROM figure_span AS span
                JOIN figure_slice AS slice ON slice.id = span.slice_id
                JOIN figure_report AS counted ON counted.report_id = span.report_id
                JOIN report ON report.id = span.report_id
                WHERE \(isOpen)
                    AND \(stock == .open ? "true" : Self.isOverdue(past ?? now))
                    \(filed)
                    \(beyond)\(FigureReader.condition(scope))
                ORDER BY counted.filed_at, span.report_id
                LIMIT \(limit)
                """,
                as: (String, Instant, String, UUID?, UUID, UUID, UUID).self
            ).map { row in
                FigureFact(
                    place: FigureFact.Place(at: row.1, report: row.6, ordinal: 0),
                    code: row.0,
                    filedAt: row.1,
                    status: try Self.status(row.2),
                    seconds: nil,
                    unit: row.3,
                    category: row.4,
                    agency: row.5
                )
            }
        }
    }

    private static func unit(_ scope: FigureScope) -> SQL { scope.era == .today ? "slice.today_unit_id" : "slice.filed_unit_id" }

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
