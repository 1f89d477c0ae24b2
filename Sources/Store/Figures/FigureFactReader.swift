package import Domain
internal import FoundationEssentials
internal import Postgres

/// Reads what figures are made of. Reports are named: for those who may know of them.
package struct FigureFactReader: Sendable {
    let pool: ConnectionPool

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool) {
        pool = service.pool
    }

    /// The reports behind a figure, or behind what of it was counted in an hour, in order of time, after a place, at most `limit`.
    package func facts(
        of measures: [Measure],
        _ scope: FigureScope,
        _ basis: FigureBasis,
        _ period: FigurePeriod,
        inHour hour: Instant? = nil,
        after place: FigureFact.Place?,
        limit: Int
    ) async throws(StoreError) -> [FigureFact] {
        try await reading {
            try await pool.query(
                Self.query(measures, scope, basis, period, inHour: hour, after: place, limit: limit),
                as: Columns.self
            ).map(Self.fact)
        }
    }

    private typealias Columns = (Instant, UUID, Int, String, Instant, String, Int64?, UUID?, UUID, UUID)

    static func query(
        _ measures: [Measure],
        _ scope: FigureScope,
        _ basis: FigureBasis,
        _ period: FigurePeriod,
        inHour hour: Instant? = nil,
        after place: FigureFact.Place?,
        limit: Int
    ) -> SQL {
        let unit: SQL = scope.era == .today ? "slice.today_unit_id" : "slice.filed_unit_id"
        let counted: SQL = basis == .activity ? "fact.at" : "counted.filed_at"
        let ofHour: SQL = hour.map { "AND fact.at >= \($0) AND fact.at < \($0.adding(seconds: 3_600))" } ?? ""
        let beyond: SQL =
            place.map { "AND (fact.at, fact.report_id, fact.ordinal) > (\($0.at), \($0.report), \(Int32(clamping: $0.ordinal)))" } ?? ""
        return """
            SELECT
                fact.at, fact.report_id, fact.ordinal::bigint, report.code, counted.filed_at, report.status, fact.seconds,
                \(unit), slice.category_id, slice.agency_id
            FROM figure_fact AS fact
            JOIN figure_slice AS slice ON slice.id = fact.slice_id
            JOIN figure_report AS counted ON counted.report_id = fact.report_id
            JOIN report ON report.id = fact.report_id
            WHERE fact.measure = ANY (\(measures.map(\.rawValue)))
                AND \(counted) >= \(period.start)
                AND \(counted) < \(period.end)
                \(ofHour)
                \(beyond)\(FigureReader.condition(scope))
            ORDER BY fact.at, fact.report_id, fact.ordinal
            LIMIT \(limit)
            """
    }

    private static func fact(_ row: Columns) throws -> FigureFact {
        guard let status = ReportStatus(rawValue: row.5) else { throw StoreError.fault("status of \(row.3)") }
        return FigureFact(
            place: FigureFact.Place(at: row.0, report: row.1, ordinal: row.2),
            code: row.3,
            filedAt: row.4,
            status: status,
            seconds: row.6,
            unit: row.7,
            category: row.8,
            agency: row.9
        )
    }
}
