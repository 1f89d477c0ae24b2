internal import Domain
internal import FoundationEssentials
internal import Postgres

extension FigureSight {
    /// What is to be said of `report`.
    var condition: SQL {
        switch self {
        case .everything: ""
        case .allButSecrets: "\n    AND NOT report.is_secret"
        case .openToUnits(let open, let desk):
            "\n    AND NOT report.is_secret\n    AND (\(Self.condition(open)) OR \(Self.isSeen(by: desk)))"
        case .desk(let desk): "\n    AND NOT report.is_secret\n    AND \(Self.isSeen(by: desk))"
        }
    }

    /// As in a desk's lists.
    private static func isSeen(by desk: UUID) -> SQL { "(report.agency_id = \(desk) OR report.known_to @> ARRAY[\(desk)::uuid])" }

    private static func condition(_ open: OpenToUnits) -> SQL {
        let exceptions = open.exceptions.sorted {
            ($0.category, $0.unit) < ($1.category, $1.unit)
        }
        return """
            (report.category_id = ANY (\(open.categories.sorted()))) <> coalesce(
                (report.category_id, report.unit_id) IN (
                    SELECT category_id, unit_id
                    FROM unnest(\(exceptions.map(\.category)), \(exceptions.map(\.unit))) AS exception (category_id, unit_id)
                ),
                false
            )
            """
    }
}
