internal import Domain
package import FoundationEssentials
internal import Postgres

extension FigureReader {
    /// Categories that are never listed in public, those in force and those that were.
    package func unlisted() async throws(StoreError) -> [UUID] {
        try await reading {
            try await pool.query(
                """
                SELECT category.id
                FROM category
                JOIN category_version AS said ON said.category_id = category.id AND said.version = category.version
                WHERE said.sensitivity = \(Sensitivity.unlisted.rawValue)
                """,
                as: UUID.self
            )
        }
    }

    /// What of a scope is to be said of slices.
    static func condition(_ scope: FigureScope) -> SQL {
        let unit: SQL = scope.era == .today ? "slice.today_unit_id" : "slice.filed_unit_id"
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
