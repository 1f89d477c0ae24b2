internal import Domain
package import FoundationEssentials
internal import Postgres

extension FigureReader {
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

    /// What of a scope is to be said of slices.
    static func condition(_ scope: FigureScope) -> SQL {
        let unit = scope.era.column
        let parts: [SQL?] = [
            scope.units.map { "AND \(unit) = ANY (\($0.sorted()))" }, scope.isOfUnknownUnit ? "AND \(unit) IS NULL" : nil,
            scope.categories.map { "AND slice.category_id = ANY (\($0.sorted()))" },
            scope.agencies.map { "AND slice.agency_id = ANY (\($0.sorted()))" },
            scope.severity.map { "AND slice.severity = \($0.rawValue)" }, scope.channel.map { "AND slice.channel = \($0.rawValue)" },
            scope.leavingOut.isEmpty ? nil : "AND slice.category_id <> ALL (\(scope.leavingOut.sorted()))",
        ]
        return parts.compactMap(\.self).reduce("") { "\($0)\n    \($1)" }
    }
}
