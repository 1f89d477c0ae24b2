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

    /// The reports behind a figure, or behind what of it was counted in an hour, that may be seen, in order of time, after a place, at most
    /// `limit`.
    package func facts(
        of measures: [Measure],
        _ scope: FigureScope,
        _ basis: FigureBasis,
        _ period: FigurePeriod,
        inHour hour: Instant? = nil,
        seen sight: FigureSight,
        after place: FigureFact.Place?,
        limit: Int
    ) async throws(StoreError) -> [FigureFact] {
        try await reading {
            try await pool.query(
                Self.query(measures, scope, basis, period, inHour: hour, seen: sight, after: place, limit: limit),
                as: Columns.self
            ).map(Self.fact)
        }
    }

    private typealias Columns = (Instant, UUID, Int, Instant, String, Instant, String, Int64?, UUID?, UUID, UUID)

    /// In order of the time they count by, which in a cohort is that of the filing. Nothing happens to a report before it was filed, which
    /// bounds what is looked at there.
    static func query(
        _ measures: [Measure],
        _ scope: FigureScope,
        _ basis: FigureBasis,
        _ period: FigurePeriod,
        inHour hour: Instant? = nil,
        seen sight: FigureSight,
        after place: FigureFact.Place?,
        limit: Int
    ) -> SQL {
        let counted: SQL = basis == .activity ? "fact.at" : "counted.filed_at"
        let order: SQL = basis == .activity ? "fact.at, fact.report_id, fact.ordinal" : "counted.filed_at, counted.report_id, fact.ordinal"
        let ofHour: SQL = hour.map { "AND fact.at >= \($0) AND fact.at < \($0.adding(seconds: 3_600))" } ?? ""
        let beyond: SQL = place.map { "AND (\(order)) > (\($0.at), \($0.report), \(Int32(clamping: $0.ordinal)))" } ?? ""
        return """
            SELECT
                \(counted), fact.report_id, fact.ordinal::bigint, fact.at, report.code, counted.filed_at, report.status, fact.seconds,
                \(scope.era.column), slice.category_id, slice.agency_id
            FROM figure_fact AS fact
            JOIN figure_slice AS slice ON slice.id = fact.slice_id
            JOIN figure_report AS counted ON counted.report_id = fact.report_id
            JOIN report ON report.id = fact.report_id
            WHERE \(Self.isOne(of: measures))
                AND fact.at >= \(period.start)
                AND \(counted) >= \(period.start)
                AND \(counted) < \(period.end)
                \(ofHour)
                \(beyond)\(FigureReader.condition(scope))\(sight.condition)
            ORDER BY \(order)
            LIMIT \(limit)
            """
    }

    /// One is compared as one, so that its stretch of the index is in order.
    private static func isOne(of measures: [Measure]) -> SQL {
        measures.count == 1 ? "fact.measure = \(measures[0].rawValue)" : "fact.measure = ANY (\(measures.map(\.rawValue)))"
    }

    private static func fact(_ row: Columns) throws -> FigureFact {
        guard let status = ReportStatus(rawValue: row.6) else { throw StoreError.fault("status of \(row.4)") }
        return FigureFact(
            place: FigureFact.Place(at: row.0, report: row.1, ordinal: row.2),
            code: row.4,
            filedAt: row.5,
            status: status,
            at: row.3,
            seconds: row.7,
            unit: row.8,
            category: row.9,
            agency: row.10
        )
    }
}

extension UnitEra {
    /// Where a slice has it.
    var column: SQL { self == .today ? "slice.today_unit_id" : "slice.filed_unit_id" }
}
