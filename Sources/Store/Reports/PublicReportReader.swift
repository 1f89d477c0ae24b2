package import Domain
package import FoundationEssentials
internal import Postgres

/// Reads lists of reports for the public, with what the views of the public role show.
package struct PublicReportReader: Sendable {
    /// Reports near a place that are compared by their words.
    private static let mostCompared = 60

    private let pool: ConnectionPool

    package init(_ publicRead: DatabasePool) {
        pool = publicRead.pool
    }

    /// The next reports of a list after a place, the newest first, at most `limit`, and where its next page begins.
    package func list(
        _ filter: PublicReportFilter,
        after place: ReportPlace?,
        limit: Int,
        catalog: ReferenceCatalog
    ) async throws(StoreError) -> (reports: [ReportView], next: ReportPlace?) {
        try await reading {
            let (ids, next, rows) = try await pool.withTransaction(isolation: .repeatableRead) { connection in
                let (ids, next) = try PublicWalk(filter).page(after: place, limit: limit, on: connection)
                return (ids, next, try Self.rows(ids, on: connection))
            }
            return (try ids.compactMap { try rows[$0]?.view(own: nil, catalog: catalog) }, next)
        }
    }

    /// Reports of any of these categories, or of all, whose public points lie so near a place: those that are open, and those that were done
    /// with lately. The nearest, in no order.
    package func near(
        _ pin: Pin,
        within radiusM: Double,
        categories: [UUID]?,
        catalog: ReferenceCatalog
    ) async throws(StoreError) -> [(view: ReportView, distanceM: Double)] {
        try await reading {
            let (near, rows) = try await pool.withTransaction(isolation: .repeatableRead) { connection in
                let near = try connection.query(Self.nearQuery(pin, within: radiusM, categories), as: (UUID, Double).self)
                return (near, try Self.rows(near.map(\.0), on: connection))
            }
            return try near.compactMap { id, distance in
                try rows[id].map { (view: try $0.view(own: nil, catalog: catalog), distanceM: distance) }
            }
        }
    }

    /// The nearest by degrees, of which one is 104 km there at least.
    static func nearQuery(_ pin: Pin, within radiusM: Double, _ categories: [UUID]?) -> SQL {
        let place: SQL = "ST_Point(\(pin.longitude), \(pin.latitude), 4326)"
        let isAsked: SQL = categories.map { "report.category_id = ANY (\($0))" } ?? "true"
        return """
            SELECT near.id, near.distance_m
            FROM (
                SELECT report.id, ST_DistanceSphere(report.public_point, \(place)) AS distance_m
                FROM public_report_key AS report
                WHERE ST_DWithin(report.public_point, \(place), \(radiusM / 104_000))
                    AND report.status IN ('submitted', 'acknowledged', 'in_progress', 'awaiting_citizen', 'resolved', 'closed')
                    AND (
                        report.status NOT IN ('resolved', 'closed')
                        OR report.updated_at >= (SELECT instant_now()) - \(SimilarReport.reachDays) * interval '1 day'
                    )
                    AND \(isAsked)
                ORDER BY report.public_point <-> \(place)
                LIMIT \(mostCompared)
            ) AS near
            WHERE near.distance_m <= \(radiusM)
            """
    }

    private static func rows(_ ids: [UUID], on connection: isolated Connection) throws -> [UUID: ViewRow] {
        let rows = try connection.query(ReportReader.view(for: .anybody, "report.id = ANY (\(ids))")).map(ViewRow.init)
        return Dictionary(uniqueKeysWithValues: rows.map { ($0.id, $0) })
    }
}
