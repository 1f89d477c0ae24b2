package import Domain
package import FoundationEssentials
internal import Postgres

/// Figures as the database has them at a revision.
package struct FigureTallies<Key: Hashable & Sendable>: Sendable {
    package let revision: Int64
    /// What was counted, for each object, day or hour; nothing for those of which nothing was.
    package let tallies: [Key: Tally]
}

extension FigureReader {
    /// What was counted in a stretch of days since 1970, for each object of a dimension: by its id or name, nil for what is not known.
    package func tallies(
        by dimension: FigureDimension,
        _ scope: FigureScope,
        _ basis: FigureBasis,
        _ days: Range<Int>,
        durationsAlone: Bool = false
    ) async throws(StoreError) -> FigureTallies<String?> {
        let key = Self.key(dimension, scope.era)
        return try await tallies(Self.inDays(key, scope, basis, days, durationsAlone: durationsAlone), String?.self)
    }

    /// The same for each day there is anything of.
    package func days(_ scope: FigureScope, _ basis: FigureBasis, _ days: Range<Int>) async throws(StoreError) -> FigureTallies<Int> {
        try await tallies(Self.inDays("(figure.day - date '1970-01-01')::bigint", scope, basis, days), Int.self)
    }

    /// What happened in each hour between two instants.
    package func hours(_ scope: FigureScope, from: Instant, to: Instant) async throws(StoreError) -> FigureTallies<Instant> {
        try await tallies(
            """
            SELECT figure.hour, figure.measure, figure.bucket, sum(figure.n)
            FROM figure_hour AS figure
            JOIN figure_slice AS slice ON slice.id = figure.slice_id
            WHERE figure.hour >= \(from)
                AND figure.hour < \(to)
                \(Self.condition(scope))
            GROUP BY 1, 2, 3
            """,
            Instant.self
        )
    }

    /// What entered stocks and left them from a day on, if told, and before another, for each object of a dimension.
    package func moves(
        by dimension: FigureDimension,
        _ scope: FigureScope,
        _ basis: FigureBasis,
        _ first: Int?,
        before day: Int
    ) async throws(StoreError) -> FigureTallies<String?> {
        try await tallies(
            """
            SELECT \(Self.key(dimension, scope.era)), figure.measure, 0::smallint, sum(figure.n)
            FROM figure_day AS figure
            JOIN figure_slice AS slice ON slice.id = figure.slice_id
            WHERE figure.basis = \(basis.rawValue)
                AND figure.measure = ANY (\(Self.moves))
                AND figure.day >= \(Self.date(Int32(clamping: first ?? 0)))::text::date
                AND figure.day < \(Self.date(Int32(clamping: day)))::text::date
                \(Self.condition(scope))
            GROUP BY 1, 2
            """,
            String?.self
        )
    }

    /// Categories that are never listed in public, or once were: what was reported then is as it was.
    package func unlisted() async throws(StoreError) -> [UUID] {
        try await reading {
            try await pool.query(
                """
                SELECT DISTINCT category_id
                FROM category_version
                WHERE sensitivity = \(Sensitivity.unlisted.rawValue)
                """,
                as: UUID.self
            )
        }
    }

    static func inDays(
        _ key: SQL,
        _ scope: FigureScope,
        _ basis: FigureBasis,
        _ days: Range<Int>,
        durationsAlone: Bool = false
    ) -> SQL {
        let measures: SQL = durationsAlone ? "AND figure.measure = ANY (\(lengths))" : ""
        return """
            SELECT \(key), figure.measure, figure.bucket, sum(figure.n)
            FROM figure_day AS figure
            JOIN figure_slice AS slice ON slice.id = figure.slice_id
            WHERE figure.basis = \(basis.rawValue)
                AND figure.day >= \(date(Int32(clamping: days.lowerBound)))::text::date
                AND figure.day < \(date(Int32(clamping: days.upperBound)))::text::date
                \(measures)\(condition(scope))
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

    /// What of a scope is to be said of slices.
    static func condition(_ scope: FigureScope) -> SQL {
        let parts: [SQL?] = [
            scope.units.map { "AND \(scope.era.column) = ANY (\($0.sorted()))" },
            scope.categories.map { "AND slice.category_id = ANY (\($0.sorted()))" },
            scope.agencies.map { "AND slice.agency_id = ANY (\($0.sorted()))" },
            scope.leavingOut.isEmpty ? nil : "AND slice.category_id <> ALL (\(scope.leavingOut.sorted()))",
        ]
        return parts.compactMap(\.self).reduce("") { "\($0)\n    \($1)" }
    }

    private func tallies<Key: Hashable & Sendable & PostgresDecodable>(
        _ query: SQL,
        _: Key.Type
    ) async throws(StoreError) -> FigureTallies<Key> {
        try await reading {
            try await pool.withTransaction(isolation: .repeatableRead) { connection in
                let answers = try connection.pipeline(["SELECT revision FROM figure_cursor", query])
                guard let revision = try answers[0].first(Int64.self) else { throw StoreError.fault("figure_cursor") }
                var tallies: [Key: Tally] = [:]
                for row in try answers[1].decode((Key, String, Int16, Int).self) {
                    // A measure of a later version, whose instances already count beside this one, is passed over.
                    guard let measure = Measure(rawValue: row.1) else { continue }
                    tallies[row.0, default: Tally()].add(row.3, of: measure, bucket: Int(row.2))
                }
                return FigureTallies(revision: revision, tallies: tallies)
            }
        }
    }
}
