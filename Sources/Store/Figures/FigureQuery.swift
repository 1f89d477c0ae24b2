package import Domain
internal import FoundationEssentials
internal import Postgres

/// A question about figures that the database answers with how much was counted of each measure: for each object, day or hour of which
/// anything was.
package struct FigureQuery: Sendable {
    let query: SQL

    /// What was counted in a stretch of days since 1970, for each object of a dimension: by its id or name, nil for what is not known.
    package static func tallies(
        by dimension: FigureDimension,
        _ scope: FigureScope,
        _ basis: FigureBasis,
        _ days: Range<Int>
    ) -> FigureQuery {
        FigureQuery(query: inDays(key(dimension, scope.era), scope, basis, days))
    }

    /// The same for each day, by its number.
    package static func days(_ scope: FigureScope, _ basis: FigureBasis, _ days: Range<Int>) -> FigureQuery {
        FigureQuery(query: inDays("(figure.day - date '1970-01-01')::text", scope, basis, days))
    }

    /// What happened in each hour between two instants, by its first second since 1970.
    package static func hours(_ scope: FigureScope, from: Instant, to: Instant) -> FigureQuery {
        FigureQuery(
            query: """
                SELECT extract(epoch FROM figure.hour)::bigint::text, figure.measure, figure.bucket, sum(figure.n)
                FROM figure_hour AS figure
                JOIN figure_slice AS slice ON slice.id = figure.slice_id
                WHERE figure.hour >= \(from)
                    AND figure.hour < \(to)\(FigureReader.condition(scope))
                GROUP BY 1, 2, 3
                """
        )
    }

    /// What entered stocks and left them before a day, for each object of a dimension.
    package static func moves(by dimension: FigureDimension, _ scope: FigureScope, _ basis: FigureBasis, before day: Int) -> FigureQuery {
        FigureQuery(
            query: """
                SELECT \(key(dimension, scope.era)), figure.measure, 0::smallint, sum(figure.n)
                FROM figure_day AS figure
                JOIN figure_slice AS slice ON slice.id = figure.slice_id
                WHERE \(FigureReader.moving(basis, 0..<day))\(FigureReader.condition(scope))
                GROUP BY 1, 2
                """
        )
    }

    /// What the database answered. A measure of a later version, whose instances already count beside this one, is passed over.
    static func tallies(_ rows: Rows) throws -> [String?: Tally] {
        try rows.decode((String?, String, Int16, Int).self).reduce(into: [:]) { tallies, row in
            guard let measure = Measure(rawValue: row.1) else { return }
            tallies[row.0, default: Tally()].add(row.3, of: measure, bucket: Int(row.2))
        }
    }

    private static func inDays(_ key: SQL, _ scope: FigureScope, _ basis: FigureBasis, _ days: Range<Int>) -> SQL {
        """
        SELECT \(key), figure.measure, figure.bucket, sum(figure.n)
        FROM figure_day AS figure
        JOIN figure_slice AS slice ON slice.id = figure.slice_id
        WHERE figure.basis = \(basis.rawValue)
            AND figure.day >= \(FigureReader.date(Int32(clamping: days.lowerBound)))::text::date
            AND figure.day < \(FigureReader.date(Int32(clamping: days.upperBound)))::text::date\(FigureReader.condition(scope))
        GROUP BY 1, 2, 3
        """
    }

    private static func key(_ dimension: FigureDimension, _ era: UnitEra) -> SQL {
        switch dimension {
        case .city: "NULL::text"
        case .unit: "\(era.column)::text"
        case .category: "slice.category_id::text"
        case .agency: "slice.agency_id::text"
        case .severity: "slice.severity"
        case .channel: "slice.channel"
        }
    }
}
